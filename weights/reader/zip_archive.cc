#include "weights/reader/zip_archive.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tools/base/status_macros.h"
#include "weights/reader/byte_reader.h"
#include "weights/reader/quoted.h"
#include "weights/reader/utf8.h"

namespace assay {
namespace {

constexpr uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50, kDescriptor = 0x08074b50;
constexpr uint32_t kEnd = 0x06054b50, kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr size_t kEndBytes = 22, kEnd64Bytes = 56, kLocator64Bytes = 20;
constexpr uint16_t kZip64Field = 1;
constexpr uint16_t kPaddingField = 0x4246;  // "FB": so many Z's that the data begin at a multiple of 64
// A field of the first format that says: look in the 64-bit one.
constexpr uint16_t kSee64Short = 0xffff;
constexpr uint32_t kSee64 = 0xffffffff;
constexpr uint16_t kEncrypted = 1, kHasDescriptor = 8, kNameIsUtf8 = 0x800;

absl::Status Broken(absl::string_view what) { return absl::InvalidArgumentError(what); }

// Where the directory lies, and how many records it has.
struct Directory {
  uint64_t offset = 0;
  uint64_t size = 0;
  uint64_t count = 0;
};

// One row of the directory.
struct Row {
  absl::string_view name;
  uint16_t version = 0;  // that it takes to read it
  uint16_t flags = 0;
  uint32_t time = 0;  // and date
  uint32_t crc32 = 0;
  uint64_t size = 0;
  uint64_t local = 0;  // where its local header begins
};

// Reads fields one after the other; what was cut short shows at the end.
class Fields {
 public:
  explicit Fields(ByteReader& reader) : reader_(reader) {}
  uint16_t U16() { return Read<uint16_t>(); }
  uint32_t U32() { return Read<uint32_t>(); }
  uint64_t U64() { return Read<uint64_t>(); }
  absl::string_view Bytes(uint64_t length) {
    if (!status_.ok()) return {};
    auto bytes = reader_.ReadBytes(length);
    status_ = bytes.status();
    return bytes.value_or("");
  }
  const absl::Status& status() const { return status_; }

 private:
  template <class Integer>
  Integer Read() {
    if (!status_.ok()) return 0;
    auto value = reader_.ReadLittleEndian<Integer>();
    status_ = value.status();
    return value.value_or(0);
  }

  ByteReader& reader_;
  absl::Status status_ = absl::OkStatus();
};

absl::Span<const std::byte> BytesOf(absl::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// The 64-bit field among extra fields, empty where there is none.
// Errors: InvalidArgument where the fields do not fill their room, one repeats, or one could hide something.
absl::StatusOr<absl::string_view> FindZip64(absl::string_view extra, absl::string_view name) {
  ByteReader reader(BytesOf(extra));
  Fields fields(reader);
  absl::string_view zip64;
  bool found = false;
  while (fields.status().ok() && reader.remaining() > 0) {
    const uint16_t id = fields.U16();
    const absl::string_view data = fields.Bytes(fields.U16());
    if (!fields.status().ok()) break;
    if (id == kPaddingField && data.find_first_not_of('Z') == absl::string_view::npos) continue;
    if (id != kZip64Field)
      return Broken(
          absl::StrCat("the zip record ", Quoted(name), " has an extra field that torch.save does not write"));
    if (found) return Broken(absl::StrCat("the zip record ", Quoted(name), " has two zip64 fields"));
    found = true;
    zip64 = data;
  }
  if (!fields.status().ok())
    return Broken(absl::StrCat("the extra fields of the zip record ", Quoted(name), " do not fit their room"));
  return zip64;
}

// By DOS's bit for folders and Unix's types, where a writer states any.
bool IsPlainFile(uint32_t attributes) {
  constexpr uint32_t kDosFolder = 0x10, kUnixType = 0xf0000000, kUnixFile = 0x80000000;
  const uint32_t type = attributes & kUnixType;
  return (attributes & kDosFolder) == 0 && (type == 0 || type == kUnixFile);
}

absl::Status CheckName(absl::string_view name) {
  if (name.empty() || !IsUtf8(name) || absl::StrContains(name, absl::string_view("\0", 1)))
    return Broken(absl::StrCat("the name of a zip record, ", Quoted(name), ", is no text"));
  const bool has_drive = name.size() > 1 && absl::ascii_isalpha(name[0]) && name[1] == ':';
  if (absl::StrContains(name, '\\') || has_drive)
    return Broken(absl::StrCat("the name of the zip record ", Quoted(name), " is a path of another system"));
  for (const absl::string_view part : absl::StrSplit(name, '/')) {
    if (part.empty() || part == "." || part == "..") {
      return Broken(
          absl::StrCat("the name of the zip record ", Quoted(name), " is absolute, climbs or has an empty part"));
    }
  }
  return absl::OkStatus();
}

// The 64-bit end record, which must agree with the first format's wherever that says anything.
absl::StatusOr<Directory> ReadEnd64(absl::Span<const std::byte> bytes, size_t locator_at, const Directory& narrow) {
  ByteReader reader(bytes.subspan(locator_at, kLocator64Bytes));
  Fields locator(reader);
  locator.U32();
  const uint32_t disk = locator.U32();
  const uint64_t end_at = locator.U64();
  const uint32_t disks = locator.U32();
  if (disk != 0 || disks != 1) return Broken("its zip archive is spread over several disks");
  if (locator_at < kEnd64Bytes || end_at != locator_at - kEnd64Bytes)
    return Broken("its zip64 end record does not lie right before its locator");
  ByteReader end_reader(bytes.subspan(end_at, kEnd64Bytes));
  Fields end(end_reader);
  const uint32_t signature = end.U32();
  const uint64_t size = end.U64();
  if (signature != kEnd64 || size != kEnd64Bytes - 12)
    return Broken("it has no zip64 end record where its locator says");
  end.U16(), end.U16();  // versions
  const uint32_t this_disk = end.U32(), directory_disk = end.U32();
  const uint64_t count_here = end.U64();
  Directory wide;
  wide.count = end.U64();
  wide.size = end.U64();
  wide.offset = end.U64();
  if (this_disk != 0 || directory_disk != 0 || count_here != wide.count)
    return Broken("its zip archive is spread over several disks");
  const auto agrees = [](uint64_t value, uint64_t wide_value, uint64_t see64) {
    return value == see64 || value == wide_value;
  };
  if (!agrees(narrow.count, wide.count, kSee64Short) || !agrees(narrow.size, wide.size, kSee64) ||
      !agrees(narrow.offset, wide.offset, kSee64)) {
    return Broken("its two zip end records disagree");
  }
  return wide;
}

absl::StatusOr<Directory> FindDirectory(absl::Span<const std::byte> bytes) {
  if (bytes.size() < kEndBytes) return absl::DataLossError("is cut short: a zip archive has at least 22 bytes");
  size_t at = bytes.size() - kEndBytes;
  ByteReader reader(bytes.subspan(at));
  Fields fields(reader);
  if (fields.U32() != kEnd) {
    return absl::DataLossError(
        "is a zip archive that is cut short or continued: its end record is not at the very end");
  }
  const uint16_t disk = fields.U16(), directory_disk = fields.U16(), count_here = fields.U16();
  Directory directory;
  directory.count = fields.U16();
  directory.size = fields.U32();
  directory.offset = fields.U32();
  if (fields.U16() != 0) return Broken("its zip archive has a comment");
  if (disk != 0 || directory_disk != 0 || count_here != directory.count)
    return Broken("its zip archive is spread over several disks");
  uint32_t before = 0;
  if (at >= kLocator64Bytes) std::memcpy(&before, bytes.data() + at - kLocator64Bytes, sizeof(before));
  if (before == kLocator64) {
    at -= kLocator64Bytes;
    ASSAY_ASSIGN_OR_RETURN(directory, ReadEnd64(bytes, at, directory));
    at -= kEnd64Bytes;
  }
  if (directory.offset > at || directory.size != at - directory.offset)
    return Broken("its zip directory does not end where its end record begins");
  return directory;
}

// A row of the directory, whose sizes and place may stand in the 64-bit field.
absl::StatusOr<Row> ReadRow(ByteReader& reader) {
  Fields fields(reader);
  const uint32_t signature = fields.U32();
  if (fields.status().ok() && signature != kCentralHeader) return Broken("its zip directory holds something else");
  Row row;
  fields.U16();  // the version of the writer
  row.version = fields.U16();
  row.flags = fields.U16();
  const uint16_t method = fields.U16();
  row.time = fields.U32();
  row.crc32 = fields.U32();
  uint64_t stored = fields.U32();
  row.size = fields.U32();
  const uint16_t name_length = fields.U16(), extra_length = fields.U16(), comment_length = fields.U16();
  const uint16_t disk = fields.U16();
  fields.U16();  // whether it is text
  const uint32_t attributes = fields.U32();
  row.local = fields.U32();
  row.name = fields.Bytes(name_length);
  const absl::string_view extra = fields.Bytes(extra_length);
  fields.Bytes(comment_length);
  if (!fields.status().ok()) return Broken("its zip directory is longer than its end record says");
  ASSAY_RETURN_IF_ERROR(CheckName(row.name));
  const auto name = [&] { return Quoted(row.name); };  // for errors
  if ((row.flags & kEncrypted) != 0) return Broken(absl::StrCat("the zip record ", name(), " is encrypted"));
  if ((row.flags & ~(kHasDescriptor | kNameIsUtf8)) != 0)
    return Broken(
        absl::StrFormat("the zip record %s has flags 0x%04x, which files of weights do not have", name(), row.flags));
  if (method != 0) {
    return Broken(absl::StrCat("the zip record ", name(), " is compressed (method ", method,
                               "); PyTorch stores: save the file again with torch.save"));
  }
  if (disk != 0) return Broken("its zip archive is spread over several disks");
  if (!IsPlainFile(attributes)) return Broken(absl::StrCat("the zip record ", name(), " is a folder or a link"));
  if (comment_length != 0) return Broken(absl::StrCat("the zip record ", name(), " has a comment"));
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view zip64, FindZip64(extra, row.name));
  ByteReader wide_reader(BytesOf(zip64));
  Fields wide(wide_reader);
  for (uint64_t* value : {&row.size, &stored, &row.local}) {
    if (*value == kSee64) *value = wide.U64();
  }
  if (!wide.status().ok()) return Broken(absl::StrCat("the zip64 field of the zip record ", name(), " is too short"));
  if (wide_reader.remaining() > 0)
    return Broken(absl::StrCat("the zip64 field of the zip record ", name(), " says more than is asked of it"));
  if (stored != row.size)
    return Broken(absl::StrCat("the zip record ", name(), " is stored as ", stored, " bytes of ", row.size));
  return row;
}

// Whether what a header or a descriptor states is the directory's, or left to the other place.
bool States(uint64_t value, uint64_t wanted, bool may_be_zero) {
  return value == wanted || (may_be_zero && value == 0);
}

// What is left of a local header's 64-bit field once its sizes have been taken. PyTorch's writer leaves the sizes to
// the descriptor and states them there too, one as 0, and the place of the header, where they take eight bytes.
bool SaysTheSame(ByteReader& left, bool later, const Row& row) {
  Fields fields(left);
  bool same = true;
  if (later && row.size >= kSee64 && left.remaining() >= 16) {
    same = fields.U64() == row.size;
    same = States(fields.U64(), row.size, /*may_be_zero=*/true) && same;
  }
  if (row.local >= kSee64 && left.remaining() == 8) same = fields.U64() == row.local && same;
  return same && left.remaining() == 0;
}

// The bytes of a record whose local header is the next thing in `reader`, which ends with the directory.
absl::StatusOr<absl::Span<const std::byte>> ReadLocal(ByteReader& reader, const Row& row, uint64_t next) {
  const auto name = [&] { return Quoted(row.name); };  // for errors
  Fields fields(reader);
  const uint32_t signature = fields.U32();
  if (signature != kLocalHeader)
    return Broken(absl::StrCat("no local header of the zip record ", name(), " where its directory says"));
  const uint16_t version = fields.U16(), flags = fields.U16(), method = fields.U16();
  const uint32_t time = fields.U32();
  const uint32_t crc32 = fields.U32();
  uint64_t stored = fields.U32(), size = fields.U32();
  const uint16_t name_length = fields.U16(), extra_length = fields.U16();
  const absl::string_view local_name = fields.Bytes(name_length);
  const absl::string_view extra = fields.Bytes(extra_length);
  const absl::string_view data = fields.Bytes(row.size);
  if (!fields.status().ok()) return Broken(absl::StrCat("the zip record ", name(), " reaches into the directory"));
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view zip64, FindZip64(extra, row.name));
  ByteReader wide_reader(BytesOf(zip64));
  Fields wide(wide_reader);
  for (uint64_t* value : {&size, &stored}) {
    if (*value == kSee64) *value = wide.U64();
  }
  const bool later = (flags & kHasDescriptor) != 0;
  if (!wide.status().ok() || !SaysTheSame(wide_reader, later, row) || version != row.version || time != row.time ||
      flags != row.flags || method != 0 || local_name != row.name || !States(crc32, row.crc32, later) ||
      !States(size, row.size, later) || !States(stored, row.size, later)) {
    return Broken(absl::StrCat("the local header of the zip record ", name(), " says other things than the directory"));
  }
  if (later) {
    // Sizes of four bytes or of eight, which the place of what comes next tells apart.
    const uint64_t left = next - reader.position();
    const bool is_wide = left == 24;
    const bool is_descriptor = (is_wide || left == 16) && fields.U32() == kDescriptor && fields.U32() == row.crc32 &&
                               (is_wide ? fields.U64() : fields.U32()) == row.size &&
                               (is_wide ? fields.U64() : fields.U32()) == row.size;
    if (!is_descriptor || !fields.status().ok())
      return Broken(
          absl::StrCat("the data descriptor of the zip record ", name(), " says other things than the directory"));
  }
  return BytesOf(data);
}

absl::Status CheckNoNameTwice(const std::vector<ZipRecord>& records, MemoryBudget& budget) {
  ASSAY_RETURN_IF_ERROR(budget.Charge(records.size() * sizeof(absl::string_view)));
  std::vector<absl::string_view> names;
  names.reserve(records.size());
  for (const ZipRecord& record : records) names.push_back(record.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  budget.Release(records.size() * sizeof(absl::string_view));
  if (twice == names.end()) return absl::OkStatus();
  return Broken(absl::StrCat("has two zip records of the name ", Quoted(*twice)));
}

}  // namespace

absl::StatusOr<std::vector<ZipRecord>> ReadZipArchive(absl::Span<const std::byte> bytes, MemoryBudget& budget) {
  ASSAY_ASSIGN_OR_RETURN(const Directory directory, FindDirectory(bytes));
  // Each row takes 46 bytes and a name.
  if (directory.count > directory.size / 47)
    return Broken(
        absl::StrCat("its zip directory of ", directory.size, " bytes has no room for ", directory.count, " records"));
  const size_t rows_bytes = directory.count * (sizeof(Row) + sizeof(uint32_t));
  ASSAY_RETURN_IF_ERROR(budget.Charge(rows_bytes));
  ASSAY_RETURN_IF_ERROR(budget.Charge(directory.count * sizeof(ZipRecord)));
  std::vector<Row> rows;
  rows.reserve(directory.count);
  ByteReader directory_reader(bytes.subspan(directory.offset, directory.size));
  for (uint64_t i = 0; i < directory.count; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const Row row, ReadRow(directory_reader));
    rows.push_back(row);
  }
  if (directory_reader.remaining() > 0) return Broken("its zip directory holds more than its end record says");
  // In the file's order, so that each must begin where the one before ends.
  std::vector<uint32_t> order(rows.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return rows[a].local < rows[b].local; });
  std::vector<ZipRecord> records(rows.size());
  ByteReader reader(bytes.subspan(0, directory.offset));
  for (size_t i = 0; i < order.size(); ++i) {
    const Row& row = rows[order[i]];
    const uint64_t next = i + 1 < order.size() ? rows[order[i + 1]].local : directory.offset;
    if (row.local != reader.position() || next < row.local) {
      return Broken(absl::StrCat("the zip record ", Quoted(row.name), " begins at byte ", row.local,
                                 ", where what lies before it ends at ", reader.position()));
    }
    ASSAY_ASSIGN_OR_RETURN(const absl::Span<const std::byte> data, ReadLocal(reader, row, next));
    records[order[i]] = {row.name, data, row.crc32};
  }
  if (reader.remaining() > 0)
    return Broken(absl::StrCat(reader.remaining(), " bytes before its zip directory belong to no record"));
  ASSAY_RETURN_IF_ERROR(CheckNoNameTwice(records, budget));
  budget.Release(rows_bytes);
  return records;
}

absl::Status VerifyCrc32(const ZipRecord& record) {
  const uint32_t found = libdeflate_crc32(0, record.data.data(), record.data.size());
  if (found == record.crc32) return absl::OkStatus();
  if (record.crc32 == 0) {
    return absl::DataLossError(absl::StrCat("the zip record ", Quoted(record.name),
                                            " states no CRC-32: save the file with torch.serialization's "
                                            "set_crc32_options(True), or open it without verifying"));
  }
  return absl::DataLossError(
      absl::StrFormat("the zip record %s has the CRC-32 %08x, expected %08x: the file is damaged, fetch it again",
                      Quoted(record.name), found, record.crc32));
}

}  // namespace assay

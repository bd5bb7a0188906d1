// A good zip archive with one field changed: of a local header, of the directory, of the end records.
#include <string>

#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

// The archive's sizes stand in the local headers: every field states something.
std::string PlainZip(bool with_zip64 = true) {
  std::vector<ZipEntry> records = TorchRecords();
  for (ZipEntry& record : records) record.flags = 0;
  return Zip(records, {.with_zip64 = with_zip64});
}

std::string Directory(int64_t at, const std::string& with) {
  const std::string bytes = PlainZip();
  return Patched(bytes, static_cast<int64_t>(bytes.find("PK\x01\x02")) + at, with);
}

constexpr int64_t kEndRecord = -22, kLocator = kEndRecord - 20, kEndRecord64 = kLocator - 56;

std::string U16(uint64_t value) { return LittleEndian(value, 2); }
std::string U32(uint64_t value) { return LittleEndian(value, 4); }

std::vector<HostileFile> LocalHeaders() {
  const std::string plain = PlainZip(), differs = "says other things than the directory";
  return {
      {"LocalSignature", Patched(plain, plain.find("PK\x03\x04", 4), "PK\x05\x06"), "no local header"},
      {"LocalFlags", Patched(plain, 6, U16(0x800)), differs},
      {"LocalFlagsWithDescriptor", Patched(plain, 6, U16(8)), differs},
      {"LocalMethod", Patched(plain, 8, U16(8)), differs},
      {"LocalChecksum", Patched(plain, 14, U32(0)), differs},
      {"LocalStoredSize", Patched(plain, 18, U32(1)), differs},
      {"LocalSize", Patched(plain, 22, U32(1)), differs},
      {"LocalSizesOfZero", Patched(plain, 18, LittleEndian(0)), differs},
      {"LocalSizesInNoZip64Field", Patched(plain, 18, LittleEndian(~uint64_t{0})), differs},
      {"LocalNameLength", Patched(plain, 26, U16(11)), differs},
      {"LocalNameLengthHuge", Patched(plain, 26, U16(0xffff)), "reaches into the directory"},
      {"LocalExtraLength", Patched(plain, 28, U16(4)), "do not fit their room"},
      {"LocalExtraLengthHuge", Patched(plain, 28, U16(0xffff)), "reaches into the directory"},
      {"LocalName", Patched(plain, 30, "b"), differs},
  };
}

std::vector<HostileFile> DirectoryRows() {
  const std::string differs = "says other things than the directory";
  return {
      {"DirectorySignature", Directory(0, "PK\x03\x04"), "holds something else"},
      {"DirectoryFlags", Directory(8, U16(0x800)), differs},
      {"DirectoryFlagsWithDescriptor", Directory(8, U16(8)), differs},
      {"DirectoryMethod", Directory(10, U16(8)), "is compressed (method 8)"},
      {"DirectoryMethodUnknown", Directory(10, U16(0xffff)), "is compressed (method 65535)"},
      {"DirectoryChecksum", Directory(16, U32(7)), differs},
      {"DirectoryStoredSize", Directory(20, U32(1)), "is stored as 1 bytes"},
      {"DirectorySize", Directory(24, U32(1)), "bytes of 1"},
      {"DirectorySizesInNoZip64Field", Directory(20, LittleEndian(~uint64_t{0})), "is too short"},
      {"DirectoryNameLength", Directory(28, U16(0xffff)), "longer than its end record says"},
      {"DirectoryNameOfNothing", Directory(28, U16(0)), "is no text"},
      {"DirectoryExtraLength", Directory(30, U16(0xffff)), "longer than its end record says"},
      {"DirectoryCommentLength", Directory(32, U16(0xffff)), "longer than its end record says"},
      {"DirectoryDisk", Directory(34, U16(1)), "several disks"},
      {"DirectoryOffset", Directory(42, U32(1)), "where what lies before it ends at 0"},
      {"DirectoryOffsetBehindTheFile", Directory(42, U32(0xfffffffe)), "where what lies before it ends at"},
      {"DirectoryOffsetInNoZip64Field", Directory(42, U32(0xffffffff)), "is too short"},
      {"DirectoryName", Directory(46, "b"), differs},
  };
}

std::vector<HostileFile> EndRecords() {
  const std::string good = PlainZip(), narrow = PlainZip(false);
  const std::string wide = Zip(TorchRecords(), {.says_zip64 = true});
  const auto both = [&](const std::string& count) { return count + count; };
  return {
      {"EndDisk", Patched(good, kEndRecord + 4, U16(1)), "several disks"},
      {"EndDirectoryDisk", Patched(good, kEndRecord + 6, U16(1)), "several disks"},
      {"EndCountHere", Patched(good, kEndRecord + 8, U16(1)), "several disks"},
      {"EndCounts", Patched(good, kEndRecord + 8, both(U16(1))), "end records disagree"},
      {"EndSize", Patched(good, kEndRecord + 12, U32(1)), "end records disagree"},
      {"EndOffset", Patched(good, kEndRecord + 16, U32(1)), "end records disagree"},
      {"EndCommentLength", Patched(good, kEndRecord + 20, U16(1)), "has a comment"},
      {"NarrowSize", Patched(narrow, kEndRecord + 12, U32(1)), "does not end where"},
      {"NarrowOffset", Patched(narrow, kEndRecord + 16, U32(1)), "does not end where"},
      {"NarrowOffsetBehindTheFile", Patched(narrow, kEndRecord + 16, U32(0xfffffff0)), "does not end where"},
      {"NarrowLeavesAllToAMissingRecord", Patched(narrow, kEndRecord + 8, std::string(12, '\xff')), "does not end"},
      {"LocatorSignature", Patched(good, kLocator, "PK\x06\x08"), "does not end where"},
      {"LocatorDisk", Patched(good, kLocator + 4, U32(1)), "several disks"},
      {"LocatorDisks", Patched(good, kLocator + 16, U32(2)), "several disks"},
      {"LocatorPlace", Patched(good, kLocator + 8, LittleEndian(0)), "right before its locator"},
      {"LocatorPlaceWraps", Patched(good, kLocator + 8, LittleEndian(~uint64_t{0} - 55)), "right before its locator"},
      {"WideSignature", Patched(good, kEndRecord64, "PK\x06\x08"), "no zip64 end record"},
      {"WideOwnSize", Patched(good, kEndRecord64 + 4, LittleEndian(45)), "no zip64 end record"},
      {"WideDisk", Patched(good, kEndRecord64 + 16, U32(1)), "several disks"},
      {"WideDirectoryDisk", Patched(good, kEndRecord64 + 20, U32(1)), "several disks"},
      {"WideCountHere", Patched(good, kEndRecord64 + 24, LittleEndian(1)), "several disks"},
      {"WideCounts", Patched(wide, kEndRecord64 + 24, both(LittleEndian(kHuge))), "has no room for"},
      {"WideCountsOfZero", Patched(wide, kEndRecord64 + 24, both(LittleEndian(0))), "more than its end record says"},
      {"WideSize", Patched(wide, kEndRecord64 + 40, LittleEndian(~uint64_t{0})), "does not end where"},
      {"WideOffset", Patched(wide, kEndRecord64 + 48, LittleEndian(~uint64_t{0})), "does not end where"},
      {"WideSizeAndOffsetWrap", Patched(wide, kEndRecord64 + 40, both(LittleEndian(uint64_t{1} << 63))),
       "does not end where"},
  };
}

}  // namespace

std::vector<HostileFile> HostileZipFields() {
  std::vector<HostileFile> files = LocalHeaders();
  for (const auto& more : {DirectoryRows(), EndRecords()}) files.insert(files.end(), more.begin(), more.end());
  for (int bit = 1; bit < 16; ++bit) {
    if (bit == 3 || bit == 11) continue;  // a descriptor, a name in UTF-8
    files.push_back({"Cve2025_1945_FlagBit" + std::to_string(bit),
                     Zip(Changed(kPickleRecord, [&](ZipEntry& e) { e.flags |= 1 << bit; })), "has flags 0x"});
  }
  return files;
}

}  // namespace assay::testing_files

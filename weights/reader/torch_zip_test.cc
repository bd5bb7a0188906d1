// PyTorch's zip format: what its writer may write is read, what breaks one rule is refused by name.
#include "weights/reader/torch_zip.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "weights/reader/testing/make_zip_files.h"
#include "weights/reader/torch_zip.h"

namespace assay {
namespace {

using namespace testing_files;  // NOLINT: the file's whole vocabulary

absl::StatusOr<WeightContents> Read(const std::string& bytes, bool verify = true) {
  return ReadTorchZip({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, verify);
}

// TorchRecords with one record changed.
template <class Change>
std::vector<ZipEntry> Changed(size_t index, Change change) {
  std::vector<ZipEntry> records = TorchRecords();
  change(records[index]);
  return records;
}
constexpr size_t kPickle = 0, kByteOrder = 2, kStorage = 3, kVersion = 4;

std::vector<ZipEntry> With(const ZipEntry& entry) {
  std::vector<ZipEntry> records = TorchRecords();
  records.push_back(entry);
  return records;
}

std::string Zip64Field(const std::string& data) { return LittleEndian(1, 2) + LittleEndian(data.size(), 2) + data; }

struct GoodFile {
  std::string name;
  std::string bytes;
};
void PrintTo(const GoodFile& file, std::ostream* out) { *out << file.name; }

std::vector<GoodFile> GoodFiles() {
  std::vector<ZipEntry> plain = TorchRecords(), reversed = TorchRecords();
  for (ZipEntry& entry : plain) entry.flags = 0;
  std::reverse(reversed.begin() + 1, reversed.end());
  return {
      {"AsTorchWrites", Zip(TorchRecords())},
      {"WithoutZip64EndRecord", Zip(TorchRecords(), {.with_zip64 = false})},
      {"AllInTheZip64EndRecord", Zip(TorchRecords(), {.says_zip64 = true})},
      {"SizesInLocalHeaders", Zip(plain)},
      {"OtherOrder", Zip(reversed)},
      {"WithoutByteOrder",
       [] {
         auto r = TorchRecords();
         r.erase(r.begin() + kByteOrder);
         return Zip(r);
       }()},
      {"SizesInZip64Fields", Zip(Changed(kStorage,
                                         [](ZipEntry& e) {
                                           e.size = 0xffffffff;
                                           e.central_extra = Zip64Field(LittleEndian(24) + LittleEndian(24));
                                           e.local_extra = Zip64Field(LittleEndian(24) + LittleEndian(24));
                                           e.local_size = 0xffffffff;
                                           e.is_wide = true;
                                         }))},
  };
}

class GoodZip : public testing::TestWithParam<GoodFile> {};

TEST_P(GoodZip, Read_GivesTheTensor) {
  const auto file = Read(GetParam().bytes);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->tensors.size(), 1u);
  EXPECT_EQ(file->tensors[0].shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(*reinterpret_cast<const char*>(file->tensors[0].data), '\x01');
}

INSTANTIATE_TEST_SUITE_P(Zip, GoodZip, testing::ValuesIn(GoodFiles()),
                         [](const auto& info) { return info.param.name; });

struct BadFile {
  std::string name;
  std::string bytes;
  std::string reason;  // part of the message
};
void PrintTo(const BadFile& file, std::ostream* out) { *out << file.name; }

std::vector<BadFile> BadFrames() {
  const std::string good = Zip(TorchRecords());
  return {
      {"CutShort", good.substr(0, good.size() - 1), "end record is not at the very end"},
      {"NothingButTheSignature", "PK\x03\x04", "has at least 22 bytes"},
      {"Empty", Zip({}), "empty zip archive"},
      {"EmptyWithoutZip64", Zip({}, {.with_zip64 = false}), "empty zip archive"},
      {"Trailer", Zip(TorchRecords(), {.trailer = "x"}), "end record is not at the very end"},
      {"Comment", Zip(TorchRecords(), {.comment = "hello"}), "end record is not at the very end"},
      {"SecondEndRecordInAComment", Zip(TorchRecords(), {.comment = std::string("PK\x05\x06") + std::string(18, '\0')}),
       "zip"},
      {"BytesBeforeTheDirectory", Zip(TorchRecords(), {.before_directory = "hidden"}), "the data descriptor"},
      {"BytesBehindTheDirectory", Zip(TorchRecords(), {.behind_directory = "hidden"}), "does not end where"},
      {"MoreRecordsCounted", Zip(TorchRecords(), {.more_entries = 1}), "longer than its end record says"},
      {"FewerRecordsCounted", Zip(TorchRecords(), {.more_entries = -1}), "holds more than its end record says"},
      {"ManyRecordsCounted", Zip(TorchRecords(), {.more_entries = 60000}), "has no room for"},
      {"EndRecordsDisagree", Zip(TorchRecords(), {.wide_offset = 1}), "two zip end records disagree"},
      {"DirectoryPlaceWraps", Zip(TorchRecords(), {.says_zip64 = true, .wide_offset = ~uint64_t{0} - 1000}),
       "does not end where"},
      {"GapBetweenRecords", Zip(Changed(kStorage, [](ZipEntry& e) { e.gap = "hidden"; })), "data descriptor"},
      {"RecordAtAnothersPlace", Zip(Changed(kStorage, [](ZipEntry& e) { e.offset = 0; })), "the data descriptor"},
      {"RecordBehindTheDirectory", Zip(Changed(kStorage, [](ZipEntry& e) { e.offset = 0xfffffff0; })), "zip record"},
      {"Prefix", "PK\x03\x04" + good, "right before its locator"},
  };
}

std::vector<BadFile> BadRecords() {
  const auto one = [](size_t index, auto change) { return Zip(Changed(index, change)); };
  return {
      {"Compressed", one(kStorage, [](ZipEntry& e) { e.method = 8; }), "is compressed (method 8)"},
      {"Encrypted", one(kPickle, [](ZipEntry& e) { e.flags |= 1; }), "is encrypted"},
      {"StrangeFlags", one(kPickle, [](ZipEntry& e) { e.flags |= 0x40; }), "has flags 0x0848"},
      {"WrongChecksum", one(kStorage, [](ZipEntry& e) { e.crc32 = 7; }), "has the CRC-32"},
      {"ChangedPickle", one(kPickle, [](ZipEntry& e) { e.crc32 = 0x12345678; }), "'data.pkl'"},
      {"OtherLocalName", one(kStorage, [](ZipEntry& e) { e.local_name = "a/data/1"; }), "says other things"},
      {"OtherLocalSize", one(kStorage, [](ZipEntry& e) { e.local_size = 23; }), "says other things"},
      {"OtherDescriptor", one(kStorage, [](ZipEntry& e) { e.descriptor_size = 23; }), "the data descriptor"},
      {"ShorterInTheDirectory", one(kStorage, [](ZipEntry& e) { e.size = 8; }), "zip record"},
      {"LongerInTheDirectory", one(kStorage, [](ZipEntry& e) { e.size = 1 << 20; }), "reaches into the directory"},
      {"HugeInTheZip64Field",
       one(kStorage,
           [](ZipEntry& e) {
             e.size = 0xffffffff;
             e.central_extra = Zip64Field(LittleEndian(~uint64_t{0}) + LittleEndian(~uint64_t{0}));
           }),
       "reaches into the directory"},
      {"ShortZip64Field",
       one(kStorage,
           [](ZipEntry& e) {
             e.size = 0xffffffff;
             e.central_extra = Zip64Field(LittleEndian(24));
           }),
       "is too short"},
      {"TwoZip64Fields", one(kStorage, [](ZipEntry& e) { e.central_extra = Zip64Field("") + Zip64Field(""); }),
       "two zip64 fields"},
      {"ExtraFieldTooLong", one(kStorage, [](ZipEntry& e) { e.local_extra = "FB" + LittleEndian(9, 2); }),
       "do not fit their room"},
      {"RecordComment", one(kStorage, [](ZipEntry& e) { e.comment = "x"; }), "has a comment"},
      {"NameTwice", Zip(With({.name = "a/data/0", .data = std::string(24, '\x02')})), "two zip records of the name"},
      {"NameThatClimbs", Zip(With({.name = "a/../../etc/passwd"})), "climbs"},
      {"AbsoluteName", Zip(With({.name = "/etc/passwd"})), "is absolute"},
      {"NameWithNul", Zip(With({.name = std::string("a/data/0\0x", 10)})), "is no text"},
      {"NameOfAnotherSystem", Zip(With({.name = "a\\data\\0"})), "another system"},
      {"NameWithADrive", Zip(With({.name = "C:/data"})), "another system"},
  };
}

std::vector<BadFile> BadContents() {
  const auto tensor = [](const TensorSpec& spec) { return Dict("w", Tensor(spec)); };
  const std::string storage = Storage({.view = ""});
  return {
      {"NoPickle", Zip({{.name = "a/version", .data = "3"}}), "without data.pkl"},
      {"TorchScript", Zip(With({.name = "a/code/__torch__.py"})), "TorchScript archive"},
      {"TorchScriptConstants", Zip(With({.name = "a/constants.pkl"})), "TorchScript archive"},
      {"OtherFolder", Zip(With({.name = "b/data/1"})), "do not lie in one folder"},
      {"NoFolder", Zip({{.name = "data.pkl", .data = Pickle("}")}}), "do not lie in one folder"},
      {"UnknownRecord", Zip(With({.name = "a/evil.pkl"})), "which torch.save does not write"},
      {"NoVersion", Zip(Changed(kVersion, [](ZipEntry& e) { e.name = "a/.data/x"; })), "does not state a version"},
      {"VersionZero", Zip(Changed(kVersion, [](ZipEntry& e) { e.data = "0\n"; })), "from 1 to 10"},
      {"BigEndian", Zip(Changed(kByteOrder, [](ZipEntry& e) { e.data = "big"; })), "big-endian"},
      {"OtherByteOrder", Zip(Changed(kByteOrder, [](ZipEntry& e) { e.data = "middle"; })), "the byte order 'middle'"},
      {"BytesBehindThePickle", Zip(Changed(kPickle, [](ZipEntry& e) { e.data += "x"; })), "behind the pickle"},
      {"GlobalOsSystem", Zip(TorchRecords(Global("os", "system") + Tuple({Str("true")}) + "R")), "os.system"},
      {"StorageTooShort", Zip(TorchRecords(tensor({.storage = storage}), std::string(23, '\0'))), "holds 23 bytes"},
      {"StorageTooLong", Zip(TorchRecords(tensor({.storage = storage}), std::string(28, '\0'))), "holds 28 bytes"},
      {"UnusedStorage", Zip(With({.name = "a/data/1", .data = "x"})), "no tensor uses its storage '1'"},
      {"NoStorage", Zip(TorchRecords(tensor({.storage = Storage({.key = Str("7"), .view = ""})}))), "storage '0'"},
      {"TensorOutsideItsStorage", Zip(TorchRecords(tensor({.storage = storage, .offset = 1}))), "reaches outside"},
      {"NegativeStride", Zip(TorchRecords(tensor({.storage = storage, .strides = {3, -1}}))), "negative"},
  };
}

class BadZip : public testing::TestWithParam<BadFile> {};

TEST_P(BadZip, Read_RefusesItByReason) {
  const absl::Status status = Read(GetParam().bytes).status();
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.message().find(GetParam().reason), absl::string_view::npos) << status;
  EXPECT_EQ(status.message().find('\n'), absl::string_view::npos) << status;
}

INSTANTIATE_TEST_SUITE_P(Frames, BadZip, testing::ValuesIn(BadFrames()),
                         [](const auto& info) { return info.param.name; });
INSTANTIATE_TEST_SUITE_P(Records, BadZip, testing::ValuesIn(BadRecords()),
                         [](const auto& info) { return info.param.name; });
INSTANTIATE_TEST_SUITE_P(Contents, BadZip, testing::ValuesIn(BadContents()),
                         [](const auto& info) { return info.param.name; });

TEST(TorchZip, FileOfTorch_GivesItsTensor) {
  std::ifstream stream("weights/reader/testdata/torch/zip_format.pt", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  const auto file = Read(bytes);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->tensors.size(), 1u);
  EXPECT_EQ(file->tensors[0].shape, std::vector<int64_t>{4});
}

TEST(TorchZip, WithoutVerifying_TakesAWrongChecksum) {
  const std::string bytes = Zip(Changed(kStorage, [](ZipEntry& entry) { entry.crc32 = 7; }));
  EXPECT_TRUE(Read(bytes, /*verify=*/false).ok());
}

// Any byte that changes is seen, or is one that says nothing: a version, a time, an attribute, padding.
TEST(TorchZip, ByteThatChanges_IsSeenOrMeansNothing) {
  const std::string good = Zip(TorchRecords());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bytes = good;
    bytes[i] ^= 0x41;
    const auto file = Read(bytes);
    if (!file.ok()) continue;
    ASSERT_EQ(file->tensors.size(), 1u) << i;
    EXPECT_EQ(file->tensors[0].name, "w") << i;
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(file->tensors[0].data), 24), std::string(24, '\x01')) << i;
  }
}

}  // namespace
}  // namespace assay

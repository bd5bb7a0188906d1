// PyTorch's zip format: what its writer may write is read. What breaks one rule: testing/hostile_zips.cc.
#include "weights/reader/torch_zip.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "weights/reader/testing/hostile_parts.h"
#include "weights/reader/torch_zip.h"

namespace assay {
namespace {

using namespace testing_files;  // NOLINT: the file's whole vocabulary

absl::StatusOr<WeightContents> Read(const std::string& bytes, bool verify = true) {
  return ReadTorchZip({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, verify);
}

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
         r.erase(r.begin() + kByteOrderRecord);
         return Zip(r);
       }()},
      {"SizesInZip64Fields", Zip(Changed(kStorageRecord,
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

TEST(TorchZip, FileOfTorch_GivesItsTensor) {
  std::ifstream stream("weights/reader/testdata/torch/zip_format.pt", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  const auto file = Read(bytes);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->tensors.size(), 1u);
  EXPECT_EQ(file->tensors[0].shape, std::vector<int64_t>{4});
}

TEST(TorchZip, WithoutVerifying_TakesAWrongChecksum) {
  const std::string bytes = Zip(Changed(kStorageRecord, [](ZipEntry& entry) { entry.crc32 = 7; }));
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

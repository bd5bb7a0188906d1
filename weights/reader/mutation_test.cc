// Every small valid file with one byte changed, and cut at every length: read or refused, never a crash, and always the
// same way.
//
// Run with --config=asan and --config=ubsan this is a fuzzer's first minute, made deterministic.
#include <string>

#include "gtest/gtest.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

using testing_files::LegacyParts;
using testing_files::Safetensors;
using testing_files::WriteFile;

// Whether the file is read; then all that it says is touched.
bool OpensAndReads(const std::string& bytes) {
  const auto file = WeightFile::Open(WriteFile("mutated", bytes));
  if (!file.ok()) {
    EXPECT_FALSE(file.status().message().empty());
    return false;
  }
  EXPECT_EQ(StateDictDigest(file->tensors()).size(), 64u);
  return true;
}

int CountReadMutations(const std::string& valid) {
  int read = 0;
  for (size_t i = 0; i < valid.size(); ++i) {
    for (const int change : {0x01, 0x02, 0x04, 0x10, 0x20, 0x80, 0xff}) {
      std::string mutated = valid;
      mutated[i] = static_cast<char>(mutated[i] ^ change);
      read += OpensAndReads(mutated);
    }
  }
  return read;
}

int CountReadTruncations(const std::string& valid) {
  int read = 0;
  for (size_t length = 0; length < valid.size(); ++length) read += OpensAndReads(valid.substr(0, length));
  return read;
}

std::string ValidSafetensors() {
  return Safetensors(R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                     R"("b":{"dtype":"U8","shape":[],"data_offsets":[8,9]}})",
                     "abcdefghi");
}

TEST(Mutation, LegacyFile_NeverCrashes) {
  const std::string valid = LegacyParts().Join();
  ASSERT_TRUE(OpensAndReads(valid));
  // Changed weights, at least, are still weights.
  EXPECT_GE(CountReadMutations(valid), 24 * 7);
  EXPECT_EQ(CountReadTruncations(valid), 0);
}

TEST(Mutation, Safetensors_NeverCrashes) {
  const std::string valid = ValidSafetensors();
  ASSERT_TRUE(OpensAndReads(valid));
  EXPECT_GE(CountReadMutations(valid), 9 * 7);
  EXPECT_EQ(CountReadTruncations(valid), 0);
}

}  // namespace
}  // namespace assay

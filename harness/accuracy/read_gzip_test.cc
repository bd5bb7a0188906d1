#include "harness/accuracy/read_gzip.h"

#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string Path(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }

std::string Written(const std::string& name, const std::string& bytes) {
  std::ofstream(Path(name), std::ios::binary) << bytes;
  return Path(name);
}

std::string Packed(const std::string& bytes) {
  const gzFile file = gzopen(Path("packed.gz").c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  std::ifstream stream(Path("packed.gz"), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Larger than the buffer that it is read through, and no repetition of one block.
std::string Text() {
  std::string text;
  for (int i = 0; text.size() < 200000; ++i) text += std::to_string(i) + "\n";
  return text;
}

TEST(ReadMaybeGzip, PackedOrNot_GivesTheBytes) {
  EXPECT_EQ(*ReadMaybeGzip(Written("plain.csv", Text()), 1 << 20), Text());
  // By content, not by name.
  EXPECT_EQ(*ReadMaybeGzip(Written("packed.csv", Packed(Text())), 1 << 20), Text());
  EXPECT_EQ(*ReadMaybeGzip(Written("empty", ""), 1 << 20), "");
  EXPECT_EQ(*ReadMaybeGzip(Written("empty.gz", Packed("")), 1 << 20), "");
}

TEST(ReadMaybeGzip, MostBytes_AreCountedUnpacked) {
  const std::string packed = Written("many.gz", Packed(std::string(100000, 'a')));
  EXPECT_TRUE(ReadMaybeGzip(packed, 100000).ok());
  const auto refused = ReadMaybeGzip(packed, 99999);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.status().message()), AllOf(HasSubstr("many.gz"), HasSubstr("more than 99999 bytes")));
}

TEST(ReadMaybeGzip, CutShortAndDamaged_AreDataLoss) {
  const std::string packed = Packed(Text());
  for (const size_t size : {packed.size() - 1, packed.size() / 2, size_t{20}}) {
    const auto cut = ReadMaybeGzip(Written("cut.gz", packed.substr(0, size)), 1 << 20);
    EXPECT_EQ(cut.status().code(), absl::StatusCode::kDataLoss) << size;
    EXPECT_THAT(std::string(cut.status().message()), HasSubstr("cut.gz: is cut short or damaged"));
  }
  std::string changed = packed;
  changed[changed.size() - 6] ^= 1;  // of the checksum
  EXPECT_EQ(ReadMaybeGzip(Written("changed.gz", changed), 1 << 20).status().code(), absl::StatusCode::kDataLoss);
}

TEST(ReadMaybeGzip, WhatIsNotThere_IsNamed) {
  EXPECT_TRUE(absl::IsNotFound(ReadMaybeGzip(Path("none"), 1).status()));
  EXPECT_THAT(std::string(ReadMaybeGzip(std::getenv("TEST_TMPDIR"), 1).status().message()),
              HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace assay

#include "weights/reader/digest.h"

#include <cstring>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

absl::Span<const std::byte> Bytes(const std::string& text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

TensorView View(const std::string& name, const std::string& data, std::vector<int64_t> shape,
                std::vector<int64_t> strides) {
  return {name, DType::kInt8, false, std::move(shape), std::move(strides), Bytes(data).data()};
}

TEST(Sha256Hex, KnownTexts_GiveThePublishedDigests) {
  EXPECT_EQ(Sha256Hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex(Bytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(FileSha256, Progress_GoesUpToTheWhole) {
  const std::string bytes((16 << 20) + 3, 'a');
  const std::string path = testing_files::WriteFile("large", bytes);
  std::vector<double> progress;
  const auto digest = FileSha256(path, [&](double done) { progress.push_back(done); });
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest, *FileSha256(path));
  ASSERT_EQ(progress.size(), 2u);
  EXPECT_LT(progress[0], 1.0);
  EXPECT_EQ(progress[1], 1.0);
}

TEST(FileSha256, File_IsThatOfItsBytes) {
  const auto digest = FileSha256(testing_files::WriteFile("abc", "abc"));
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest, Sha256Hex(Bytes("abc")));
  EXPECT_FALSE(FileSha256(testing::TempDir() + "/no_such_file").ok());
}

TEST(TensorSha256, StridedViews_AreGatheredInRowMajorOrder) {
  const std::string data = "abcdef";
  EXPECT_EQ(TensorSha256(View("", data, {2, 3}, {3, 1})), Sha256Hex(Bytes("abcdef")));
  EXPECT_EQ(TensorSha256(View("", data, {3, 2}, {1, 3})), Sha256Hex(Bytes("adbecf")));
  EXPECT_EQ(TensorSha256(View("", data, {2, 2}, {3, 1})), Sha256Hex(Bytes("abde")));
  EXPECT_EQ(TensorSha256(View("", data, {2, 3}, {0, 1})), Sha256Hex(Bytes("abcabc")));
  EXPECT_EQ(TensorSha256(View("", data, {3, 1}, {2, 9})), Sha256Hex(Bytes("ace")));
  EXPECT_EQ(TensorSha256(View("", data, {}, {})), Sha256Hex(Bytes("a")));
  EXPECT_EQ(TensorSha256(View("", data, {0, 3}, {3, 1})), Sha256Hex({}));
}

TEST(TensorSha256, MoreThanOneBuffer_IsGatheredWhole) {
  std::string interleaved, even;
  for (int i = 0; i < 100000; ++i) {
    even.push_back(static_cast<char>(i * 7));
    interleaved.append({even.back(), 'x'});
  }
  EXPECT_EQ(TensorSha256(View("", interleaved, {100000}, {2})), Sha256Hex(Bytes(even)));
  EXPECT_EQ(TensorSha256(View("", even, {2, 50000}, {50000, 1})), Sha256Hex(Bytes(even)));
  EXPECT_EQ(TensorSha256(View("", even, {2, 40000}, {0, 1})),
            Sha256Hex(Bytes(even.substr(0, 40000) + even.substr(0, 40000))));
}

TEST(StateDictDigest, WhatIdentifiesWeights_ChangesIt) {
  const std::string data = "abcdef", other = "abcdeg";
  const TensorView a = View("a", data, {2, 3}, {3, 1}), b = View("b", data, {6}, {1});
  const std::string digest = StateDictDigest({a, b});
  TensorView typed = a;
  typed.dtype = DType::kUInt8;
  EXPECT_NE(StateDictDigest({View("c", data, {2, 3}, {3, 1}), b}), digest);
  EXPECT_NE(StateDictDigest({View("a", data, {3, 2}, {2, 1}), b}), digest);
  EXPECT_NE(StateDictDigest({View("a", other, {2, 3}, {3, 1}), b}), digest);
  EXPECT_NE(StateDictDigest({typed, b}), digest);
  EXPECT_NE(StateDictDigest({a}), digest);
}

TEST(StateDictDigest, OrderStridesAndParameters_DoNotChangeIt) {
  const std::string data = "abcdef", transposed = "adbecf";
  const TensorView a = View("a", data, {2, 3}, {3, 1}), b = View("b", data, {6}, {1});
  TensorView strided = View("a", transposed, {2, 3}, {1, 2});
  strided.is_parameter = true;
  EXPECT_EQ(StateDictDigest({b, a}), StateDictDigest({a, b}));
  EXPECT_EQ(StateDictDigest({strided, b}), StateDictDigest({a, b}));
}

}  // namespace
}  // namespace assay

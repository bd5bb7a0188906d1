#include "weights/writer/safetensors_writer.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string Runfile(const std::string& path) { return std::string(std::getenv("TEST_SRCDIR")) + "/" + path; }
std::string TestData(const std::string& file) { return Runfile("assay/weights/reader/testdata/torch/" + file); }
std::string Output(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }

std::string Read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

WeightFile Open(const std::string& path) {
  auto file = WeightFile::Open(path);
  EXPECT_TRUE(file.ok()) << file.status();
  return *std::move(file);
}

// One tensor of four bytes.
TensorView Four(const std::string& name, DType dtype = DType::kUInt8) {
  static const std::byte bytes[64] = {};
  TensorView tensor;
  tensor.name = name;
  tensor.dtype = dtype;
  tensor.shape = {4};
  tensor.strides = {1};
  tensor.data = bytes;
  return tensor;
}

std::string Refusal(const std::vector<TensorView>& tensors) {
  const std::string path = Output("refused.safetensors");
  const absl::Status status = WriteSafetensors(path, tensors);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_FALSE(std::filesystem::exists(path));
  return std::string(status.message());
}

// What Python's own library wrote, read and written again.
TEST(WriteSafetensors, FilesThatPythonWrote_AreTheSameByteForByte) {
  for (const std::string& path : {TestData("types.safetensors"), TestData("state_dict.safetensors")}) {
    const WeightFile file = Open(path);
    const std::string again = Output("again.safetensors");
    ASSERT_TRUE(WriteSafetensors(again, file.tensors(), file.metadata()).ok());
    EXPECT_EQ(Read(again), Read(path)) << path;
  }
}

TEST(WriteSafetensors, RealFile_HasTheSameDigest) {
  const WeightFile file = Open(Runfile("minilm_l6_v2_weights/model.safetensors"));
  const std::string again = Output("folder/minilm.safetensors");
  ASSERT_TRUE(WriteSafetensors(again, file.tensors()).ok());
  EXPECT_EQ(StateDictDigest(Open(again).tensors()), StateDictDigest(file.tensors()));
}

TEST(WriteSafetensors, StridedSharedAndExpandedViews_AreWrittenOut) {
  for (const std::string& name :
       {"shared_views_protocol2.pth", "expanded_protocol2.pth", "empty_and_scalar_protocol2.pth"}) {
    const WeightFile file = Open(TestData(name));
    const std::string again = Output(name + ".safetensors");
    ASSERT_TRUE(WriteSafetensors(again, file.tensors()).ok());
    EXPECT_EQ(StateDictDigest(Open(again).tensors()), StateDictDigest(file.tensors())) << name;
  }
}

TEST(WriteSafetensors, AnyOrder_GivesTheSameAlignedFile) {
  const std::string first = Output("first.safetensors"), second = Output("second.safetensors");
  const std::vector<TensorView> tensors = {Four("b"), Four("a", DType::kFloat64),
                                           Four("\"\n\xC3\xA9", DType::kFloat16)};
  ASSERT_TRUE(WriteSafetensors(first, tensors, {{"x", "1"}, {"a", "2"}}).ok());
  ASSERT_TRUE(WriteSafetensors(second, {tensors[2], tensors[0], tensors[1]}, {{"a", "2"}, {"x", "1"}}).ok());
  EXPECT_EQ(Read(first), Read(second));
  const WeightFile file = Open(first);
  ASSERT_EQ(file.tensors().size(), 3u);
  for (const TensorView& tensor : file.tensors())
    EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.data) % ItemSize(tensor.dtype), 0u) << tensor.name;
  EXPECT_NE(file.Find("\"\n\xC3\xA9"), nullptr);
}

TEST(WriteSafetensors, NoTensors_IsAFile) {
  const std::string path = Output("none.safetensors");
  ASSERT_TRUE(WriteSafetensors(path, {}).ok());
  EXPECT_TRUE(Open(path).tensors().empty());
}

TEST(WriteSafetensors, WhatTheFormatCannotHold_IsRefusedByName) {
  EXPECT_THAT(Refusal({Four("a"), Four("a")}), HasSubstr("two tensors are called 'a'"));
  EXPECT_THAT(Refusal({Four("__metadata__")}), HasSubstr("'__metadata__'"));
  EXPECT_THAT(Refusal({Four("\xff")}), HasSubstr("not UTF-8"));
  EXPECT_THAT(Refusal({Four("wide", DType::kComplex128)}), HasSubstr("the tensor 'wide' is complex128"));
  TensorView quantized = Four("q", DType::kQInt8);
  quantized.quantization = std::make_shared<const Quantization>();
  EXPECT_THAT(Refusal({quantized}), HasSubstr("the tensor 'q' is qint8"));
}

TEST(WriteSafetensors, FolderThatIsAFile_NamesThePath) {
  std::ofstream(Output("file")) << "x";
  const absl::Status status = WriteSafetensors(Output("file/a.safetensors"), {});
  EXPECT_THAT(std::string(status.message()), HasSubstr(Output("file/a.safetensors")));
}

}  // namespace
}  // namespace assay

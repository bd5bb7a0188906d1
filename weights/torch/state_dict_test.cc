#include "weights/torch/state_dict.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

std::string TestData(const std::string& file) {
  return std::string(std::getenv("TEST_SRCDIR")) + "/assay/weights/reader/testdata/torch/" + file;
}

StateDict Load(const std::string& path) {
  auto file = WeightFile::Open(path);
  EXPECT_TRUE(file.ok()) << file.status();
  auto state = LoadStateDict(*file);  // the file's object ends here; the tensors keep its map
  EXPECT_TRUE(state.ok()) << state.status();
  return *std::move(state);
}

std::string ReadAll(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// The digest of what LibTorch holds, by the reader's own definition.
std::string Digest(const StateDict& state) {
  std::vector<at::Tensor> kept;
  std::vector<TensorView> views;
  auto file = WeightFile::Open(TestData("types_protocol2.pth"));
  EXPECT_TRUE(file.ok()) << file.status();
  for (const auto& [name, tensor] : state) {
    kept.push_back(tensor.contiguous());
    TensorView view = *file->Find(name);
    view.shape = kept.back().sizes().vec();
    view.strides = kept.back().strides().vec();
    view.data = static_cast<const std::byte*>(kept.back().data_ptr());
    views.push_back(view);
  }
  return StateDictDigest(views);
}

TEST(LoadStateDict, EveryType_HasTheFilesBytes) {
  const auto file = WeightFile::Open(TestData("types_protocol2.pth"));
  ASSERT_TRUE(file.ok()) << file.status();
  const StateDict state = Load(TestData("types_protocol2.pth"));
  ASSERT_EQ(state.size(), 20u);
  EXPECT_EQ(Digest(state), StateDictDigest(file->tensors()));
  for (const auto& [name, tensor] : state) {
    EXPECT_EQ(tensor.element_size(), ItemSize(file->Find(name)->dtype)) << name;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.data_ptr()) % tensor.element_size(), 0u) << name;
  }
  EXPECT_EQ(state[7].second.scalar_type(), at::kBFloat16);
}

TEST(LoadStateDict, StridedViews_KeepShapeAndStrides) {
  const StateDict state = Load(TestData("shared_views_protocol2.pth"));
  ASSERT_EQ(state.size(), 5u);
  EXPECT_EQ(state[2].first, "column");
  EXPECT_EQ(state[2].second.strides().vec(), std::vector<int64_t>{3});
  EXPECT_TRUE(at::equal(state[2].second, state[0].second.select(1, 1)));
  EXPECT_EQ(state[4].second.sizes().vec(), (std::vector<int64_t>{0, 3}));
}

TEST(LoadStateDict, ExpandedTensor_StaysSmall) {
  const StateDict state = Load(TestData("expanded_protocol2.pth"));
  EXPECT_EQ(state[0].second.sizes().vec(), (std::vector<int64_t>{20, 30}));
  EXPECT_EQ(state[0].second.storage().nbytes(), sizeof(float));
  EXPECT_EQ(state[0].second[19][29].item<float>(), 1.5f);
}

TEST(LoadStateDict, QuantizedTensors_HaveTheirScales) {
  const StateDict state = Load(TestData("quantized_zip_protocol2.pt"));
  const auto find = [&](const std::string& name) {
    for (const auto& [key, tensor] : state) {
      if (key == name) return tensor;
    }
    return at::Tensor();
  };
  const at::Tensor values = at::arange(6.0).view({2, 3});
  for (const char* name : {"tensor", "wide", "channels"}) {
    ASSERT_TRUE(find(name).is_quantized()) << name;
    EXPECT_TRUE(at::equal(find(name).dequantize(), values)) << name;
  }
  EXPECT_EQ(find("channels").q_per_channel_axis(), 0);
  EXPECT_TRUE(at::allclose(find("transposed").dequantize(), values.t(), 0, 0.05));
}

TEST(ConsumePrefixIfPresent, KeysWithIt_LoseIt) {
  StateDict state = {{"module.a", at::arange(1)}, {"module.module.b", at::arange(2)}, {"c", at::arange(3)}};
  ASSERT_TRUE(ConsumePrefixIfPresent(state, "module.").ok());
  EXPECT_EQ(state[0].first, "a");
  EXPECT_EQ(state[1].first, "module.b");
  EXPECT_EQ(state[2].first, "c");
  EXPECT_EQ(state[1].second.numel(), 2);
}

TEST(ConsumePrefixIfPresent, TwoKeysThatWouldBeOne_AreRefusedAndKept) {
  StateDict state = {{"a", at::arange(1)}, {"module.a", at::arange(2)}};
  const absl::Status status = ConsumePrefixIfPresent(state, "module.");
  EXPECT_NE(status.message().find("two keys would be \"a\""), absl::string_view::npos) << status;
  EXPECT_EQ(state[1].first, "module.a");
}

TEST(MakeTensor, AlignedBytes_AreNotCopied) {
  const auto file = WeightFile::Open(TestData("state_dict.safetensors"));
  ASSERT_TRUE(file.ok()) << file.status();
  const TensorView& view = *file->Find("0.weight");
  const auto tensor = MakeTensor(view, file->mapping());
  ASSERT_TRUE(tensor.ok()) << tensor.status();
  EXPECT_EQ(tensor->data_ptr(), static_cast<const void*>(view.data));
}

TEST(MakeTensor, UnalignedBytes_AreCopiedToAlignedOnes) {
  // A header of one byte more than the writer would make it.
  const std::string json = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  for (int spaces = 0; spaces < 4; ++spaces) {
    const std::string path = testing_files::WriteFile(
        "unaligned", testing_files::Safetensors(json + std::string(spaces, ' '), "\1\2\3\4\5\6\7\10"));
    const StateDict state = Load(path);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(state[0].second.data_ptr()) % 4, 0u);
    EXPECT_EQ(std::memcmp(state[0].second.data_ptr(), "\1\2\3\4\5\6\7\10", 8), 0);
  }
}

TEST(MakeTensor, TensorOutlivesItsFile_AndWritingNeverReachesIt) {
  const std::string path = testing_files::WriteFile("copy.safetensors", ReadAll(TestData("state_dict.safetensors")));
  const std::string before = ReadAll(path);
  const StateDict state = Load(path);
  at::Tensor weight = state[0].second;
  const double sum = weight.sum().item<double>();
  weight.add_(1);
  EXPECT_NEAR(weight.sum().item<double>(), sum + static_cast<double>(weight.numel()), 1e-5);
  EXPECT_EQ(ReadAll(path), before);
}

}  // namespace
}  // namespace assay

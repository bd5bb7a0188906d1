// Quantized tensors and what their numbers mean. What breaks a rule: HostileQuantizedTensors; what torch writes:
// torch_files_test.
#include "weights/reader/quantized_rebuild.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"
#include "weights/reader/testing/make_quantized.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

using namespace testing_files;  // NOLINT: the file's whole vocabulary

absl::StatusOr<WeightFile> Open(const std::string& bytes) { return WeightFile::Open(WriteFile("q.pth", bytes)); }

TEST(QuantizedTensor, PerTensor_HasItsScale) {
  const auto file = Open(QuantizedFile(Quantized(QInt8Storage(), PerTensor())));
  ASSERT_TRUE(file.ok()) << file.status();
  const TensorView& view = file->tensors()[0];
  EXPECT_EQ(view.dtype, DType::kQInt8);
  ASSERT_NE(view.quantization, nullptr);
  EXPECT_EQ(view.quantization->scales, std::vector<double>{0.5});
  EXPECT_EQ(view.quantization->zero_points, std::vector<int64_t>{3});
  EXPECT_FALSE(view.quantization->axis.has_value());
}

TEST(QuantizedTensor, PerChannel_HasOneScaleForEach) {
  const auto file = Open(QuantizedFile(Quantized(QInt8Storage(), PerChannel(0)), {2, 2}));
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_NE(file->tensors()[0].quantization, nullptr);
  EXPECT_EQ(file->tensors()[0].quantization->scales, (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(file->tensors()[0].quantization->zero_points, (std::vector<int64_t>{1, 1}));
  EXPECT_EQ(file->tensors()[0].quantization->axis, 0);
}

TEST(StateDictDigest, OtherZeroPoint_IsAnotherDigest) {
  const auto digest = [](int64_t zero_point) {
    return StateDictDigest(
        Open(QuantizedFile(Quantized(QInt8Storage(), PerTensor(Double(), Int(zero_point)))))->tensors());
  };
  EXPECT_EQ(digest(3), digest(3));
  EXPECT_NE(digest(3), digest(4));
}

}  // namespace
}  // namespace assay

// The kernel on a device against its twin: bit for bit. It fails where there is no device.
#include <cuda_runtime.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "gtest/gtest.h"
#include "transforms/cuda/fused_preprocess.h"
#include "transforms/cuda/preprocess_cases_for_tests.h"

namespace assay {
namespace {

// Memory of the device for the life of the object.
class DeviceBytes {
 public:
  explicit DeviceBytes(size_t size) : size_(size) {
    EXPECT_EQ(cudaMalloc(&bytes_, std::max<size_t>(size, 1)), cudaSuccess);
  }
  explicit DeviceBytes(const std::vector<uint8_t>& host) : DeviceBytes(host.size()) {
    EXPECT_EQ(cudaMemcpy(bytes_, host.data(), size_, cudaMemcpyHostToDevice), cudaSuccess);
  }
  ~DeviceBytes() { cudaFree(bytes_); }
  DeviceBytes(const DeviceBytes&) = delete;
  DeviceBytes& operator=(const DeviceBytes&) = delete;

  uint8_t* get() const { return static_cast<uint8_t*>(bytes_); }
  std::vector<uint8_t> Copy() const {
    std::vector<uint8_t> host(size_);
    EXPECT_EQ(cudaMemcpy(host.data(), bytes_, size_, cudaMemcpyDeviceToHost), cudaSuccess);
    return host;
  }

 private:
  void* bytes_ = nullptr;
  size_t size_;
};

void ExpectEqualToCpu(const PreprocessCase& test, PreprocessType type, PreprocessLayout layout) {
  const ImagesForTests images(test.images);
  const int64_t count = static_cast<int64_t>(images.views().size());
  std::vector<uint8_t> expected(count * 3 * test.options.crop_size * test.options.crop_size * BytesOf(type));
  PreprocessOutput output = {.values = expected.data(), .type = type, .layout = layout};
  ASSERT_TRUE(FusedPreprocessOnCpu(images.views().data(), count, test.options, output).ok());
  std::vector<std::unique_ptr<DeviceBytes>> pixels;
  std::vector<ImageView> views = images.views();
  for (int64_t i = 0; i < count; ++i) {
    pixels.push_back(std::make_unique<DeviceBytes>(images.bytes(i)));
    views[i].data = pixels.back()->get() + (images.views()[i].data - images.bytes(i).data());
  }
  const DeviceBytes values(expected.size());
  output.values = values.get();
  const absl::Status launched = FusedPreprocess(views.data(), count, test.options, output, nullptr);
  ASSERT_TRUE(launched.ok()) << launched;
  ASSERT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  const std::vector<uint8_t> got = values.Copy();
  const auto differs = std::mismatch(expected.begin(), expected.end(), got.begin());
  EXPECT_TRUE(differs.first == expected.end())
      << test.name << ": value " << (differs.first - expected.begin()) / BytesOf(type);
}

TEST(FusedPreprocessCuda, EveryCase_EqualsTheCpu) {
  for (const PreprocessCase& test : PreprocessCases()) {
    ExpectEqualToCpu(test, PreprocessType::kFloat32, PreprocessLayout::kNchw);
    ExpectEqualToCpu(test, PreprocessType::kBfloat16, PreprocessLayout::kNhwc);
  }
}

TEST(FusedPreprocessCuda, Photographs_EqualTheCpu) {
  const std::vector<ImageShape> shapes = {{500, 375}, {375, 500, 1}, {4000, 3000, 2}, {640, 427, 3, 7}, {9000, 50}};
  for (const Interpolation interpolation : {Interpolation::kBilinear, Interpolation::kBicubic}) {
    const PreprocessCase test = {"photographs", shapes, OptionsForTests(256, 224, interpolation)};
    for (const PreprocessType type : {PreprocessType::kFloat32, PreprocessType::kFloat16, PreprocessType::kBfloat16}) {
      ExpectEqualToCpu(test, type, PreprocessLayout::kNchw);
      ExpectEqualToCpu(test, type, PreprocessLayout::kNhwc);
    }
  }
}

TEST(FusedPreprocessCuda, MoreImagesThanALaunchTakes_EqualTheCpu) {
  PreprocessCase test = {"many", {}, OptionsForTests(36, 32, Interpolation::kBilinear)};
  for (int i = 0; i < 2 * kImagesPerLaunch + 5; ++i) test.images.push_back({.width = 50 + i, .height = 47 + i % 13});
  ExpectEqualToCpu(test, PreprocessType::kFloat16, PreprocessLayout::kNchw);
}

TEST(FusedPreprocessCuda, WrongArguments_AreRefused) {
  EXPECT_EQ(FusedPreprocess(nullptr, 1, {}, {}, nullptr).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(FusedPreprocess(nullptr, 0, {}, {}, nullptr).ok());
}

}  // namespace
}  // namespace assay

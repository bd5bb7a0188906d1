// The kernel's own code, run on the CPU, against its twin: bit for bit.
#include <algorithm>
#include <cstring>
#include <vector>

#include "gtest/gtest.h"
#include "tools/emulate_cuda/emulate_cuda.h"
#include "transforms/cuda/fused_preprocess.h"
#include "transforms/cuda/fused_preprocess_kernel.cuh"
#include "transforms/cuda/preprocess_cases_for_tests.h"

namespace assay {
namespace {

struct Way {
  PreprocessType type = PreprocessType::kFloat32;
  PreprocessLayout layout = PreprocessLayout::kNchw;
  int tiles_per_block = 1;
  uint64_t seed = 0;
  int misaligned = 0;  // elements
};

template <typename T>
void (*KernelOf(PreprocessLayout layout))(PreprocessBatch) {
  using fused_preprocess::FusedPreprocessKernel;
  return layout == PreprocessLayout::kNchw ? FusedPreprocessKernel<T, false> : FusedPreprocessKernel<T, true>;
}

void (*KernelOf(const Way& way))(PreprocessBatch) {
  if (way.type == PreprocessType::kFloat16) return KernelOf<Float16>(way.layout);
  if (way.type == PreprocessType::kBfloat16) return KernelOf<BFloat16>(way.layout);
  return KernelOf<float>(way.layout);
}

absl::Status Emulate(const std::vector<ImageView>& images, const ImageClassificationOptions& options,
                     const PreprocessOutput& output, const Way& way) {
  absl::StatusOr<std::vector<PreprocessBatch>> batches = PlanPreprocess(images.data(), images.size(), options, output);
  if (!batches.ok()) return batches.status();
  for (PreprocessBatch& batch : *batches) {
    batch.tiles_per_block = way.tiles_per_block;
    const EmulatedLaunch launch = {.grid = {fused_preprocess::Blocks(batch)},
                                   .block = {fused_preprocess::kThreads},
                                   .shared_bytes = static_cast<size_t>(fused_preprocess::SharedBytes(batch)),
                                   .seed = way.seed};
    if (absl::Status ran = EmulateLaunch(launch, KernelOf(way), batch); !ran.ok()) return ran;
  }
  return absl::OkStatus();
}

// The output starts and ends where its memory does.
void ExpectEqualToCpu(const PreprocessCase& test, const Way& way) {
  const ImagesForTests images(test.images);
  const int64_t values = int64_t{3} * test.options.crop_size * test.options.crop_size * images.views().size();
  const int64_t element = BytesOf(way.type);
  std::vector<unsigned char> expected(values * element, 1), got((values + way.misaligned) * element, 2);
  const PreprocessOutput twin = {.values = expected.data(), .type = way.type, .layout = way.layout};
  ASSERT_TRUE(FusedPreprocessOnCpu(images.views().data(), images.views().size(), test.options, twin).ok());
  PreprocessOutput output = twin;
  output.values = got.data() + way.misaligned * element;
  const absl::Status ran = Emulate(images.views(), test.options, output, way);
  ASSERT_TRUE(ran.ok()) << test.name << ": " << ran;
  const auto differs = std::mismatch(expected.begin(), expected.end(), got.begin() + way.misaligned * element);
  EXPECT_TRUE(differs.first == expected.end())
      << test.name << ": value " << (differs.first - expected.begin()) / element << " of " << values;
}

TEST(FusedPreprocessEmulated, EveryCase_EqualsTheCpu) {
  for (const PreprocessCase& test : PreprocessCases()) ExpectEqualToCpu(test, {});
}

TEST(FusedPreprocessEmulated, TypesAndLayouts_EqualTheCpu) {
  const PreprocessCase test = {
      "mixed", {{75, 50}, {33, 61, 1, 2, PixelOrder::kBgr}}, OptionsForTests(40, 36, Interpolation::kBicubic)};
  for (const PreprocessType type : {PreprocessType::kFloat32, PreprocessType::kFloat16, PreprocessType::kBfloat16}) {
    for (const PreprocessLayout layout : {PreprocessLayout::kNchw, PreprocessLayout::kNhwc}) {
      ExpectEqualToCpu(test, {.type = type, .layout = layout});
      ExpectEqualToCpu(test, {.type = type, .layout = layout, .misaligned = 1});
    }
  }
}

TEST(FusedPreprocessEmulated, OddCropInPixels_EqualsTheCpu) {
  const PreprocessCase test = {"odd", {{75, 50}}, OptionsForTests(40, 35, Interpolation::kBilinear)};
  ExpectEqualToCpu(test, {.type = PreprocessType::kFloat16, .layout = PreprocessLayout::kNhwc});
}

TEST(FusedPreprocessEmulated, SeveralTilesABlock_EqualTheCpu) {
  const PreprocessCase tall = {"tall", {{90, 120}, {200, 150, 1}}, OptionsForTests(75, 70, Interpolation::kBilinear)};
  ExpectEqualToCpu(tall, {.tiles_per_block = 2});
  ExpectEqualToCpu(tall, {.tiles_per_block = 3});
  const PreprocessCase padded = {"padded", {{90, 30}}, OptionsForTests(20, 100, Interpolation::kBicubic)};
  ExpectEqualToCpu(padded, {.tiles_per_block = 4});
}

// A barrier that is missing shows in some order of the threads.
TEST(FusedPreprocessEmulated, OrdersOfThreads_MakeNoDifference) {
  const PreprocessCase small = {"small", {{75, 50, 1}}, OptionsForTests(40, 40, Interpolation::kBilinear)};
  const PreprocessCase windows = {"windows", {{300, 210, 1}}, OptionsForTests(34, 34, Interpolation::kBicubic)};
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    ExpectEqualToCpu(small, {.tiles_per_block = 2, .seed = seed});
    ExpectEqualToCpu(windows, {.seed = seed});
  }
}

TEST(FusedPreprocessEmulated, MoreImagesThanALaunchTakes_EqualTheCpu) {
  PreprocessCase test = {"many", {}, OptionsForTests(3, 2, Interpolation::kBilinear)};
  for (int i = 0; i < kImagesPerLaunch + 2; ++i) test.images.push_back({.width = 3 + i % 5, .height = 2 + i % 7});
  ExpectEqualToCpu(test, {.type = PreprocessType::kFloat16});
}

// The comparison above is no formality: another weight, by the least there is, is another value.
TEST(FusedPreprocessEmulated, ScaleThatIsALittleOff_IsFound) {
  const ImagesForTests images({{75, 50}});
  const ImageClassificationOptions options = OptionsForTests(40, 32, Interpolation::kBilinear);
  std::vector<float> expected(3 * 32 * 32), got(expected.size());
  ASSERT_TRUE(FusedPreprocessOnCpu(images.views().data(), 1, options, {.values = expected.data()}).ok());
  auto batches = PlanPreprocess(images.views().data(), 1, options, {.values = got.data()});
  ASSERT_TRUE(batches.ok());
  PreprocessBatch& batch = batches->front();
  batch.images[0].columns.scale *= 1.001;
  ASSERT_TRUE(EmulateLaunch({.grid = {fused_preprocess::Blocks(batch)},
                             .block = {fused_preprocess::kThreads},
                             .shared_bytes = static_cast<size_t>(fused_preprocess::SharedBytes(batch))},
                            KernelOf(Way()), batch)
                  .ok());
  EXPECT_NE(got, expected);
}

}  // namespace
}  // namespace assay

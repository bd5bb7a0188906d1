// The fused preprocess kernel at batches of photographs' sizes, and its twin on the CPU: rows beside those of
// kernels_benchmark.cc, in whatever program links them.
//
//   FusedPreprocess/photographs:64/float16/nchw/bilinear    sizes as ImageNet has them, side by side
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/kernel_case.h"
#include "benchmarks/register.h"
#include "transforms/cuda/fused_preprocess.h"
#include "transforms/cuda/fused_preprocess_limit.h"

namespace assay {
namespace {

struct Size {
  int width;
  int height;
};

struct Batch {
  std::vector<Size> sizes;
  ImageClassificationOptions options = {};
  PreprocessType type = PreprocessType::kFloat32;
  PreprocessLayout layout = PreprocessLayout::kNchw;
};

// Edges and slopes, the same everywhere: no flat colour, whose table look-ups would all be of one place.
KernelBytes Photograph(const Size& size, int seed) {
  KernelBytes bytes(static_cast<size_t>(size.width) * size.height * kPixelBytes);
  for (size_t i = 0; i < bytes.size(); ++i) {
    const size_t x = i / kPixelBytes % size.width, y = i / kPixelBytes / size.width;
    bytes[i] = static_cast<std::byte>(x * y / 97 + x / 3 + 5 * (i % kPixelBytes) + 31 * static_cast<size_t>(seed));
  }
  return bytes;
}

// The table of images: an input each, wherever they lie.
std::vector<ImageView> Views(const Batch& batch, const KernelPointers& pointers) {
  std::vector<ImageView> views;
  for (size_t i = 0; i < batch.sizes.size(); ++i) {
    views.push_back({.data = static_cast<const uint8_t*>(pointers.empty() ? nullptr : pointers[i]),
                     .width = batch.sizes[i].width,
                     .height = batch.sizes[i].height,
                     .row_stride = int64_t{kPixelBytes} * batch.sizes[i].width});
  }
  return views;
}

PreprocessOutput Output(const Batch& batch, const KernelPointers& pointers) {
  return {.values = pointers[batch.sizes.size()], .type = batch.type, .layout = batch.layout};
}

#ifdef ASSAY_WITH_CUDA
// The plan is made at the first launch: what is timed is the kernel. No argument is new in later ones.
std::function<int(const KernelPointers&, CUstream_st*)> LaunchOf(const Batch& batch) {
  auto plan = std::make_shared<std::vector<PreprocessBatch>>();
  return [batch, plan](const KernelPointers& pointers, CUstream_st* stream) {
    if (plan->empty()) {
      auto made = PlanPreprocess(Views(batch, pointers).data(), static_cast<int64_t>(batch.sizes.size()), batch.options,
                                 Output(batch, pointers));
      if (!made.ok()) return 1;  // cudaErrorInvalidValue
      *plan = *std::move(made);
    }
    for (const PreprocessBatch& part : *plan) {
      if (const int error = LaunchFusedPreprocess(part, batch.type, batch.layout, stream); error != 0) return error;
    }
    return 0;
  };
}
#endif

KernelCase CaseOf(const Batch& batch) {
  KernelCase kernel;
  for (size_t i = 0; i < batch.sizes.size(); ++i) {
    kernel.inputs.push_back(Photograph(batch.sizes[i], static_cast<int>(i)));
  }
  const PreprocessWork work =
      WorkOfPreprocess(Views(batch, {}).data(), static_cast<int64_t>(batch.sizes.size()), batch.options, batch.type);
  kernel.outputs = {static_cast<size_t>(work.bytes_written)};
  // Its products are integers', on the tensor cores: the ceiling of float32 operations is not theirs, memory's is.
  kernel.work = {
      .bytes = static_cast<double>(work.bytes()), .items = static_cast<double>(batch.sizes.size()), .item = "images"};
  kernel.on_cpu = [batch](const KernelPointers& pointers) {
    const std::vector<ImageView> views = Views(batch, pointers);
    return FusedPreprocessOnCpu(views.data(), static_cast<int64_t>(views.size()), batch.options,
                                Output(batch, pointers))
        .ok();
  };
#ifdef ASSAY_WITH_CUDA
  kernel.launch = LaunchOf(batch);
#endif
  return kernel;
}

std::string Name(const Batch& batch) {
  const char* type = batch.type == PreprocessType::kFloat32   ? "float32"
                     : batch.type == PreprocessType::kFloat16 ? "float16"
                                                              : "bfloat16";
  return absl::StrCat(type, batch.layout == PreprocessLayout::kNchw ? "/nchw" : "/nhwc",
                      batch.options.interpolation == Interpolation::kBilinear ? "/bilinear" : "/bicubic");
}

void RegisterBatch(const std::string& images, Batch batch) {
  RegisterKernel(absl::StrCat("FusedPreprocess/", images, "/", Name(batch)), [batch] { return CaseOf(batch); });
}

// Sizes of ImageNet's photographs, in turn.
std::vector<Size> Photographs(int count) {
  constexpr Size kSizes[] = {{500, 375}, {375, 500}, {500, 333}, {640, 480},
                             {400, 300}, {500, 500}, {333, 500}, {800, 600}};
  std::vector<Size> sizes;
  for (int i = 0; i < count; ++i) sizes.push_back(kSizes[i % std::size(kSizes)]);
  return sizes;
}

void RegisterPreprocessRows() {
  for (const PreprocessType type : {PreprocessType::kFloat32, PreprocessType::kFloat16, PreprocessType::kBfloat16}) {
    for (const PreprocessLayout layout : {PreprocessLayout::kNchw, PreprocessLayout::kNhwc}) {
      for (const Interpolation interpolation : {Interpolation::kBilinear, Interpolation::kBicubic}) {
        Batch batch = {.sizes = Photographs(64), .type = type, .layout = layout};
        batch.options.interpolation = interpolation;
        RegisterBatch("photographs:64", batch);
      }
    }
  }
  for (const int count : {1, 8, 128}) RegisterBatch(absl::StrCat("photographs:", count), {.sizes = Photographs(count)});
  RegisterBatch("500x375:64", {.sizes = std::vector<Size>(64, {500, 375})});
  RegisterBatch("4000x3000:8", {.sizes = std::vector<Size>(8, {4000, 3000})});
}

const BenchmarkRows kRows(RegisterPreprocessRows);

}  // namespace
}  // namespace assay

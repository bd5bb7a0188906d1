// The CUDA kernels, at sizes of the models that use them, and their twins on the CPU.
//
//   ./bazelw run //benchmarks:kernels                    the twins
//   ./bazelw run --config=cuda //benchmarks:kernels -- --benchmark_filter=^cuda/ --assay_out=$PWD/kernels.json
//
// benchmarks/compare_kernels_with_python.py times torchvision, torch and torch.compile beside them.
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "benchmarks/kernel_case.h"
#include "benchmarks/register.h"
#include "models/ops/cuda/activation_scale.h"
#include "models/ops/cuda/batched_nms.h"
#include "models/ops/cuda/frozen_batch_norm_add_relu.h"
#include "models/ops/cuda/roi_align.h"
#include "models/ops/cuda/softmax.h"
#include "models/ops/cuda/top_k.h"

// A launch exists only where the kernels are linked.
#ifdef ASSAY_WITH_CUDA
#define ASSAY_LAUNCH(...) [=](const KernelPointers& p, CUstream_st* stream) { return __VA_ARGS__; }
#else
#define ASSAY_LAUNCH(...) nullptr
#endif

namespace assay {
namespace {

// Numbers that look random and are the same everywhere: splitmix64's, in [low, high).
class Values {
 public:
  explicit Values(uint64_t seed) : state_(seed) {}

  float Next(float low, float high) {
    state_ += 0x9E3779B97F4A7C15u;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return low + (high - low) * static_cast<float>((z ^ (z >> 31)) >> 40) / static_cast<float>(1 << 24);
  }

 private:
  uint64_t state_;
};

template <class T>
KernelBytes Bytes(const std::vector<T>& values) {
  KernelBytes bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

KernelBytes Floats(int64_t count, float low, float high, uint64_t seed) {
  Values values(seed);
  std::vector<float> floats(static_cast<size_t>(count));
  for (float& value : floats) value = values.Next(low, high);
  return Bytes(floats);
}

KernelBytes Numbers(int64_t count, ElementType type, uint64_t seed) {
  return WithElementType(type, [&](auto zero) {
    Values values(seed);
    std::vector<decltype(zero)> numbers(static_cast<size_t>(count));
    for (auto& number : numbers) number = FromFloat<decltype(zero)>(values.Next(-3, 3));
    return Bytes(numbers);
  });
}

std::string Name(ElementType type) {
  return type == ElementType::kFloat32 ? "float32" : type == ElementType::kFloat16 ? "float16" : "bfloat16";
}

std::string Name(const FeatureMaps& maps) {
  return absl::StrFormat("%dx%dx%dx%d/%s/%s", maps.images, maps.channels, maps.height, maps.width, Name(maps.type),
                         maps.layout == Layout::kNchw ? "nchw" : "nhwc");
}

RowWork OfKernel(const Work& work, double items, const std::string& item) {
  return {.bytes = work.bytes, .flops = work.flops, .items = items, .item = item};
}

// Within `tolerance` of the largest expected number.
absl::Status CompareNumbers(ElementType type, double tolerance, const KernelBytes& expected,
                            const KernelBytes& actual) {
  return WithElementType(type, [&](auto zero) -> absl::Status {
    using T = decltype(zero);
    double scale = 0, error = 0;
    for (size_t i = 0; i + sizeof(T) <= expected.size(); i += sizeof(T)) {
      T a, b;
      std::memcpy(&a, expected.data() + i, sizeof(T));
      std::memcpy(&b, actual.data() + i, sizeof(T));
      scale = std::max(scale, std::abs(static_cast<double>(ToFloat(a))));
      const double difference = std::abs(static_cast<double>(ToFloat(a)) - ToFloat(b));
      if (!(difference <= error)) error = difference;  // a NaN too
    }
    if (error <= tolerance * scale) return absl::OkStatus();
    return absl::InternalError(absl::StrFormat("differs from the twin by %.2g of the largest value", error / scale));
  });
}

FrozenBatchNormAddRelu NormArguments(const KernelPointers& p) {
  return {.input = p[0],
          .scale = static_cast<const float*>(p[1]),
          .shift = static_cast<const float*>(p[2]),
          .residual = p[3],
          .output = p[4]};
}

KernelCase NormCase(const FeatureMaps& maps) {
  return {
      .inputs = {Numbers(maps.count(), maps.type, 1), Floats(maps.channels, 0.5f, 2, 2),
                 Floats(maps.channels, -1, 1, 3), Numbers(maps.count(), maps.type, 4)},
      .outputs = {static_cast<size_t>(maps.count() * SizeOf(maps.type))},
      .work = OfKernel(FrozenBatchNormAddReluWork(maps, /*residual=*/true), static_cast<double>(maps.images), "images"),
      .on_cpu = [=](const KernelPointers& p) { return FrozenBatchNormAddReluOnCpu(maps, NormArguments(p)); },
      .launch = ASSAY_LAUNCH(LaunchFrozenBatchNormAddRelu(maps, NormArguments(p), stream))};
}

ActivationScale ScaleArguments(MapActivation activation, Gate gate, const KernelPointers& p) {
  return {.input = p[0], .activation = activation, .scale = p[1], .gate = gate, .output = p[2]};
}

KernelCase ScaleCase(const FeatureMaps& maps, MapActivation activation, Gate gate) {
  return {.inputs = {Numbers(maps.count(), maps.type, 1), Numbers(maps.images * maps.channels, maps.type, 2)},
          .outputs = {static_cast<size_t>(maps.count() * SizeOf(maps.type))},
          .work = OfKernel(ActivationScaleWork(maps), static_cast<double>(maps.images), "images"),
          .on_cpu =
              [=](const KernelPointers& p) { return ActivationScaleOnCpu(maps, ScaleArguments(activation, gate, p)); },
          .launch = ASSAY_LAUNCH(LaunchActivationScale(maps, ScaleArguments(activation, gate, p), stream)),
          // The device's exponential is another one.
          .compare =
              [type = maps.type](const auto& expected, const auto& actual) {
                return CompareNumbers(type, type == ElementType::kFloat32 ? 1e-6 : 1e-2, expected[0], actual[0]);
              }};
}

// Boxes as a detector proposes them: each object many times, a little off.
KernelBytes Boxes(int64_t count) {
  Values values(5);
  std::vector<float> boxes;
  for (int64_t i = 0; i < count; ++i) {
    const float object = std::floor(values.Next(0, static_cast<float>(count) / 8 + 1));
    Values of_object(static_cast<uint64_t>(object) + 100);
    const float x = of_object.Next(0, 1200), y = of_object.Next(0, 700);
    const float width = of_object.Next(10, 100), height = of_object.Next(10, 100);
    const float dx = values.Next(-5, 5), dy = values.Next(-5, 5);
    boxes.insert(boxes.end(), {x + dx, y + dy, x + dx + width, y + dy + height});
  }
  return Bytes(boxes);
}

KernelBytes Classes(int64_t count) {
  Values values(6);
  std::vector<int64_t> classes(static_cast<size_t>(count));
  for (int64_t& number : classes) number = static_cast<int64_t>(values.Next(0, 80));
  return Bytes(classes);
}

BatchedNms NmsArguments(int64_t count, const KernelPointers& p) {
  return {.boxes = static_cast<const float*>(p[0]),
          .scores = static_cast<const float*>(p[1]),
          .classes = static_cast<const int64_t*>(p[2]),
          .count = count,
          .kept = static_cast<int64_t*>(p[3]),
          .kept_count = static_cast<int64_t*>(p[4])};
}

// How many were kept, and of those the indices.
absl::Status CompareKept(const std::vector<KernelBytes>& expected, const std::vector<KernelBytes>& actual) {
  int64_t count = 0;
  std::memcpy(&count, expected[1].data(), sizeof(count));
  const size_t bytes = static_cast<size_t>(count) * sizeof(int64_t);
  if (expected[1] == actual[1] && std::memcmp(expected[0].data(), actual[0].data(), bytes) == 0)
    return absl::OkStatus();
  return absl::InternalError("other boxes are kept than by the twin");
}

KernelCase NmsCase(int64_t count) {
  KernelCase kernel = {.inputs = {Boxes(count), Floats(count, 0, 1, 7), Classes(count)},
                       .outputs = {static_cast<size_t>(count) * sizeof(int64_t), sizeof(int64_t)},
                       .on_cpu = [=](const KernelPointers& p) { return BatchedNmsOnCpu(NmsArguments(count, p)); },
                       .compare = CompareKept};
  // How many comparisons it takes, the boxes say: the limit is that of reading and writing them once.
  kernel.work = OfKernel(BatchedNmsWork(count, /*kept=*/0, /*pairs=*/0), static_cast<double>(count), "boxes");
#ifdef ASSAY_WITH_CUDA
  const auto bytes = [count]() -> absl::StatusOr<size_t> {
    size_t size = 0;
    if (BatchedNmsWorkspace(count, &size) != 0) return absl::InternalError("no workspace's size without a device");
    return size;
  };
  kernel.workspace = bytes;
  kernel.launch = [=](const KernelPointers& p, CUstream_st* stream) {
    return LaunchBatchedNms(NmsArguments(count, p), p[5], bytes().value(), stream);
  };
#endif
  return kernel;
}

KernelBytes Regions(int64_t count, const FeatureMaps& maps) {
  Values values(8);
  std::vector<float> regions;
  for (int64_t i = 0; i < count; ++i) {
    const float x = values.Next(0, static_cast<float>(maps.width) * 3),
                y = values.Next(0, static_cast<float>(maps.height) * 3);
    regions.insert(regions.end(),
                   {static_cast<float>(i % maps.images), x, y, x + values.Next(8, 300), y + values.Next(8, 300)});
  }
  return Bytes(regions);
}

RoiAlign AlignArguments(int64_t count, const KernelPointers& p) {
  return {.input = p[0],
          .rois = static_cast<const float*>(p[1]),
          .count = count,
          .pooled_height = 7,
          .pooled_width = 7,
          .spatial_scale = 0.25f,
          .sampling_ratio = 2,
          .output = p[2]};
}

KernelCase AlignCase(const FeatureMaps& maps, int64_t count) {
  KernelCase kernel = {.inputs = {Numbers(maps.count(), maps.type, 9), Regions(count, maps)},
                       .outputs = {static_cast<size_t>(count * maps.channels * 49 * SizeOf(maps.type))},
                       .on_cpu = [=](const KernelPointers& p) { return RoiAlignOnCpu(maps, AlignArguments(count, p)); },
                       .launch = ASSAY_LAUNCH(LaunchRoiAlign(maps, AlignArguments(count, p), stream)),
                       .compare =
                           [type = maps.type](const auto& expected, const auto& actual) {
                             return CompareNumbers(type, type == ElementType::kFloat32 ? 1e-5 : 1e-2, expected[0],
                                                   actual[0]);
                           }};
  const KernelPointers on_cpu = {nullptr, kernel.inputs[1].data(), nullptr};
  kernel.work = OfKernel(RoiAlignWork(maps, AlignArguments(count, on_cpu)), static_cast<double>(count), "regions");
  return kernel;
}

KernelCase SoftmaxCase(const Rows& rows) {
  return {.inputs = {Numbers(rows.count * rows.length, rows.type, 10)},
          .outputs = {static_cast<size_t>(rows.count * rows.length * SizeOf(rows.type))},
          .work = OfKernel(SoftmaxWork(rows), static_cast<double>(rows.count), "rows"),
          .on_cpu = [=](const KernelPointers& p) { return SoftmaxOnCpu(rows, p[0], p[1]); },
          .launch = ASSAY_LAUNCH(LaunchSoftmax(rows, p[0], p[1], stream)),
          .compare =
              [type = rows.type](const auto& expected, const auto& actual) {
                return CompareNumbers(type, type == ElementType::kFloat32 ? 1e-5 : 1e-2, expected[0], actual[0]);
              }};
}

TopK TopKArguments(int64_t k, const KernelPointers& p) {
  return {.input = p[0], .k = k, .values = p[1], .indices = static_cast<int64_t*>(p[2])};
}

KernelCase TopKCase(const Rows& rows, int64_t k) {
  return {.inputs = {Numbers(rows.count * rows.length, rows.type, 11)},
          .outputs = {static_cast<size_t>(rows.count * k * SizeOf(rows.type)),
                      static_cast<size_t>(rows.count * k) * sizeof(int64_t)},
          .work = OfKernel(TopKWork(rows, k), static_cast<double>(rows.count), "rows"),
          .on_cpu = [=](const KernelPointers& p) { return TopKOnCpu(rows, TopKArguments(k, p)); },
          .launch = ASSAY_LAUNCH(LaunchTopK(rows, TopKArguments(k, p), stream))};
}

void RegisterMaps(ElementType type, Layout layout) {
  // ResNet-50's second stage, and the last expansion of EfficientNet-B0's fifth.
  const FeatureMaps stage = {.images = 32, .channels = 256, .height = 56, .width = 56, .layout = layout, .type = type};
  const FeatureMaps block = {.images = 32, .channels = 672, .height = 14, .width = 14, .layout = layout, .type = type};
  const FeatureMaps pyramid = {
      .images = 2, .channels = 256, .height = 200, .width = 272, .layout = layout, .type = type};
  RegisterKernel(absl::StrCat("FrozenBatchNormAddRelu/", Name(stage)), [=] { return NormCase(stage); });
  RegisterKernel(absl::StrCat("SiluScale/", Name(block)),
                 [=] { return ScaleCase(block, MapActivation::kSilu, Gate::kSigmoid); });
  RegisterKernel(absl::StrCat("HardswishScale/", Name(block)),
                 [=] { return ScaleCase(block, MapActivation::kHardswish, Gate::kHardsigmoid); });
  RegisterKernel(absl::StrCat("RoiAlign/", Name(pyramid), "/rois:1000"), [=] { return AlignCase(pyramid, 1000); });
}

void RegisterKernelRows() {
  for (const ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
    for (const Layout layout : {Layout::kNchw, Layout::kNhwc}) RegisterMaps(type, layout);
    for (const Rows& rows : {Rows{.count = 4096, .length = 1000}, Rows{.count = 512, .length = 21843},
                             Rows{.count = 128, .length = 100000}}) {
      const Rows typed = {.count = rows.count, .length = rows.length, .type = type};
      const std::string size = absl::StrCat(rows.count, "x", rows.length, "/", Name(type));
      RegisterKernel(absl::StrCat("Softmax/", size), [=] { return SoftmaxCase(typed); });
      RegisterKernel(absl::StrCat("TopK/", size, "/k:5"), [=] { return TopKCase(typed, 5); });
    }
  }
  for (const int64_t count : {10, 100, 1000, 10000, 100000})
    RegisterKernel(absl::StrCat("BatchedNms/boxes:", count), [=] { return NmsCase(count); });
}

const BenchmarkRows kRows(RegisterKernelRows);

}  // namespace
}  // namespace assay

#include "models/ops/cuda/activation_scale.h"
#include "models/ops/cuda/activation_scale_value.h"

namespace assay {
namespace {

template <typename T, MapActivation kActivation>
void Apply(const FeatureMaps& maps, const ActivationScale& arguments) {
  const T* input = static_cast<const T*>(arguments.input);
  const T* scale = static_cast<const T*>(arguments.scale);
  T* output = static_cast<T*>(arguments.output);
  const bool planes = maps.layout == Layout::kNchw;
  const int64_t plane = maps.plane(), channels = maps.channels;
  for (int64_t image = 0; image < maps.images; ++image) {
    for (int64_t channel = 0; channel < channels; ++channel) {
      const int64_t first = image * channels * plane + (planes ? channel * plane : channel);
      const float gate = GateValue<false>(arguments.gate, ToFloat(scale[image * channels + channel]));
      for (int64_t pixel = 0; pixel < plane; ++pixel) {
        const int64_t i = first + pixel * (planes ? 1 : channels);
        output[i] = FromFloat<T>(ActivationValue<kActivation, false>(ToFloat(input[i])) * gate);
      }
    }
  }
}

}  // namespace

bool ActivationScaleOnCpu(const FeatureMaps& maps, const ActivationScale& arguments) {
  if (!IsValidActivationScale(maps, arguments)) return false;
  if (maps.count() == 0) return true;
  WithElementType(maps.type, [&](auto zero) {
    WithActivation(arguments.activation,
                   [&](auto activation) { Apply<decltype(zero), activation()>(maps, arguments); });
  });
  return true;
}

Work ActivationScaleWork(const FeatureMaps& maps) {
  const double count = static_cast<double>(maps.count());
  const double size = SizeOf(maps.type);
  return {.bytes = count * size * 2.0 + static_cast<double>(maps.images * maps.channels) * size, .flops = count * 12.0};
}

}  // namespace assay

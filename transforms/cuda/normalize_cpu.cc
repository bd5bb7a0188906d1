#include "transforms/cuda/normalize.h"
#include "transforms/cuda/normalize_value.h"

namespace assay {

bool NormalizeOnCpu(const uint8_t* pixels, const BatchSize& size, const NormalizeParameters& parameters,
                    float* planes) {
  if (!IsValidNormalize(pixels, size, parameters, planes)) return false;
  const int64_t plane = size.height * size.width;
  for (int64_t image = 0; image < size.images; ++image) {
    for (int64_t i = 0; i < plane; ++i) {
      const int64_t first = image * 3 * plane;
      for (int64_t channel = 0; channel < 3; ++channel) {
        planes[first + channel * plane + i] =
            NormalizeValue(pixels[first + i * 3 + channel], parameters.mean[channel], parameters.std[channel]);
      }
    }
  }
  return true;
}

}  // namespace assay

#include "tools/base/status_macros.h"
#include "tools/cuda/scalar_types.h"
#include "transforms/cuda/fused_preprocess.h"

namespace assay {
namespace {

template <typename T>
void Store(const FloatImage& image, PreprocessLayout layout, T* values) {
  const size_t plane = image.values.size() / 3;
  for (size_t channel = 0; channel < 3; ++channel) {
    for (size_t i = 0; i < plane; ++i) {
      const size_t at = layout == PreprocessLayout::kNchw ? channel * plane + i : i * 3 + channel;
      values[at] = FromFloat<T>(image.values[channel * plane + i]);
    }
  }
}

template <typename T>
absl::Status Preprocess(const ImageView* images, int64_t count, const ImageClassification& preset,
                        const PreprocessOutput& output) {
  T* values = static_cast<T*>(output.values);
  for (int64_t i = 0; i < count; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const FloatImage image, preset(images[i]));
    Store(image, output.layout, values);
    values += image.values.size();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FusedPreprocessOnCpu(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                                  const PreprocessOutput& output) {
  ASSAY_RETURN_IF_ERROR(CheckPreprocess(images, count, options, output));
  const ImageClassification preset(options);
  switch (output.type) {
    case PreprocessType::kFloat16:
      return Preprocess<Float16>(images, count, preset, output);
    case PreprocessType::kBfloat16:
      return Preprocess<BFloat16>(images, count, preset, output);
    default:
      return Preprocess<float>(images, count, preset, output);
  }
}

}  // namespace assay

// Making stages of the lock from pixels, values and tokens.
#ifndef ASSAY_HARNESS_STAGES_H_
#define ASSAY_HARNESS_STAGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "harness/golden.pb.h"
#include "transforms/image.h"

namespace assay {

// Torch-free: numel, norm, mean and the first 12 values.
proto::TensorSummary SummariseValues(absl::Span<const double> values);

// By its bytes. Shapes: [height, width, 3].
proto::StageGolden PixelStage(const std::string& input, const std::string& stage, const Image& image);

// By its bytes. Shapes: [channels, height, width].
proto::StageGolden FloatStage(const std::string& input, const std::string& stage, const FloatImage& image);

// By its summary.
proto::StageGolden ValueStage(const std::string& input, const std::string& stage, const std::vector<int64_t>& shape,
                              absl::Span<const double> values);

// All ids, or the sha256 of more than 64 of them. Shapes: [number of ids].
proto::StageGolden TokenStage(const std::string& input, const std::string& stage, absl::Span<const int64_t> ids);

}  // namespace assay

#endif  // ASSAY_HARNESS_STAGES_H_

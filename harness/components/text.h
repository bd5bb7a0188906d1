// The lock of the text transforms (transforms/text/): words, word pieces, vocabularies, pooling, similarity.
#ifndef ASSAY_HARNESS_COMPONENTS_TEXT_H_
#define ASSAY_HARNESS_COMPONENTS_TEXT_H_

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// The golden texts under each option; what is refused; pooled and compared vectors.
// Errors: what the transforms refuse although they should not.
absl::StatusOr<proto::ComponentGolden> MeasureText();

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_TEXT_H_

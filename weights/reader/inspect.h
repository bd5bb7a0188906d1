// What a weight file holds, for people and for programs: the body of `assay inspect FILE [--json]`.
//
//   ASSAY_ASSIGN_OR_RETURN(std::string json, InspectJson("model.safetensors"));
#ifndef ASSAY_WEIGHTS_READER_INSPECT_H_
#define ASSAY_WEIGHTS_READER_INSPECT_H_

#include <string>

#include "absl/status/statusor.h"

namespace assay {

// One line of JSON: {"format", "tensors": {name: {"dtype", "shape", "sha256"}}, "scalars": {name: value}}, and
// "metadata" where a safetensors file carries some. Infinite scalars and NaN, for which JSON has no number, are the
// strings "inf", "-inf" and "nan". Errors: those of WeightFile::Open.
absl::StatusOr<std::string> InspectJson(const std::string& path);

// A short table: the format, how many tensors and bytes, the digest, one line a tensor, the scalars.
// Errors: those of WeightFile::Open.
absl::StatusOr<std::string> InspectTable(const std::string& path);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_INSPECT_H_

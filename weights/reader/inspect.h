// What a weight file holds, for people and for programs: the body of `assay inspect FILE [--json]`.
//
//   ASSAY_RETURN_IF_ERROR(InspectJson("model.safetensors", std::cout));
#ifndef ASSAY_WEIGHTS_READER_INSPECT_H_
#define ASSAY_WEIGHTS_READER_INSPECT_H_

#include <iosfwd>
#include <string>

#include "absl/status/status.h"

namespace assay {

// One line of JSON: {"format", "tensors": {name: {"dtype", "shape", "sha256"}}, "scalars": {name: value}}, and
// "metadata" where a safetensors file carries some. Infinite scalars and NaN, for which JSON has no number, are the
// strings "inf", "-inf" and "nan". It goes out piece by piece: escaped, it may be several times the file.
// Errors: those of WeightFile::Open; nothing has been written then.
absl::Status InspectJson(const std::string& path, std::ostream& out);

// A short table: the format, how many tensors and bytes, the digest, one line a tensor, the scalars.
// Errors: as of InspectJson.
absl::Status InspectTable(const std::string& path, std::ostream& out);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_INSPECT_H_

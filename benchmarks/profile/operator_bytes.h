// The bytes that LibTorch's operators read and write, by watching them: no module is changed and none is hooked.
//
//   ASSAY_ASSIGN_OR_RETURN(const OperatorBytes bytes, CountOperatorBytes([&] { model.forward(images); }));
//   bytes.at("aten::relu_")[2];   // of its third call
#ifndef ASSAY_BENCHMARKS_PROFILE_OPERATOR_BYTES_H_
#define ASSAY_BENCHMARKS_PROFILE_OPERATOR_BYTES_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

// Of each call, in order, by the operator's name: the elements of its tensors, inputs and outputs, each tensor once but
// for what is written in place, which is read and written. The least that it must move, whatever a cache holds.
using OperatorBytes = std::map<std::string, std::vector<double>>;

// Of the operators that `run` calls on this thread, inner ones too. Errors: what `run` throws.
absl::StatusOr<OperatorBytes> CountOperatorBytes(const std::function<void()>& run);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_PROFILE_OPERATOR_BYTES_H_

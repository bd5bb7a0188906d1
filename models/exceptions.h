// The one place where exceptions of LibTorch, of CUDA and of the standard library become a Status.
//
//   ASSAY_ASSIGN_OR_RETURN(at::Tensor logits, ExceptionsToStatus([&] { return model.forward(images); }));
#ifndef ASSAY_MODELS_EXCEPTIONS_H_
#define ASSAY_MODELS_EXCEPTIONS_H_

#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// The exception that is being handled, without LibTorch's stack of C++ frames.
// Returns: InvalidArgument for c10::Error (a shape, a type), ResourceExhausted for a lack of memory, Internal else.
absl::Status CurrentExceptionToStatus();

// What `function` returns, or the status of what it throws.
template <class F>
absl::StatusOr<std::invoke_result_t<F>> ExceptionsToStatus(F function) {
  try {
    return function();
  } catch (...) {
    return CurrentExceptionToStatus();
  }
}

// OK, or the status of what `function`, which returns nothing, throws.
template <class F>
requires std::is_void_v<std::invoke_result_t<F>> absl::Status ExceptionsToStatus(F function) {
  try {
    function();
    return absl::OkStatus();
  } catch (...) {
    return CurrentExceptionToStatus();
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_EXCEPTIONS_H_

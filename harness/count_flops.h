// Counts the multiply-adds of whatever runs, by watching LibTorch's operators: no module is changed and none is hooked.
//
//   ASSAY_ASSIGN_OR_RETURN(const int64_t count, CountMultiplyAdds([&] { model.forward(image); }));
//   GigaFlops(count);  // 0.301 for MobileNetV2 on one image of 224x224
#ifndef ASSAY_HARNESS_COUNT_FLOPS_H_
#define ASSAY_HARNESS_COUNT_FLOPS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

// The multiply-adds of the operators that `run` calls on this thread: convolutions, matrix products and attention.
// Everything else (normalisation, activations, additions of a bias, pooling) counts nothing, as in torchvision's table.
// An operator inside a counted one is part of it. Threads count for themselves; a count within a count adds to both.
// Units: multiply-adds; a product of [n, k] and [k, m] has n * k * m.
// Errors: what `run` throws, as a Status; Unimplemented for an operator whose products cannot be seen from outside (a
// fused LSTM), since a sum without it would mislead. Source: torch.utils.flop_counter, which counts two for each
// multiply-add, as torchvision's `_ops` do not.
absl::StatusOr<int64_t> CountMultiplyAdds(const std::function<void()>& run);

// One operator's call that was counted.
struct CountedCall {
  std::string op;  // "aten::convolution"
  int64_t multiply_adds = 0;
};

// The calls that CountMultiplyAdds adds up, in order. Errors: its.
absl::StatusOr<std::vector<CountedCall>> ListMultiplyAdds(const std::function<void()>& run);

// As the catalogue states `ops`.
// Units: 10^9 multiply-adds, rounded to three decimals.
double GigaFlops(int64_t multiply_adds);

}  // namespace assay

#endif  // ASSAY_HARNESS_COUNT_FLOPS_H_

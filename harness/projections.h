// A tensor in five numbers, from which the distance of two tensors can be estimated: its norm, and its inner products
// with fixed vectors of random signs.
//
//   const Projections projections = Project(output);
//   projections.l2;   projections.values[0] * projections.l2;   // sum of sign(0, i) * output[i]
#ifndef ASSAY_HARNESS_PROJECTIONS_H_
#define ASSAY_HARNESS_PROJECTIONS_H_

#include <ATen/core/Tensor.h>

#include <array>

namespace assay {

struct Projections {
  double l2 = 0;                   // eleven digits
  std::array<double, 4> values{};  // in norms, to ten decimals; zero where the norm is
};

// Of the elements in row-major order, so that any permutation of them, such as height for width, gives other numbers.
// What is not finite counts as 10^6, which no probe's values reach.
Projections Project(const at::Tensor& tensor);

}  // namespace assay

#endif  // ASSAY_HARNESS_PROJECTIONS_H_

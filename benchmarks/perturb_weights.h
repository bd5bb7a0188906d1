// A model whose weights are a little wrong: what a gate must see.
//
//   PerturbWeights(model, {.share = 0.01, .strength = 5, .seed = 7});
#ifndef ASSAY_BENCHMARKS_PERTURB_WEIGHTS_H_
#define ASSAY_BENCHMARKS_PERTURB_WEIGHTS_H_

#include <cstdint>

#include "models/model.h"

namespace assay {

struct Perturbation {
  double share = 0.01;  // of the elements of all floating-point parameters together
  double strength = 1;  // normal noise of so many standard deviations of the element's own tensor
  uint32_t seed = 0;
};

// Adds the noise in place, to that many elements, each another one. Buffers stay: they are no weights. A tensor of one
// element has no deviation and gets no noise. The tensors are the model's own, not those of a file that it maps.
// Returns the number of elements. Errors: throws c10::Error for a parameter that is not contiguous.
int64_t PerturbWeights(const Model& model, const Perturbation& perturbation);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_PERTURB_WEIGHTS_H_

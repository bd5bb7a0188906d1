// Constructs and runs models for what does not depend on their values (keys, shapes, the operators that are called),
// without the work of values: random numbers in constructors; in forward the products of convolutions, normalisation
// and activations in place, which is nearly all of a vision model's.
//
//   const WithoutValues scope;
//   Model model = Construct(builder, {});        // of RegNet Y 128GF no page of its 2.6 GB
//   model.forward(at::zeros({1, 3, 600, 600}));
#ifndef ASSAY_HARNESS_WITHOUT_VALUES_H_
#define ASSAY_HARNESS_WITHOUT_VALUES_H_

#include <c10/core/impl/LocalDispatchKeySet.h>

namespace assay {

// While one lives, on its thread: filling a tensor with normal or uniform numbers leaves what is there, and draws
// nothing; each convolution refuses what it refuses otherwise, and else gives zeros of the shape that it has otherwise;
// batch_norm refuses the same too, and else gives its input; relu_, relu6_, hardtanh_, hardswish_ and silu_ change
// nothing. Everything else runs. Gradients do not pass.
class WithoutValues {
 public:
  WithoutValues();

 private:
  c10::impl::IncludeDispatchKeyGuard guard_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_WITHOUT_VALUES_H_

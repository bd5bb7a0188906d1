// Runs a model for what does not depend on its values (the shapes of its outputs, the operators that it calls) without
// its convolutions' work, which is nearly all of a vision model's.
//
//   const SkipConvolutions skip;
//   model.forward(at::zeros({1, 3, 600, 600}));  // EfficientNet-B7 in a fifth of a second
#ifndef ASSAY_HARNESS_SKIP_CONVOLUTIONS_H_
#define ASSAY_HARNESS_SKIP_CONVOLUTIONS_H_

#include <c10/core/impl/LocalDispatchKeySet.h>

namespace assay {

// While one lives, each convolution on its thread refuses what it refuses otherwise, and else gives zeros of the shape
// that it has otherwise. Everything else runs. Gradients do not pass.
class SkipConvolutions {
 public:
  SkipConvolutions();

 private:
  c10::impl::IncludeDispatchKeyGuard guard_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_SKIP_CONVOLUTIONS_H_

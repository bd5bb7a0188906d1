// What oneDNN can compute in one go, in the graph of a traced model: a convolution, the normalisation after it, a sum
// and an activation.
//
//   FusedGraph fused = FuseConvolutions(*traced, state);
//   stack = {images}; stack.insert(stack.end(), fused.arguments.begin(), fused.arguments.end());
#ifndef ASSAY_MODELS_INTERNAL_FUSE_CONVOLUTIONS_H_
#define ASSAY_MODELS_INTERNAL_FUSE_CONVOLUTIONS_H_

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <memory>
#include <vector>

namespace torch::jit {
struct Graph;
}

namespace assay {

struct FusedGraph {
  std::shared_ptr<torch::jit::Graph> graph;
  std::vector<c10::IValue> arguments;  // its inputs, after the images
  int convolutions = 0;                // that are fused with what follows them
};

// `traced` takes the images and then the tensors of `state`, which are copied. What is not known stays as it was
// traced. Errors: throws c10::Error or a standard exception on a graph that is not as LibTorch traces one.
FusedGraph FuseConvolutions(const torch::jit::Graph& traced, const std::vector<at::Tensor>& state);

}  // namespace assay

#endif  // ASSAY_MODELS_INTERNAL_FUSE_CONVOLUTIONS_H_

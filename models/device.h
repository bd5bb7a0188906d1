// Where a model computes: the CPU, or a GPU where the build links CUDA and the machine has one.
//
//   ASSAY_ASSIGN_OR_RETURN(const at::Device device, FindDevice("cuda"));
//   ASSAY_ASSIGN_OR_RETURN(const Model on_gpu, RunOn(std::move(model), device));
//   c10::InferenceMode inference;
//   at::Tensor logits = on_gpu.forward(images);   // images and logits in the CPU's memory
#ifndef ASSAY_MODELS_DEVICE_H_
#define ASSAY_MODELS_DEVICE_H_

#include <c10/core/Device.h>

#include <string>

#include "absl/status/statusor.h"
#include "models/model.h"

namespace assay {

// "cpu", "cuda" (the first GPU) or "cuda:1", where it can be used now.
// Errors: InvalidArgument for another word; FailedPrecondition for CUDA in a build without it, naming the build that
// has it, and on a machine without a GPU; NotFound for a GPU beyond those that there are, naming how many.
absl::StatusOr<at::Device> FindDevice(const std::string& text);

// What an answer depends on beside the model: "cpu", or a GPU's product name, as "NVIDIA H200".
std::string DeviceName(at::Device device);

// The model with its tensors on that device, for inputs that lie anywhere; the answers lie in the CPU's memory. Copies
// of the model share its tensors, so they move too. On a GPU the process from now on computes in full float32 (no TF32)
// and by algorithms that give the same bits each time. Errors: ResourceExhausted where they do not fit; those of
// LibTorch.
absl::StatusOr<Model> RunOn(Model model, at::Device device);

}  // namespace assay

#endif  // ASSAY_MODELS_DEVICE_H_

// What modules within a model answer, by their paths: intermediate outputs for composition, for transfer, for a look
// inside.
//
//   ResNet model = resnet50({.weights = ResNet50Weights::kDefault}).value();
//   Model maps = features(model, {"layer1", "layer4"}).value();
//   for (auto& [name, map] : maps.forward({{"input", images}})) std::cout << name << ": " << map.sizes() << "\n";
//   at::Tensor embedding = features(model, {"avgpool"}).value().forward(images);   // of several outputs the first
//
// The paths are those of the state dict's keys without the tensor's own name, and of modules without tensors too:
// "conv1", "layer3.0", "layer3.0.bn2", "maxpool".
#ifndef ASSAY_MODELS_FEATURES_H_
#define ASSAY_MODELS_FEATURES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/model.h"

namespace assay {

// A model that answers with the outputs of the modules at `paths`, in that order and under these names. It is `model`
// itself, with its inputs, its tensors, its mode and the files that it takes: training one trains the other. Its
// forward runs the whole model, so that in training mode every normalisation counts the batch; outputs are copies,
// since later modules overwrite what they take, through which gradients flow. Of a module that runs more than once the
// last output counts; one that has several paths may be asked for by each.
//
// Errors: NotFound for a path that no module has, with near ones; InvalidArgument without paths or with a path twice.
// forward throws what the model's throws, and c10::Error where a module did not run (such as the stochastic depth of a
// block without a shortcut) or gives more than one tensor.
absl::StatusOr<Model> features(const Model& model, const std::vector<std::string>& paths);

// The paths that `features` may be asked for, in the order of construction. Some modules only hold others and never
// run.
std::vector<std::string> module_paths(const Model& model);

}  // namespace assay

#endif  // ASSAY_MODELS_FEATURES_H_

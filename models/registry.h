// Builders and weights by name.
//
//   auto [model, weights] = get("resnet50").value();            // with its default weights
//   Built untrained = get("resnet50", std::nullopt).value();    // without
//   Built old = get("resnet50", "ResNet50_Weights.IMAGENET1K_V1").value();
//   WeightEntry entry = get_weight("ResNet50_Weights.default").value();
//
// A binary knows the families that it links: //models/resnet, ..., or //models:all.
#ifndef ASSAY_MODELS_REGISTRY_H_
#define ASSAY_MODELS_REGISTRY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/model.h"
#include "weights/weight_entry.h"

namespace assay {

// What a constructor needs to know: stated by the caller or implied by the weights.
struct ConstructOptions {
  int64_t num_classes = 1000;
};

// One builder version.
struct Builder {
  std::string name;          // "resnet50"
  std::string family;        // "resnet": its folder under models/, weights/ and golden/
  std::string task;          // "classification"
  std::string weights_enum;  // "ResNet50_Weights"
  // A model with its initial values. Throws as LibTorch does.
  std::function<Model(const ConstructOptions&)> construct;
};

// A model and the weights that it holds.
struct Built {
  Model model;
  std::optional<WeightEntry> weights;
};

// Makes a builder known; ASSAY_BUILDER calls it before main. Ends the process on a duplicate name, which is our own
// bug.
bool RegisterBuilder(Builder builder);

// A builder by its exact name.
// Errors: NotFound, naming the nearest name or, where the catalogue knows the builder, the dependency to link.
absl::StatusOr<const Builder*> FindBuilder(absl::string_view name);

// Narrows `list`. Globs are fnmatch's: *, ?, [...].
struct ListOptions {
  std::string task;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
};

// The linked builders' names, sorted.
std::vector<std::string> list(const ListOptions& options = {});

// The entry of a name like "ResNet50_Weights.IMAGENET1K_V2" or "ResNet50_Weights.default".
// Errors: InvalidArgument or NotFound, suggesting the nearest name.
absl::StatusOr<WeightEntry> get_weight(absl::string_view name);

// A model by its builder's name: with the default weights, without weights, or with the given ones.
// Errors: as the builder's own.
absl::StatusOr<Built> get(absl::string_view builder);
absl::StatusOr<Built> get(absl::string_view builder, std::nullopt_t);
absl::StatusOr<Built> get(absl::string_view builder, absl::string_view weights);
absl::StatusOr<Built> get(absl::string_view builder, const WeightEntry& weights);

// The options with which `entry` constructs a model of `builder`.
// Errors: InvalidArgument for another builder's entry, or a num_classes that contradicts the entry's categories.
absl::StatusOr<ConstructOptions> ResolveOptions(absl::string_view builder, const std::optional<WeightEntry>& entry,
                                                std::optional<int64_t> num_classes);

// Finds the entry's file, checks its sha256, and loads it strictly.
// Errors: NotFound where it is not at hand; DataLoss on another hash; what reading and loading report, with the file's
// name.
absl::Status LoadWeights(Model& model, const WeightEntry& entry);

// The same from a file that the caller names.
absl::Status LoadWeightsFrom(Model& model, const WeightEntry& entry, const std::string& path);

}  // namespace assay

#endif  // ASSAY_MODELS_REGISTRY_H_

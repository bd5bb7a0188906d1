// Builders and weights by name.
//
//   auto [model, weights] = get("resnet50").value();            // with its default weights
//   Built untrained = get("resnet50", std::nullopt).value();    // without
//   Built old = get("resnet50", "ResNet50_Weights.IMAGENET1K_V1").value();
//   WeightEntry burgers{.url = "checkpoints/burgers.pth", .meta = {.categories = {"burger", "other"}}};
//   Built mine = get("resnet50", burgers).value();
//   WeightEntry entry = get_weight("ResNet50_Weights.default").value();
//
// A binary knows the families that it links: //models/resnet, ..., or //models:all.
#ifndef ASSAY_MODELS_REGISTRY_H_
#define ASSAY_MODELS_REGISTRY_H_

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "models/context.h"
#include "models/model.h"
#include "models/option_struct.h"
#include "weights/weight_entry.h"
#include "weights/weights_traits.h"

namespace assay {

// What a constructor needs to know: stated by the caller or implied by the weights.
struct ConstructOptions {
  int64_t num_classes = 1000;
  // Of the entry: each is among the builder's `implied_options`.
  std::vector<ImpliedOption> implied_options = {};
  // Defaults of layers, in force while the model is constructed.
  std::vector<ImpliedOverride> overrides = {};
  // Whether weights are loaded afterwards, into the whole or its backbone: layers that never learn must not be frozen.
  bool pretrained = false;
  // Of a composed model, with what its backbone is constructed (EnterBackbone); null without weights of the backbone.
  std::shared_ptr<const ConstructOptions> backbone = nullptr;
};

// What the builders of a family share.
struct Family {
  std::string name = {};  // "resnet": its folder under models/, weights/ and golden/
  std::string task = {};  // "classification"
  // For entries that name no transforms, or no post-processing.
  TransformsPreset transforms = {};
  PostprocessingPreset postprocessing = {};
  // As Builder's.
  std::vector<std::string> implied_options = {};
  std::vector<OptionsFunction> constructor_options = {};
  int64_t num_classes = 1000;
};

// One builder version.
struct Builder {
  std::string name = {};  // "resnet50"
  std::string family = {};
  std::string task = {};
  std::string weights_enum = {};  // "ResNet50_Weights"; empty for a builder that has no weights of its own
  // A model with its initial values. Throws as LibTorch does. Called through Construct, which puts overrides in force.
  std::function<Model(const ConstructOptions&)> construct = {};
  TransformsPreset transforms = {};
  PostprocessingPreset postprocessing = {};
  // The options that an entry may imply, by name.
  std::vector<std::string> implied_options = {};
  // How many classes a model has whose caller states none, and that gets no weights.
  int64_t num_classes = 1000;
  // Whether the caller may state num_classes: its outputs are classes. ASSAY_REGISTER sets it from the options' type.
  bool takes_num_classes = true;
  // Of a composed model, the builder whose weights its backbone takes ("resnet50"), and how it takes them: with
  // LoadWeights into a part of the model. `construct` makes the backbone within EnterBackbone.
  std::string backbone = {};
  std::function<absl::Status(Model&, const WeightEntry&, bool progress)> load_backbone = {};
  // What callers write, for the lock. ASSAY_REGISTER reads the model's class and the builder's own options off its
  // function; the family names the options of its constructors: DescribeOptions<ResNetOptions>.
  std::string model_type = {};  // "ResNet"
  OptionsFunction builder_options = nullptr;
  std::vector<OptionsFunction> constructor_options = {};
};

// A model and the weights that it holds.
struct Built {
  Model model;
  std::optional<WeightEntry> weights = {};
};

// Makes a builder known; ASSAY_BUILDER and ASSAY_REGISTER call it before main, and any thread may later. Ends the
// process, saying why, on a name that another builder has and on a builder without a name, a family, a task or a
// constructor: bugs of the program, which no caller can mend.
bool RegisterBuilder(Builder builder);

// The scope in which a model is constructed: the overrides of `options` are in force.
// Errors: as EnterOverrides (models/context.h).
absl::StatusOr<ScopedContext> EnterImpliedOverrides(const ConstructOptions& options);

// The scope in which the constructor of a composed model makes its backbone: what the weights of the backbone imply is
// in force, and counts more than the model's own overrides. Empty where the backbone has no weights.
// Errors: throws c10::Error on an override that no linked layer knows.
ScopedContext EnterBackbone(const ConstructOptions& options);

// What a model is constructed with that gets no weights, and whose caller states nothing.
ConstructOptions DefaultOptions(const Builder& builder);

// A model of that builder with its initial values, made under the overrides of `options`.
// Errors: throws what the constructor throws, and c10::Error on an override that no linked layer knows.
Model Construct(const Builder& builder, const ConstructOptions& options);

// A builder by its exact name.
// Errors: NotFound, naming the nearest name or, of a builder that is not linked, the dependency to add.
absl::StatusOr<const Builder*> FindBuilder(absl::string_view name);

// Narrows `list`. Globs are fnmatch's: *, ?, [...].
struct ListOptions {
  std::string task = {};
  std::vector<std::string> include = {};
  std::vector<std::string> exclude = {};
};

// The linked builders' names, sorted.
std::vector<std::string> list(const ListOptions& options = {});

// The entry of a name like "ResNet50_Weights.IMAGENET1K_V2" or "ResNet50_Weights.default".
// Errors: InvalidArgument or NotFound, suggesting the nearest name.
absl::StatusOr<WeightEntry> get_weight(absl::string_view name);

// The entries of a builder's own enum, oldest first; at least one.
// Errors: NotFound for a builder that has no weights of its own, and where its catalogue is not linked, naming what to
// link.
absl::StatusOr<std::vector<const WeightEntry*>> OfficialWeights(const Builder& builder);

// The entry of a name, for a builder: as get_weight, and a name alone ("IMAGENET1K_V2", "default") is an entry of the
// builder's own enum.
// Errors: as get_weight and, for the builder's own enum, OfficialWeights.
absl::StatusOr<WeightEntry> FindWeights(const Builder& builder, absl::string_view name);

// `status`, which says that an entry for this builder was not found; or, where its catalogue is missing, what to link.
absl::Status ExplainMissingWeights(absl::string_view builder, absl::Status status);

// All weights of a builder, oldest first; also those of enums that a program declares for it.
// Errors: as FindBuilder; NotFound where the builder has weights, but no catalogue of them is linked.
absl::StatusOr<std::vector<WeightEntry>> get_model_weights(absl::string_view builder);

// The linked builders that take an entry, sorted: an entry of the catalogue has one, one that someone made goes to all.
std::vector<std::string> get_weight_builders(const WeightEntry& entry);

// What `get` may be told by name. Without `weights` the model has none: the default ones are get(builder)'s alone.
struct GetOptions {
  // Left out: none, as in typed builders. `get(builder)` alone is the call that takes the default weights.
  std::optional<WeightEntry> weights = std::nullopt;
  // Of a composed model; not looked at where `weights` hold the backbone too.
  std::optional<WeightEntry> weights_backbone = std::nullopt;
  bool progress = true;
  std::optional<int64_t> num_classes = std::nullopt;
};

// A model by its builder's name: with the default weights (of a builder that has none, without), without weights, or
// with the given ones: an entry or its name, whose enum may be left out. Errors: as the builder's own.
absl::StatusOr<Built> get(absl::string_view builder);
absl::StatusOr<Built> get(absl::string_view builder, std::nullopt_t);
absl::StatusOr<Built> get(absl::string_view builder, absl::string_view weights);
absl::StatusOr<Built> get(absl::string_view builder, const WeightEntry& weights);
absl::StatusOr<Built> get(absl::string_view builder, const GetOptions& options);

// The same with typed weights, and with weights that there may be: Built::weights, or a choice of one's own.
template <WeightsEnumeration E>
absl::StatusOr<Built> get(absl::string_view builder, E weights) {
  return get(builder, absl::string_view(FullName(weights)));
}
template <class W>
requires std::same_as<W, WeightEntry> || WeightsEnumeration<W> absl::StatusOr<Built> get(
    absl::string_view builder, const std::optional<W>& weights) {
  if (!weights) return get(builder, std::nullopt);
  return get(builder, *weights);
}

// The options with which `entry` constructs a model of `builder`.
// Errors: InvalidArgument for another builder's entry, a num_classes that contradicts the entry's categories or that
// the builder does not take, or an implied option that the builder does not have.
absl::StatusOr<ConstructOptions> ResolveOptions(absl::string_view builder, const std::optional<WeightEntry>& entry,
                                                std::optional<int64_t> num_classes);

// The one way from a builder's options to a model that holds its weights, typed and by name: resolves them, enters what
// they imply, constructs, and loads the weights of the whole or, where there are none, of the backbone. `construct`
// keeps the model and answers where it is. Models are typed in builder.h, which calls this.
// Errors: as ResolveOptions, EnterOverrides and LoadWeights; InvalidArgument where the constructor throws, or for
// weights of a backbone that the builder does not have.
absl::Status BuildModel(absl::string_view builder, const GetOptions& options,
                        absl::FunctionRef<Model&(const ConstructOptions&)> construct);

// Finds the entry's file, checks its sha256, and loads it strictly but for the tensors of the file that are `left_out`:
// a classifier that the model does not have. Weights that are not the latest warn once.
// Errors: as state_dict (weights/torch/entry_state_dict.h); what loading reports, with the weights' name.
absl::Status LoadWeights(Model& model, const WeightEntry& entry, bool progress = false,
                         absl::Span<const absl::string_view> left_out = {});

// The same from a file that the caller names.
absl::Status LoadWeightsFrom(Model& model, const WeightEntry& entry, const std::string& path);

}  // namespace assay

#endif  // ASSAY_MODELS_REGISTRY_H_

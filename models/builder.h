// What every builder is made of: its `weights` argument, its options, and the steps from a name to a model with
// weights.
//
//   // resnet.h
//   absl::StatusOr<ResNet> resnet50(const BuilderOptions<ResNet50Weights>& options = {});
//
//   // resnet.cc
//   ASSAY_BUILDER(ResNet, resnet50, ResNet50Weights, "resnet", "classification", [](const ConstructOptions& options) {
//     return ResNet(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.num_classes = options.num_classes});
//   })
//
//   // a user
//   absl::StatusOr<ResNet> model = resnet50({.weights = ResNet50Weights::kImageNet1kV2});
#ifndef ASSAY_MODELS_BUILDER_H_
#define ASSAY_MODELS_BUILDER_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/exceptions.h"
#include "models/model.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "weights/weight_entry.h"
#include "weights/weights_traits.h"

namespace assay {

// The weights that a builder takes: none, an entry of its own enum, or a WeightEntry (a local checkpoint). Nothing else
// converts: another builder's enum, a bool or a string does not compile.
template <WeightsEnumeration E>
class WeightsArgument {
 public:
  WeightsArgument() = default;
  WeightsArgument(std::nullopt_t) {}
  WeightsArgument(E weights) : name_(FullName(weights)) {}
  WeightsArgument(WeightEntry entry) : entry_(std::move(entry)) {}

  bool has_value() const { return entry_.has_value() || !name_.empty(); }

  // The entry with its values; nullopt for no weights.
  // Errors: NotFound where the catalogue that holds the enum is not linked.
  absl::StatusOr<std::optional<WeightEntry>> Resolve() const {
    if (entry_ || name_.empty()) return entry_;
    ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(name_));
    return std::optional<WeightEntry>(entry);
  }

 private:
  std::string name_;
  std::optional<WeightEntry> entry_;
};

// The parameters that all builders share.
template <WeightsEnumeration E>
struct BuilderOptions {
  WeightsArgument<E> weights = std::nullopt;
  // Follows the weights' categories where not stated, and is 1000 without weights.
  std::optional<int64_t> num_classes = std::nullopt;
};

// A model of the type M, with the weights loaded where some were asked for.
// Errors: InvalidArgument for another builder's entry, or a num_classes that contradicts the entry; NotFound where the
// file is not at hand; what reading and loading it reports.
template <class M, WeightsEnumeration E, class Construct>
absl::StatusOr<M> Build(absl::string_view builder, const BuilderOptions<E>& options, Construct construct) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<WeightEntry> entry, options.weights.Resolve());
  ASSAY_ASSIGN_OR_RETURN(const ConstructOptions construct_options, ResolveOptions(builder, entry, options.num_classes));
  ASSAY_ASSIGN_OR_RETURN(M model, ExceptionsToStatus([&] { return construct(construct_options); }));
  if (entry) ASSAY_RETURN_IF_ERROR(LoadWeights(model, *entry));
  return model;
}

// Defines the builder and makes it known by name. `construct` makes the model from ConstructOptions, without weights.
#define ASSAY_BUILDER(Type, builder, Weights, family_name, task_name, ...)                                    \
  absl::StatusOr<Type> builder(const BuilderOptions<Weights>& options) {                                      \
    return Build<Type>(#builder, options, __VA_ARGS__);                                                       \
  }                                                                                                           \
  static const bool builder##_is_registered = RegisterBuilder({.name = #builder,                              \
                                                               .family = family_name,                         \
                                                               .task = task_name,                             \
                                                               .weights_enum = WeightsTraits<Weights>::kName, \
                                                               .construct = __VA_ARGS__});

}  // namespace assay

#endif  // ASSAY_MODELS_BUILDER_H_

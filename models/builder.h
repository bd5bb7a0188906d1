// What every builder is made of: its options, and the steps from weights to a model that holds them.
//
//   // resnet.h
//   absl::StatusOr<ResNet> resnet50(const BuilderOptions<ResNet50Weights>& options = {});
//
//   // resnet.cc
//   const Family kFamily{.name = "resnet", .task = "classification", .transforms = ImageClassificationOptions{}};
//   ASSAY_BUILDER(ResNet, resnet50, ResNet50Weights, kFamily, [](const ConstructOptions& options) {
//     return ResNet(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.num_classes = options.num_classes});
//   })
//
//   // a user
//   absl::StatusOr<ResNet> model = resnet50({.weights = ResNet50Weights::kImageNet1kV2});
//
// A builder with options of its own is a function that calls Build, and one line that makes it known by name:
//
//   absl::StatusOr<ResNetFpn> resnet50_fpn(const ResNetFpnBuilderOptions& options) { ... }
//   ASSAY_REGISTER(resnet50_fpn, Builder{.family = "resnet_fpn", .task = "features", .construct = ...});
#ifndef ASSAY_MODELS_BUILDER_H_
#define ASSAY_MODELS_BUILDER_H_

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "models/describe_options.h"
#include "models/model.h"
#include "models/registry.h"
#include "models/weights_argument.h"
#include "tools/base/status_macros.h"
#include "weights/weight_entry.h"
#include "weights/weights_traits.h"

namespace assay {

// The parameters that all builders share.
template <WeightsKind W>
struct BuilderOptions {
  WeightsArgument<W> weights = std::nullopt;
  // Shows on a terminal how far the check of a large file is.
  bool progress = true;
  // Follows the weights' categories where not stated, and is the builder's own without weights: 1000 of most.
  std::optional<int64_t> num_classes = std::nullopt;
};

// The parameters of builders whose outputs are no classes: encoders of text, detectors' backbones.
template <WeightsKind W>
struct EncoderBuilderOptions {
  WeightsArgument<W> weights = std::nullopt;
  bool progress = true;
};

namespace internal {

template <WeightsKind W>
absl::StatusOr<std::optional<WeightEntry>> Resolve(const WeightsArgument<W>& weights) {
  absl::StatusOr<std::optional<WeightEntry>> entry = weights.Resolve();
  return entry.ok() ? entry : ExplainMissingWeights(BuilderOf<W>(), entry.status());
}

}  // namespace internal

// A model of the type M, with the weights loaded where some were asked for. `options` has at least `weights`, and
// `weights_backbone`, `progress` and `num_classes` where the builder has them.
// Errors: InvalidArgument for another builder's entry, or a num_classes that contradicts the entry; NotFound where the
// file is not at hand; what reading and loading it reports.
template <class M, class Options, class ConstructFunction>
absl::StatusOr<M> Build(absl::string_view builder, const Options& options, ConstructFunction construct) {
  GetOptions by_name{.progress = false};
  ASSAY_ASSIGN_OR_RETURN(by_name.weights, internal::Resolve(options.weights));
  if constexpr (requires { options.weights_backbone; }) {
    ASSAY_ASSIGN_OR_RETURN(by_name.weights_backbone, internal::Resolve(options.weights_backbone));
  }
  if constexpr (requires { options.progress; }) by_name.progress = options.progress;
  if constexpr (requires { options.num_classes; }) by_name.num_classes = options.num_classes;
  std::optional<M> model;
  ASSAY_RETURN_IF_ERROR(BuildModel(builder, by_name, [&](const ConstructOptions& construct_options) -> Model& {
    return model.emplace(construct(construct_options));
  }));
  return *std::move(model);
}

namespace internal {

template <class Function>
struct BuilderFunction {
  static constexpr bool kIsOne = false;
  static constexpr bool kTakesWeights = true;  // One message is enough.
  static constexpr bool kTakesNumClasses = true;
};

template <class M, class Options>
struct BuilderFunction<absl::StatusOr<M>(Options)> {
  using ModelType = M;
  using OptionsType = std::remove_cvref_t<Options>;
  static constexpr bool kIsOne = true;
  static constexpr bool kTakesWeights = requires(OptionsType options) { options.weights.Resolve(); };
  static constexpr bool kTakesNumClasses = requires(OptionsType options) { options.num_classes; };
};

template <class Function>
bool Register(Function*, const char* name, Builder builder) {
  static_assert(BuilderFunction<Function>::kIsOne,
                "a builder is a function of its options that gives absl::StatusOr<its model>");
  static_assert(BuilderFunction<Function>::kTakesWeights,
                "a builder's options have a parameter `weights`: WeightsArgument<...> weights");
  builder.name = name;
  builder.takes_num_classes = BuilderFunction<Function>::kTakesNumClasses;
  if constexpr (BuilderFunction<Function>::kIsOne) {
    using Options = typename BuilderFunction<Function>::OptionsType;
    builder.model_type = TypeInWords<typename BuilderFunction<Function>::ModelType>::Text();
    // Options of someone else's may be no plain struct.
    if constexpr (IsReflectable<Options>()) builder.builder_options = DescribeOptions<Options>;
  }
  return RegisterBuilder(std::move(builder));
}

// The name of the enum whose default `get` takes; empty for a family that names none. Asserted here and not in the
// macro, so that the compiler names the user's line.
template <WeightsKind W, bool kOfThisBuilder>
std::string EnumName() {
  static_assert(kOfThisBuilder, "these weights are another builder's: their textproto, or their family, names it");
  if constexpr (WeightsEnumeration<W>) {
    return std::string(WeightsTraits<W>::kName);
  } else if constexpr (requires { typename W::Default; }) {
    return EnumName<typename W::Default, BuilderOf<typename W::Default>() == BuilderOf<W>()>();
  } else {
    return "";
  }
}

}  // namespace internal

// Makes a builder function known by its name. What follows is a Builder without the name.
#define ASSAY_REGISTER(builder, ...) \
  static const bool builder##_is_registered = ::assay::internal::Register(&builder, #builder, __VA_ARGS__)

// Defines a builder with the parameters that all share, and makes it known. `Weights` is its enum, or a family of
// enums; `construct` makes the model from ConstructOptions, without weights. In any namespace.
#define ASSAY_BUILDER(Type, builder, Weights, builder_family, ...)                                                    \
  ::absl::StatusOr<Type> builder(const ::assay::BuilderOptions<Weights>& options) {                                   \
    return ::assay::Build<Type>(#builder, options, __VA_ARGS__);                                                      \
  }                                                                                                                   \
  ASSAY_REGISTER(                                                                                                     \
      builder, ::assay::Builder{                                                                                      \
                   .family = (builder_family).name,                                                                   \
                   .task = (builder_family).task,                                                                     \
                   .weights_enum = ::assay::internal::EnumName<Weights, ::assay::BuilderOf<Weights>() == #builder>(), \
                   .construct = __VA_ARGS__,                                                                          \
                   .transforms = (builder_family).transforms,                                                         \
                   .postprocessing = (builder_family).postprocessing,                                                 \
                   .implied_options = (builder_family).implied_options,                                               \
                   .num_classes = (builder_family).num_classes,                                                       \
                   .constructor_options = (builder_family).constructor_options});

}  // namespace assay

#endif  // ASSAY_MODELS_BUILDER_H_

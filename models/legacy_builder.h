// Deprecated overloads of typed builders, in a namespace of their own, for code that is being moved.
//
//   // models/resnet/legacy.h
//   namespace assay::legacy {
//   ASSAY_LEGACY_BUILDER(ResNet, resnet50, ::assay::resnet50, ResNet50Weights);
//   }
//
//   // a user's old code: the compiler warns, and the program too
//   auto model = assay::legacy::resnet50(/*pretrained=*/true);
//   auto same = assay::legacy::resnet50(assay::ResNet50Weights::kImageNet1kV1);   // positional weights
//   auto none = assay::legacy::resnet50(std::nullopt);                            // or resnet50()
//   auto maps = assay::legacy::resnet50_fpn({.pretrained_backbone = true});
#ifndef ASSAY_MODELS_LEGACY_BUILDER_H_
#define ASSAY_MODELS_LEGACY_BUILDER_H_

#include <concepts>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tools/base/status_macros.h"
#include "tools/base/warning.h"
#include "weights/weights_traits.h"

namespace assay::legacy {

// What the builder of a composed model once took.
struct BackboneOptions {
  bool pretrained_backbone = false;
  bool progress = true;
};

// The weights that an old bool stood for: the oldest, or none.
template <WeightsEnumeration E>
constexpr std::optional<E> Pretrained(bool pretrained) {
  return pretrained ? std::optional<E>(AllEntries<E>().front()) : std::nullopt;
}

// Says that `call` is deprecated and what to write, `parameter` being today's: "weights".
// Errors: what the warning handler makes of it.
template <WeightsEnumeration E>
absl::Status WarnOfLegacyCall(absl::string_view builder, absl::string_view call, absl::string_view parameter,
                              std::optional<E> weights, bool progress) {
  return Warn({.kind = WarningKind::kDeprecated,
               .subject = std::string(builder),
               .message = absl::StrCat(call, " is deprecated; write ", builder, "({.", parameter, " = ",
                                       weights ? CppName(*weights) : "std::nullopt",
                                       progress ? "" : ", .progress = false", "}) for the same; the best weights are ",
                                       WeightsTraits<E>::kCppName, "::kDefault, now ", CppName(E::kDefault))});
}

// Warns of name(argument, progress), and calls the builder of today.
template <WeightsEnumeration E, class M, class Options>
absl::StatusOr<M> CallBuilder(absl::StatusOr<M> (&builder)(const Options&), absl::string_view name,
                              absl::string_view argument, std::optional<E> weights, bool progress) {
  const std::string call = absl::StrCat(name, "(", argument, progress ? "" : ", false", ")");
  ASSAY_RETURN_IF_ERROR(WarnOfLegacyCall(name, call, "weights", weights, progress));
  Options options;
  if (weights) options.weights = *weights;
  options.progress = progress;
  return builder(options);
}

// The same of name({.pretrained_backbone = ...}).
template <WeightsEnumeration E, class M, class Options>
absl::StatusOr<M> CallComposedBuilder(absl::StatusOr<M> (&builder)(const Options&), absl::string_view name,
                                      const BackboneOptions& old) {
  const std::optional<E> weights = Pretrained<E>(old.pretrained_backbone);
  const std::string call = absl::StrCat(name, "({.pretrained_backbone = ", old.pretrained_backbone ? "true" : "false",
                                        old.progress ? "" : ", .progress = false", "})");
  ASSAY_RETURN_IF_ERROR(WarnOfLegacyCall(name, call, "weights_backbone", weights, old.progress));
  Options options;
  if (weights) options.weights_backbone = *weights;
  options.progress = old.progress;
  return builder(options);
}

}  // namespace assay::legacy

// Defines the overloads `name` in the namespace where it stands. `builder` is the qualified builder of today.
#define ASSAY_LEGACY_BUILDER(Type, name, builder, Weights)                                                        \
  [[deprecated("a bool is no weights: " #name "({.weights = " #Weights                                            \
               "::...}), kDefault being the best")]] inline ::absl::StatusOr<Type>                                \
  name(::std::same_as<bool> auto pretrained, bool progress = true) {                                              \
    return ::assay::legacy::CallBuilder<Weights>(builder, #name, pretrained ? "true" : "false",                   \
                                                 ::assay::legacy::Pretrained<Weights>(pretrained), progress);     \
  }                                                                                                               \
  [[deprecated("weights have a name: " #name "({.weights = ...})")]] inline ::absl::StatusOr<Type> name(          \
      Weights weights, bool progress = true) {                                                                    \
    return ::assay::legacy::CallBuilder<Weights>(builder, #name, ::assay::CppName(weights), weights, progress);   \
  }                                                                                                               \
  [[deprecated("weights have a name: " #name "({.weights = std::nullopt})")]] inline ::absl::StatusOr<Type> name( \
      ::std::nullopt_t, bool progress = true) {                                                                   \
    return ::assay::legacy::CallBuilder<Weights>(builder, #name, "std::nullopt", ::std::nullopt, progress);       \
  }                                                                                                               \
  [[deprecated("an old call: " #name "({.weights = std::nullopt})")]] inline ::absl::StatusOr<Type> name() {      \
    return ::assay::legacy::CallBuilder<Weights>(builder, #name, "", ::std::nullopt, /*progress=*/true);          \
  }                                                                                                               \
  static_assert(true, "for the semicolon")

// The same of a composed model, whose backbone's weights are of the enum BackboneWeights.
#define ASSAY_LEGACY_COMPOSED_BUILDER(Type, name, builder, BackboneWeights)                \
  [[deprecated("a bool is no weights: " #name "({.weights_backbone = " #BackboneWeights    \
               "::...}), kDefault being the best")]] inline ::absl::StatusOr<Type>         \
  name(const ::assay::legacy::BackboneOptions& options) {                                  \
    return ::assay::legacy::CallComposedBuilder<BackboneWeights>(builder, #name, options); \
  }                                                                                        \
  static_assert(true, "for the semicolon")

#endif  // ASSAY_MODELS_LEGACY_BUILDER_H_

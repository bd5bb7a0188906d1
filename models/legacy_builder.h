// Deprecated overloads of typed builders, in a namespace of their own, for code that is being moved.
//
//   // models/resnet/legacy.h
//   ASSAY_LEGACY_BUILDER(ResNet, resnet50, ResNet50Weights)
//
//   // a user's old code: the compiler warns, and the program too
//   auto model = assay::legacy::resnet50(/*pretrained=*/true);
//   auto same = assay::legacy::resnet50(assay::ResNet50Weights::kImageNet1kV1);   // positional weights
#ifndef ASSAY_MODELS_LEGACY_BUILDER_H_
#define ASSAY_MODELS_LEGACY_BUILDER_H_

#include <concepts>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "models/weights_argument.h"
#include "tools/base/status_macros.h"
#include "tools/base/warning.h"
#include "weights/weights_traits.h"

namespace assay::legacy {

// The weights that an old true stood for: the oldest.
template <WeightsEnumeration E>
WeightsArgument<E> Pretrained(bool pretrained) {
  if (!pretrained) return std::nullopt;
  return AllEntries<E>().front();
}

// Errors: what the warning handler makes of it.
template <WeightsEnumeration E>
absl::Status WarnOfLegacyCall(absl::string_view builder, absl::string_view argument, absl::string_view now) {
  return Warn({.kind = WarningKind::kDeprecated,
               .subject = std::string(builder),
               .message = absl::StrCat(builder, "(", argument, ") is deprecated; write ", builder, "({.weights = ", now,
                                       "}) for the same; the best weights are kDefault: ", FullName(E::kDefault))});
}

}  // namespace assay::legacy

#define ASSAY_LEGACY_BUILDER(Type, builder, Weights)                                                         \
  namespace assay::legacy {                                                                                  \
  [[deprecated("a bool is no weights: " #builder "({.weights = " #Weights                                    \
               "::...}), kDefault being the best")]] inline absl::StatusOr<Type>                             \
  builder(std::same_as<bool> auto pretrained, bool progress = true) {                                        \
    ASSAY_RETURN_IF_ERROR(                                                                                   \
        WarnOfLegacyCall<Weights>(#builder, pretrained ? "true" : "false",                                   \
                                  pretrained ? FullName(AllEntries<Weights>().front()) : "std::nullopt"));   \
    return ::assay::builder({.weights = Pretrained<Weights>(pretrained), .progress = progress});             \
  }                                                                                                          \
  [[deprecated("weights have a name: " #builder "({.weights = ...})")]] inline absl::StatusOr<Type> builder( \
      Weights weights, bool progress = true) {                                                               \
    ASSAY_RETURN_IF_ERROR(WarnOfLegacyCall<Weights>(#builder, FullName(weights), FullName(weights)));        \
    return ::assay::builder({.weights = weights, .progress = progress});                                     \
  }                                                                                                          \
  } /* namespace assay::legacy */                                                                            \
  static_assert(true, "for the semicolon")

#endif  // ASSAY_MODELS_LEGACY_BUILDER_H_

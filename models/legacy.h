// The parameters that builders took before they took weights, translated for callers of old code. By name alone; typed
// builders take no bool and no string (namespace `legacy`, models/legacy_builder.h, has deprecated overloads).
//
//   Built model = get("resnet50", {{"pretrained", true}}).value();          // warns; the oldest weights, V1
//   Built same = get("resnet50", "ResNet50_Weights.IMAGENET1K_V1").value();  // what the warning says to write
//   get("resnet50", {{"checkpoint_name", "resnet50-0676ba61"}});             // warns; the weights of that file
//   get("resnet50_fpn", {{"pretrained_backbone", true}});                    // warns
//   get("resnet50", {true});                                                 // positional: warns
//
// What an old true meant when it was written are the oldest weights, and never the best of today. Every legacy form of
// every builder, and what becomes of it, stands in golden/legacy.textproto and docs/migration.md.
#ifndef ASSAY_MODELS_LEGACY_H_
#define ASSAY_MODELS_LEGACY_H_

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "models/registry.h"
#include "tools/base/warning.h"
#include "weights/weight_entry.h"

namespace assay {

// std::nullopt is Python's None.
using LegacyValue = std::variant<std::nullopt_t, bool, int64_t, std::string, WeightEntry>;

// One argument: {"pretrained", true}, or a value alone where it was positional.
struct LegacyParameter {
  template <class V>
  requires std::constructible_from<LegacyValue, V> LegacyParameter(absl::string_view argument, V given)
      : name(argument), value(std::move(given)) {}
  template <class V>
  requires std::constructible_from<LegacyValue, V> LegacyParameter(V given) : value(std::move(given)) {}

  std::string name;  // Empty: positional.
  LegacyValue value;
};

// A call in today's words.
struct LegacyTranslation {
  GetOptions options;
  // Of the legacy forms in the call. It ends in one call of today that means all of this one.
  std::optional<Warning> warning = {};
};

// Translates the arguments of a call of `builder`:
//   pretrained           true: the oldest weights, refused where it never stood for any; false or nullopt: none
//   pretrained_backbone  the same, of the backbone
//   checkpoint_name      the weights whose file has that name, without its ending
//   weights              a name ("IMAGENET1K_V1", "ResNet50_Weights.IMAGENET1K_V1") or an entry, which are no legacy;
//                        a bool as pretrained; nullopt: none
//   weights_backbone     the same, of the backbone
//   progress             a bool
//   num_classes          an integer
// and, without names, the weights (of which an entry is no legacy) and then progress.
// Errors: InvalidArgument for no argument at all, one that is given twice, two ways to say which weights, an old true
// where the builder has no weights, a value of another type, an unknown name (suggesting the nearest), and as
// ResolveOptions; NotFound for an unknown builder, weights or file.
absl::StatusOr<LegacyTranslation> TranslateLegacy(absl::string_view builder,
                                                  absl::Span<const LegacyParameter> parameters);

// A model by its builder's name and parameters; get(builder, {}) is refused, since it looks like get(builder). Legacy
// forms warn (tools/base/warning.h), saying what to write. Errors: as TranslateLegacy and `get` of models/registry.h;
// what a warning handler makes of a warning.
absl::StatusOr<Built> get(absl::string_view builder, std::initializer_list<LegacyParameter> parameters);

}  // namespace assay

#endif  // ASSAY_MODELS_LEGACY_H_

// The `weights` argument of a builder, and what fits it. Torch-free.
//
//   WeightsArgument<ResNet50Weights> weights = ResNet50Weights::kImageNet1kV2;  // its own enum
//   weights = MedResNet50Weights::kChestXrayV1;                   // another enum that is declared for resnet50
//   weights = WeightEntry{.url = "checkpoints/burgers.pth"};      // a local checkpoint
//   weights = std::nullopt;                                       // none
//   weights = MobileNetV2Weights::kDefault;                       // does not compile
//
// A builder that several enums serve (an English and a French one) names a family instead of one of them:
//
//   struct SpeechWeights : WeightsFamily { static constexpr char kBuilder[] = "speech"; };
//   // FrenchSpeechWeights' textproto says builder: "speech"
//   WeightsArgument<SpeechWeights> weights = FrenchSpeechWeights::kDefault;
#ifndef ASSAY_MODELS_WEIGHTS_ARGUMENT_H_
#define ASSAY_MODELS_WEIGHTS_ARGUMENT_H_

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"
#include "weights/weight_entry.h"
#include "weights/weights_traits.h"

namespace assay {

// The base of families: `kBuilder` names the builder and, where ASSAY_BUILDER makes it, `using Default = ...` the enum
// whose default `get` takes. One that no enum's textproto names has no entries: its builder takes a WeightEntry alone.
struct WeightsFamily {};

// What a WeightsArgument is about: a weights enum or a family.
template <class W>
concept WeightsKind = WeightsEnumeration<W> || std::derived_from<W, WeightsFamily>;

// The builder that the weights of a kind are for: "resnet50".
template <WeightsKind W>
constexpr absl::string_view BuilderOf() {
  if constexpr (WeightsEnumeration<W>) {
    return WeightsTraits<W>::kBuilder;
  } else {
    return W::kBuilder;
  }
}

// Whether the enum E holds weights for the builder of W.
template <class E, class W>
concept WeightsFor = WeightsEnumeration<E> && WeightsKind<W> && BuilderOf<E>()
== BuilderOf<W>();

namespace internal {

// What an optional holds; another type itself.
template <class T>
struct OptionalValue {
  using type = T;
};
template <class T>
struct OptionalValue<std::optional<T>> {
  using type = T;
};
template <class T>
using ValueOf = typename OptionalValue<T>::type;

}  // namespace internal

template <WeightsKind W>
class WeightsArgument {
 public:
  WeightsArgument() = default;
  WeightsArgument(std::nullopt_t) {}
  WeightsArgument(WeightEntry entry) : entry_(std::move(entry)) {}
  template <WeightsFor<W> E>
  WeightsArgument(E weights) : name_(FullName(weights)) {}
  // As Built::weights are: none where there is no value.
  WeightsArgument(std::optional<WeightEntry> entry) : entry_(std::move(entry)) {}
  template <WeightsFor<W> E>
  WeightsArgument(std::optional<E> weights) : name_(weights ? FullName(*weights) : "") {}

  // Nothing else converts, and the compiler says why.
  template <class T>
  requires(!WeightsFor<T, W> && !std::same_as<std::remove_cvref_t<T>, WeightsArgument> &&
           !std::convertible_to<T, std::optional<WeightEntry>> && !WeightsFor<internal::ValueOf<T>, W>)
      WeightsArgument(T) {
    constexpr bool kIsString = std::convertible_to<T, absl::string_view> && !std::same_as<T, std::nullptr_t>;
    static_assert(!std::same_as<T, bool>,
                  "a bool is no weights: name an entry, such as kDefault, or leave `weights` out; "
                  "for `pretrained` see models/legacy.h");
    static_assert(!kIsString, "a string is no weights: write the enum's entry; by name there is get(builder, weights)");
    static_assert(!WeightsEnumeration<internal::ValueOf<T>>, "these are the weights of another builder");
    static_assert(std::same_as<T, bool> || kIsString || WeightsEnumeration<internal::ValueOf<T>>,
                  "weights are an entry of the builder's own enum, a WeightEntry or std::nullopt");
  }

  bool has_value() const { return entry_.has_value() || !name_.empty(); }

  // The entry with its values; nullopt for no weights.
  // Errors: NotFound where the catalogue that holds the enum is not linked.
  absl::StatusOr<std::optional<WeightEntry>> Resolve() const {
    if (entry_ || name_.empty()) return entry_;
    ASSAY_ASSIGN_OR_RETURN(const WeightEntry* entry, Catalog::Global().Find(name_));
    return std::optional<WeightEntry>(*entry);
  }

 private:
  std::string name_;
  std::optional<WeightEntry> entry_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_WEIGHTS_ARGUMENT_H_

// Names of typed weights. Each weights enum's generated header specialises WeightsTraits; nothing here knows a value of
// the catalogue, so that an edited entry recompiles nothing. Torch-free.
//
//   #include "weights/mobilenet/mobilenet_v2.h"
//   FullName(MobileNetV2Weights::kDefault)  ==  "MobileNet_V2_Weights.IMAGENET1K_V2"
//   CppName(MobileNetV2Weights::kDefault)   ==  "MobileNetV2Weights::kImageNet1kV2"
//   for (MobileNetV2Weights weights : AllEntries<MobileNetV2Weights>()) { ... }
#ifndef ASSAY_WEIGHTS_WEIGHTS_TRAITS_H_
#define ASSAY_WEIGHTS_WEIGHTS_TRAITS_H_

#include <array>
#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace assay {

// For each weights enum E, a specialisation with
//   kName     "MobileNet_V2_Weights", as in Python
//   kCppName  "MobileNetV2Weights", as in C++
//   kBuilder  "mobilenet_v2"
//   kEntries  an array of {E, "IMAGENET1K_V1", "kImageNet1kV1"}, in the textproto's order
//   kAttributes  what tells the enums of one builder apart: {"language", "fr"}
//   Preset    the class of its transforms: ImageClassification; void where no entry names one
//   CatalogIsLinked()  calls for the catalogue: without it the program does not link
template <typename E>
struct WeightsTraits;

template <typename E>
struct WeightsName {
  E value;
  const char* name;
  const char* constant;
};

struct WeightsAttribute {
  absl::string_view name;
  absl::string_view value;
};

// True for weights enums, and for nothing else that is an enum.
template <typename E>
concept WeightsEnumeration = requires {
  WeightsTraits<E>::kName;
  WeightsTraits<E>::kCppName;
  WeightsTraits<E>::kBuilder;
  WeightsTraits<E>::kEntries;
};

// "IMAGENET1K_V1"; empty for a value that was cast from an integer and is no entry.
template <WeightsEnumeration E>
constexpr absl::string_view EntryName(E weights) {
  for (const WeightsName<E>& entry : WeightsTraits<E>::kEntries) {
    if (entry.value == weights) return entry.name;
  }
  return "";
}

// The value of an attribute; empty where the enum has none of that name.
template <WeightsEnumeration E>
constexpr absl::string_view Attribute(absl::string_view name) {
  for (const WeightsAttribute& attribute : WeightsTraits<E>::kAttributes) {
    if (attribute.name == name) return attribute.value;
  }
  return "";
}

// "MobileNet_V2_Weights.IMAGENET1K_V1".
template <WeightsEnumeration E>
std::string FullName(E weights) {
  return absl::StrCat(WeightsTraits<E>::kName, ".", EntryName(weights));
}

// "MobileNetV2Weights::kImageNet1kV1": what to write for them. Of no entry: "static_cast<MobileNetV2Weights>(7)".
template <WeightsEnumeration E>
std::string CppName(E weights) {
  for (const WeightsName<E>& entry : WeightsTraits<E>::kEntries) {
    if (entry.value == weights) return absl::StrCat(WeightsTraits<E>::kCppName, "::", entry.constant);
  }
  return absl::StrCat("static_cast<", WeightsTraits<E>::kCppName, ">(", static_cast<int>(weights), ")");
}

// All entries, oldest first; kDefault is an alias of one of them.
template <WeightsEnumeration E>
constexpr auto AllEntries() {
  std::array<E, WeightsTraits<E>::kEntries.size()> all{};
  for (size_t i = 0; i < all.size(); ++i) all[i] = WeightsTraits<E>::kEntries[i].value;
  return all;
}

}  // namespace assay

#endif  // ASSAY_WEIGHTS_WEIGHTS_TRAITS_H_

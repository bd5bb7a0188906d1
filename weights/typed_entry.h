// From typed weights to what the catalogue says of them.
//
//   const WeightEntry& entry = Entry(MobileNetV2Weights::kDefault);
//   std::string category = meta(MobileNetV2Weights::kDefault).categories(285);   // "Egyptian cat"
//   for (MobileNetV2Weights weights : latest<MobileNetV2Weights>()) ...          // one a taxonomy
//
// The values are compiled in by the enum's catalogue target (//weights/mobilenet:mobilenet_v2_catalog): a program that
// uses these functions without it does not link, and the linker names the target.
#ifndef ASSAY_WEIGHTS_TYPED_ENTRY_H_
#define ASSAY_WEIGHTS_TYPED_ENTRY_H_

#include <vector>

#include "weights/catalog.h"
#include "weights/weight_entry.h"
#include "weights/weights_traits.h"

namespace assay {

// The entry of that full name, of a catalogue that is linked. Ends the process where there is none: the value was cast
// from an integer.
const WeightEntry& LinkedEntry(absl::string_view full_name);

// The entry of `weights`; it lives as long as the program.
template <WeightsEnumeration E>
const WeightEntry& Entry(E weights) {
  WeightsTraits<E>::CatalogIsLinked();
  return LinkedEntry(FullName(weights));
}

// The meta-data of `weights`.
template <WeightsEnumeration E>
const WeightMeta& meta(E weights) {
  return Entry(weights).meta;
}

// The latest weights, one a taxonomy, oldest first.
template <WeightsEnumeration E>
std::vector<E> latest() {
  std::vector<E> found;
  for (E weights : AllEntries<E>()) {
    if (Entry(weights).latest) found.push_back(weights);
  }
  return found;
}

}  // namespace assay

#endif  // ASSAY_WEIGHTS_TYPED_ENTRY_H_

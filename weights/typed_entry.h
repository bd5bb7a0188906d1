// From typed weights to their entry in the catalogue.
//
//   ASSAY_ASSIGN_OR_RETURN(const WeightEntry* entry, Entry(MobileNetV2Weights::kDefault));
#ifndef ASSAY_WEIGHTS_TYPED_ENTRY_H_
#define ASSAY_WEIGHTS_TYPED_ENTRY_H_

#include "absl/status/statusor.h"
#include "weights/catalog.h"
#include "weights/weight_entry.h"
#include "weights/weights_traits.h"

namespace assay {

// The entry of `weights` in this program's catalogue.
// Errors: as Catalog::Find; NotFound where the enum's catalogue is not linked.
template <WeightsEnumeration E>
absl::StatusOr<const WeightEntry*> Entry(E weights) {
  return Catalog::Global().Find(FullName(weights));
}

}  // namespace assay

#endif  // ASSAY_WEIGHTS_TYPED_ENTRY_H_

// From the catalogue's schema to plain values, with each preset's defaults filled in. Internal to the catalogue.
#ifndef ASSAY_WEIGHTS_ENTRY_FROM_PROTO_H_
#define ASSAY_WEIGHTS_ENTRY_FROM_PROTO_H_

#include "weights/catalog_text.h"
#include "weights/weight_entry.h"

namespace assay {

// Entry `index` of a text that CheckEntries has passed.
WeightEntry EntryFromProto(const CatalogText& text, int index);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_ENTRY_FROM_PROTO_H_

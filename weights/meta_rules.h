// What an entry's meta-data must hold, and may, by its task. Internal to catalog_rules; the table is meta_schema.h.
#ifndef ASSAY_WEIGHTS_META_RULES_H_
#define ASSAY_WEIGHTS_META_RULES_H_

#include "weights/catalog.pb.h"
#include "weights/catalog_text.h"
#include "weights/findings.h"

namespace assay {

// Adds a finding for each field that is missing, out of place or wrong in `meta`, which stands at `place`.
void CheckMeta(const proto::Meta& meta, const TextPlace& place, Findings* findings);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_META_RULES_H_

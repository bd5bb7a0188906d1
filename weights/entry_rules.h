// What one entry of the catalogue must hold. Internal to catalog_rules.
#ifndef ASSAY_WEIGHTS_ENTRY_RULES_H_
#define ASSAY_WEIGHTS_ENTRY_RULES_H_

#include "weights/catalog.pb.h"
#include "weights/catalog_text.h"
#include "weights/findings.h"

namespace assay {

// Adds a finding for each thing that is missing or wrong in `entry`, which stands at `place`.
void CheckEntry(const proto::Entry& entry, const TextPlace& place, Findings* findings);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_ENTRY_RULES_H_

// What the transforms and the post-processing of an entry must hold. Internal to catalog_rules.
#ifndef ASSAY_WEIGHTS_PRESET_RULES_H_
#define ASSAY_WEIGHTS_PRESET_RULES_H_

#include "weights/catalog.pb.h"
#include "weights/catalog_text.h"
#include "weights/findings.h"

namespace assay {

// Adds a finding for each parameter that no preset takes, and for each file that one needs and `entry` does not name.
void CheckPresets(const proto::Entry& entry, const TextPlace& place, Findings* findings);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_PRESET_RULES_H_

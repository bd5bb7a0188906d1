// BERT's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_BERT_LEGACY_H_
#define ASSAY_MODELS_BERT_LEGACY_H_

#include "models/bert/bert.h"
#include "models/legacy_builder.h"

namespace assay::legacy {

ASSAY_LEGACY_BUILDER(Bert, minilm_l6_v2, ::assay::minilm_l6_v2, MiniLML6V2Weights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_BERT_LEGACY_H_

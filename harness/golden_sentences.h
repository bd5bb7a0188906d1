// The sentences that every text encoder answers to: harness/golden_sentences.textproto.
#ifndef ASSAY_HARNESS_GOLDEN_SENTENCES_H_
#define ASSAY_HARNESS_GOLDEN_SENTENCES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/entry_inputs.h"

namespace assay {

// The sentences of a file, in its order.
// Errors: as ReadTextproto; InvalidArgument where there is none, or a name is missing or stands twice.
absl::StatusOr<std::vector<Sentence>> ReadGoldenSentences(const std::string& path);

}  // namespace assay

#endif  // ASSAY_HARNESS_GOLDEN_SENTENCES_H_

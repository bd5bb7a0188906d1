// Comparing what a text encoder answers to the golden sentences with the lock.
//
//   CompareTextAnswers(golden, now, tokens, hidden, embedding);   // each check gets the findings of its kind
#ifndef ASSAY_HARNESS_COMPARE_TEXT_ANSWERS_H_
#define ASSAY_HARNESS_COMPARE_TEXT_ANSWERS_H_

#include "harness/golden.pb.h"
#include "harness/result.h"

namespace assay {

// Adds findings for sentences that one side alone has or whose text is another, for token ids that are not equal, and
// for hidden states and embeddings of equal tokens beyond the tolerance: of each kind the worst, and how many more
// there are. Checks that were clean are marked as differences from the lock. Returns how many sentences were compared
// as far as their hidden states and embeddings.
int CompareTextAnswers(const proto::EntryGolden& golden, const proto::EntryGolden& now, Check& tokens, Check& hidden,
                       Check& embedding);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_TEXT_ANSWERS_H_

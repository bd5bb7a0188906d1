// Comparing what a combination answers to the golden photographs with the lock.
//
//   CompareAnswers(golden, now, pixels, logits, top);   // each check gets the findings of its kind
#ifndef ASSAY_HARNESS_COMPARE_ANSWERS_H_
#define ASSAY_HARNESS_COMPARE_ANSWERS_H_

#include "harness/golden.pb.h"
#include "harness/result.h"

namespace assay {

// Adds a finding for each photograph that one side alone has or that is another file, for preprocessed pixels that are
// not equal, logits beyond the tolerance, and a top 5 in another order. Checks that were clean are marked as
// differences from the lock.
void CompareAnswers(const proto::EntryGolden& golden, const proto::EntryGolden& now, Check& pixels, Check& logits,
                    Check& top);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_ANSWERS_H_

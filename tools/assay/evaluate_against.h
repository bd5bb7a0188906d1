// assay evaluate NEW --against=OLD: whether new weights are better than old ones, and what else they change.
//
//   if (!request.against.empty()) return EvaluateAgainst(request);
#ifndef ASSAY_TOOLS_ASSAY_EVALUATE_AGAINST_H_
#define ASSAY_TOOLS_ASSAY_EVALUATE_AGAINST_H_

#include "tools/assay/command.h"
#include "tools/assay/evaluate_request.h"

namespace assay {

// Measures both on the same images, unless they are files of answers, and prints the verdict with all that moved.
// Returns kFindings for WORSE, for a declared metric that is not measured, and for a refused file; kError, with a
// complaint, for weights or data that are not at hand or cannot be compared.
ExitCode EvaluateAgainst(const EvaluateRequest& request);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EVALUATE_AGAINST_H_

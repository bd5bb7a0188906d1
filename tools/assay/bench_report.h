// A comparison of benchmarks as text, as markdown and as the contract's JSON.
#ifndef ASSAY_TOOLS_ASSAY_BENCH_REPORT_H_
#define ASSAY_TOOLS_ASSAY_BENCH_REPORT_H_

#include <string>

#include "benchmarks/compare/comparison.h"
#include "tools/assay/json.h"

namespace assay {

// "SLOWER: sort/numbers 1.031 (1.022 to 1.040)", or "nothing is slower: 19 SAME, 1 UNDECIDED of 20 rows".
std::string ComparisonSentence(const Comparison& comparison);

// The sentence, what differs between the sides, and a table: findings first.
std::string ComparisonText(const Comparison& comparison, bool colour);

// The same for a merge request.
std::string ComparisonMarkdown(const Comparison& comparison);

// {"rows": [{"name", "ratio", "low", "high", "verdict", ...}], "summary": {...}}; numbers are null where a row was not
// compared.
Json ComparisonJson(const Comparison& comparison);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_BENCH_REPORT_H_

// A machine's noise as text and JSON: the answer of `assay bench aa`.
#ifndef ASSAY_TOOLS_ASSAY_BENCH_NOISE_REPORT_H_
#define ASSAY_TOOLS_ASSAY_BENCH_NOISE_REPORT_H_

#include <string>

#include "benchmarks/compare/noise.h"
#include "tools/assay/json.h"

namespace assay {

// `rounds` and `confirm_rounds` are what `assay bench ab` does unless it is told otherwise; `path` is where the noise
// is kept.
std::string NoiseText(const MachineNoise& noise, int rounds, int confirm_rounds, const std::string& path, bool colour);

// {"machine", "path", "rows": [{"name", "p99", "confirming_p99", "apart_p99", "rounds"}], "pooled": {...}}; shares.
Json NoiseJson(const MachineNoise& noise, int rounds, int confirm_rounds, const std::string& path);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_BENCH_NOISE_REPORT_H_

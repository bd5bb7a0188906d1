// What this machine's CPU does at the most: measured, not read off a data sheet.
#ifndef ASSAY_BENCHMARKS_MEASURE_CPU_CEILINGS_H_
#define ASSAY_BENCHMARKS_MEASURE_CPU_CEILINGS_H_

#include "benchmarks/measure/limit.h"

namespace assay {

// The best of several: a copy of buffers that no cache holds, and chains of fused multiply-adds of floats in the widest
// registers, on so many threads at once. Takes about half a second.
Ceilings MeasureCpuCeilings(int threads);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_CPU_CEILINGS_H_

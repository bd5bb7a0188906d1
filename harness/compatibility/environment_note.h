// Where a number moved so little that another LibTorch or processor may have moved it, the words that say so.
#ifndef ASSAY_HARNESS_COMPATIBILITY_ENVIRONMENT_NOTE_H_
#define ASSAY_HARNESS_COMPATIBILITY_ENVIRONMENT_NOTE_H_

#include <string>

#include "harness/compatibility/probe_change.h"

namespace assay::bc {

// "; blessed on LibTorch 2.10.0 with AVX2, now on ...: `assay bc --libtorch` tells ...". Empty where both locks were
// blessed alike, or the number moved far above the floor.
std::string EnvironmentNote(const ProbeEvidence& evidence, double error, double floor);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_ENVIRONMENT_NOTE_H_

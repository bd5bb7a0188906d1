// Of the layers' lock: functions that are no modules, by their values.
#ifndef ASSAY_HARNESS_COMPONENTS_FUNCTIONS_H_
#define ASSAY_HARNESS_COMPONENTS_FUNCTIONS_H_

#include "harness/golden.pb.h"

namespace assay {

// MakeDivisible's table; the linear layers of inference in float32, where oneDNN may multiply, and in float64; what
// dropout keeps in training mode.
void AddFunctions(proto::ComponentGolden& golden);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_FUNCTIONS_H_

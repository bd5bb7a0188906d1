// The operators of LibTorch that run, as the steps of a trace: no module is changed and none is hooked.
//
//   ASSAY_ASSIGN_OR_RETURN(proto::Trace trace, RecordSteps(model.state_dict(), [&] { return model.forward(inputs); }));
#ifndef ASSAY_HARNESS_RECORD_STEPS_H_
#define ASSAY_HARNESS_RECORD_STEPS_H_

#include <functional>
#include <vector>

#include "harness/golden.pb.h"
#include "models/model.h"

namespace assay {

// The outermost operators that `run` calls on this thread, as steps, and which of them made what it returns. A step
// belongs to the module whose tensor, or a tensor that is computed from such ones alone, it takes. Operators that only
// give the same elements another shape, layout or type are no steps, nor are views of the state. Errors: throws what
// `run` throws. There is one recording on a thread at a time.
proto::Trace RecordSteps(const std::vector<StateEntry>& state, const std::function<NamedTensors()>& run);

}  // namespace assay

#endif  // ASSAY_HARNESS_RECORD_STEPS_H_

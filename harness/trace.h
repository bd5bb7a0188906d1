// What passes between a model's modules: what every operator puts out under the probe, and what every module says of
// itself. Two traces tell which module a change comes from (harness/localise.h).
//
//   ASSAY_ASSIGN_OR_RETURN(proto::Trace trace, RecordTrace([] { return MobileNetV2(); }));
//   trace.step(1);   // {module: "features.0.1" op: "batch_norm" arguments: "momentum=0.1, eps=1e-05" ...}
#ifndef ASSAY_HARNESS_TRACE_H_
#define ASSAY_HARNESS_TRACE_H_

#include <functional>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"
#include "models/model.h"

namespace assay {

// Constructs the model by calling `construct`, and runs it as the probe does (harness/probe.h): filled, in float64,
// calibrated, in evaluation mode. What acts in training alone (a dropout's rate, a momentum) is in the attributes. Of a
// model that throws while it runs, the steps until then.
// Errors: what `construct` throws, as a Status.
absl::StatusOr<proto::Trace> RecordTrace(const std::function<Model()>& construct);

}  // namespace assay

#endif  // ASSAY_HARNESS_TRACE_H_

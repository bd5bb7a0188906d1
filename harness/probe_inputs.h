// The inputs that the probe makes up for a model, from what the model says that it takes.
//
//   const ProbeInputs inputs = MakeProbeInputs(model.signature());
//   const NamedTensors outputs = model.forward(inputs.batch);
//
//   kind of input   batch                                        other
//   images          [2, 3, 64, 64], 4u(NAME, i) - 2              [1, 3, 97, 75], 4u(NAME_rect, i) - 2
//   token ids       [2, 24], the integer part of count * u(NAME, i)   [1, 37], of u(NAME_rect, i)
//   mask of tokens  [2, 24], 1; of the last row's last third 0   -
//
// u is the probe's (harness/probe_values.h), i runs in row-major order. Images are computed in float64, rounded to
// float32 and converted back. `other` is of another shape, so that height and width, rows and columns are not
// interchangeable, and holds no input that may be left out, so that what stands in for one is part of the fingerprint.
#ifndef ASSAY_HARNESS_PROBE_INPUTS_H_
#define ASSAY_HARNESS_PROBE_INPUTS_H_

#include "models/model.h"

namespace assay {

struct ProbeInputs {
  NamedTensors batch;
  NamedTensors other;
};

// Floating-point inputs are float64, ids and masks int64.
ProbeInputs MakeProbeInputs(const Signature& signature);

}  // namespace assay

#endif  // ASSAY_HARNESS_PROBE_INPUTS_H_

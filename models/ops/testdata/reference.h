// What torchvision's layers answered (make_reference.py), and comparing with it.
#ifndef ASSAY_MODELS_OPS_TESTDATA_REFERENCE_H_
#define ASSAY_MODELS_OPS_TESTDATA_REFERENCE_H_

#include <nlohmann/json.hpp>

#include "models/model.h"

namespace assay {

// One layer's part of reference.json.
nlohmann::json Reference(const char* layer);

// Fills the module's state with probe values, as float64, and puts it into eval mode.
void FillForProbe(Model& model);

// The tensor's number of elements, norm, mean and first values are those of `summary`, to 1e-10 relative.
void ExpectSummary(const at::Tensor& tensor, const nlohmann::json& summary);

// The same of a list of named maps, with their shapes.
void ExpectMaps(const NamedTensors& maps, const nlohmann::json& expected);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_TESTDATA_REFERENCE_H_

// What the reference implementation answered to probe values, and comparing with it.
//
//   const nlohmann::json reference = ReadReference("models/ops/testdata/reference.json");
//   FillForProbe(model);
//   ExpectMaps(model.forward(inputs), reference["feature_pyramid_network"]["output"]);
//
// A make_reference.py beside each file says how it was made.
#ifndef ASSAY_MODELS_TESTING_REFERENCE_MAPS_H_
#define ASSAY_MODELS_TESTING_REFERENCE_MAPS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "models/model.h"

namespace assay {

// A file of reference answers, by its path in the repository.
nlohmann::json ReadReference(const std::string& path);

// Fills the module's state with probe values, as float64, and puts it into eval mode.
void FillForProbe(Model& model);

// The tensor's number of elements, norm, mean and first values are those of `summary`, to 1e-10 relative.
void ExpectSummary(const at::Tensor& tensor, const nlohmann::json& summary);

// The same of a list of named maps, with their shapes.
void ExpectMaps(const NamedTensors& maps, const nlohmann::json& expected);

}  // namespace assay

#endif  // ASSAY_MODELS_TESTING_REFERENCE_MAPS_H_

// RegNet's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_REGNET_LEGACY_H_
#define ASSAY_MODELS_REGNET_LEGACY_H_

#include "models/legacy_builder.h"
#include "models/regnet/regnet.h"

namespace assay::legacy {

// regnet_y_128gf has none: it never had weights that a bool stood for.
ASSAY_LEGACY_BUILDER(RegNet, regnet_x_400mf, ::assay::regnet_x_400mf, RegNetX400MFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_x_800mf, ::assay::regnet_x_800mf, RegNetX800MFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_x_1_6gf, ::assay::regnet_x_1_6gf, RegNetX1_6GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_x_3_2gf, ::assay::regnet_x_3_2gf, RegNetX3_2GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_x_8gf, ::assay::regnet_x_8gf, RegNetX8GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_x_16gf, ::assay::regnet_x_16gf, RegNetX16GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_x_32gf, ::assay::regnet_x_32gf, RegNetX32GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_y_400mf, ::assay::regnet_y_400mf, RegNetY400MFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_y_800mf, ::assay::regnet_y_800mf, RegNetY800MFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_y_1_6gf, ::assay::regnet_y_1_6gf, RegNetY1_6GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_y_3_2gf, ::assay::regnet_y_3_2gf, RegNetY3_2GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_y_8gf, ::assay::regnet_y_8gf, RegNetY8GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_y_16gf, ::assay::regnet_y_16gf, RegNetY16GFWeights);
ASSAY_LEGACY_BUILDER(RegNet, regnet_y_32gf, ::assay::regnet_y_32gf, RegNetY32GFWeights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_REGNET_LEGACY_H_

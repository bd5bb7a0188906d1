// The course of a training as a picture.
#ifndef ASSAY_TOOLS_TRAIN_LOSS_CURVE_H_
#define ASSAY_TOOLS_TRAIN_LOSS_CURVE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tools/train/train.h"

namespace assay {

// An SVG with two panels over the epochs: the losses, and the error on what is held out, both on logarithmic scales.
std::string LossCurveSvg(absl::string_view title, const std::vector<EpochLog>& epochs);

}  // namespace assay

#endif  // ASSAY_TOOLS_TRAIN_LOSS_CURVE_H_

// What each format's reader fills in: the common form from which WeightFile serves.
#ifndef ASSAY_WEIGHTS_READER_WEIGHT_CONTENTS_H_
#define ASSAY_WEIGHTS_READER_WEIGHT_CONTENTS_H_

#include <string>
#include <utility>
#include <vector>

#include "weights/reader/tensor_view.h"

namespace assay {

struct WeightContents {
  std::vector<TensorView> tensors;
  std::vector<Scalar> scalars;
  std::vector<std::pair<std::string, std::string>> metadata;  // safetensors' __metadata__
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_WEIGHT_CONTENTS_H_

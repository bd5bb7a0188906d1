// The weight files, made byte by byte, that the readers' behaviour is locked with beside those of torch.
#ifndef ASSAY_HARNESS_COMPONENTS_MADE_WEIGHT_FILES_H_
#define ASSAY_HARNESS_COMPONENTS_MADE_WEIGHT_FILES_H_

#include <string>
#include <vector>

namespace assay {

struct MadeWeightFile {
  std::string name;
  std::string bytes;
};

// Sound files first (views, types, names, meta-data), then one for each kind of refusal.
std::vector<MadeWeightFile> MadeWeightFiles();

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_MADE_WEIGHT_FILES_H_

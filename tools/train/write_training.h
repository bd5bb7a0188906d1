// What a training leaves behind: the weights, how they came to be, and how that went.
#ifndef ASSAY_TOOLS_TRAIN_WRITE_TRAINING_H_
#define ASSAY_TOOLS_TRAIN_WRITE_TRAINING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/train/recipe.pb.h"
#include "tools/train/train.h"

namespace assay {

struct TrainedFile {
  std::string path;  // FOLDER/NAME-0123abcd.safetensors
  std::string sha256;
  int64_t bytes = 0;
};

// OK if files can be written into the folder, which is made where it is missing: asked before a training, which takes
// minutes. Errors: Internal, naming the folder's file and what the system said.
absl::Status CheckTrainingFolder(const std::string& folder, const std::string& name);

// Writes FOLDER/NAME-<the sha256's first 8 digits>.safetensors, whose metadata hold the recipe, NAME.log.tsv, a line an
// epoch, and NAME.svg. Errors: those of WriteSafetensors, and Internal, naming the file, for what the system refuses.
absl::StatusOr<TrainedFile> WriteTraining(const std::string& folder, const std::string& name,
                                          const proto::Recipe& recipe, const Training& training);

}  // namespace assay

#endif  // ASSAY_TOOLS_TRAIN_WRITE_TRAINING_H_

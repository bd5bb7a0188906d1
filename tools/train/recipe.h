// A recipe from its text, held to its rules.
//
//   ASSAY_ASSIGN_OR_RETURN(const proto::Recipe recipe, ReadRecipe("digits_resnet20_digits_v1.recipe.textproto"));
#ifndef ASSAY_TOOLS_TRAIN_RECIPE_H_
#define ASSAY_TOOLS_TRAIN_RECIPE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/train/recipe.pb.h"

namespace assay {

// Errors: NotFound and its like for what cannot be read; InvalidArgument, naming the file and what is wrong, for a text
// that is no recipe and for values that cannot be trained with.
absl::StatusOr<proto::Recipe> ReadRecipe(const std::string& path);

// What is missing or out of range, all of it.
// Errors: InvalidArgument.
absl::Status CheckRecipe(const proto::Recipe& recipe);

}  // namespace assay

#endif  // ASSAY_TOOLS_TRAIN_RECIPE_H_

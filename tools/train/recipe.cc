#include "tools/train/recipe.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {

absl::Status CheckRecipe(const proto::Recipe& recipe) {
  std::vector<std::string> wrong;
  const auto check = [&](bool fine, const char* rule) {
    if (!fine) wrong.emplace_back(rule);
  };
  // Written so that a NaN is wrong.
  const auto from_to = [](double value, double low, double high) { return value >= low && value <= high; };
  check(!recipe.builder().empty(), "builder names what is trained");
  check(!recipe.dataset().empty(), "dataset names what it is trained on");
  check(recipe.image_size() >= 1 && recipe.image_size() <= 1024, "image_size is from 1 to 1024");
  check(recipe.has_mean() && std::isfinite(recipe.mean()), "mean is a number");
  check(recipe.std() > 0 && std::isfinite(recipe.std()), "std is positive");
  check(recipe.epochs() >= 1, "epochs is at least 1");
  check(recipe.batch_size() >= 2, "batch_size is at least 2, since one image has no variance");
  check(recipe.learning_rate() > 0 && std::isfinite(recipe.learning_rate()), "learning_rate is positive");
  check(recipe.momentum() > 0 && recipe.momentum() < 1, "momentum lies between 0 and 1");
  check(recipe.weight_decay() >= 0 && std::isfinite(recipe.weight_decay()), "weight_decay is not negative");
  check(recipe.warmup_epochs() >= 0 && recipe.warmup_epochs() < recipe.epochs(),
        "warmup_epochs are some of the epochs");
  check(recipe.label_smoothing() >= 0 && recipe.label_smoothing() < 1, "label_smoothing is from 0 to below 1");
  check(recipe.ema_decay() >= 0 && recipe.ema_decay() < 1, "ema_decay is from 0 to below 1");
  const proto::Augmentation& augmentation = recipe.augmentation();
  check(from_to(augmentation.degrees(), 0, 180), "augmentation.degrees are from 0 to 180");
  check(from_to(augmentation.shift(), 0, 1), "augmentation.shift is from 0 to 1");
  check(augmentation.scale() >= 0 && augmentation.scale() < 1, "augmentation.scale is from 0 to below 1");
  check(from_to(augmentation.shear(), 0, 1), "augmentation.shear is from 0 to 1");
  if (wrong.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("no recipe to train by: ", absl::StrJoin(wrong, "; ")));
}

absl::StatusOr<proto::Recipe> ReadRecipe(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(proto::Recipe recipe, ReadTextproto<proto::Recipe>(path));
  if (const absl::Status status = CheckRecipe(recipe); !status.ok())
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
  return recipe;
}

}  // namespace assay

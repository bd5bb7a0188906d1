// Weights from a recipe: ./bazelw run //tools:train -- --recipe=FILE [--out=FOLDER]
//
// Trains, shows the course, writes the weights with their log and loss curve, and says what the entry in the catalogue
// says of them. Exit: 0 done, 1 a recipe that cannot be trained by, 2 a usage or a system error.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "harness/accuracy/known_datasets.h"
#include "tools/assay/user_path.h"
#include "tools/base/status_macros.h"
#include "tools/train/recipe.h"
#include "tools/train/train.h"
#include "tools/train/write_training.h"

namespace assay {
namespace {

constexpr char kUsage[] =
    "usage: train --recipe=NAME.recipe.textproto [--out=FOLDER]\n"
    "Writes NAME-<sha256>.safetensors, NAME.log.tsv and NAME.svg into FOLDER, by default the recipe's own.\n";
constexpr char kSuffix[] = ".recipe.textproto";

// The split of a data set that is not the one which it is measured on.
absl::StatusOr<std::string> TrainSplit(const proto::DatasetSpec& spec) {
  for (const proto::DatasetSplit& split : spec.split()) {
    if (split.name() == "train") return split.name();
  }
  return absl::InvalidArgumentError(absl::StrCat(spec.name(), " has no split \"train\" to train on"));
}

// The recipe's data set, whose text says how many outputs a model of it has.
absl::StatusOr<proto::DatasetSpec> TrainableDataset(const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(proto::DatasetSpec spec, FindDataset(name));
  if (spec.category_size() > 0) return spec;
  std::vector<std::string> trainable;
  ASSAY_ASSIGN_OR_RETURN(const proto::Datasets all, KnownDatasets());
  for (const proto::DatasetSpec& other : all.dataset()) {
    if (other.category_size() > 0) trainable.push_back(other.name());
  }
  return absl::InvalidArgumentError(
      absl::StrCat("nothing can be trained on ", spec.name(), ": harness/accuracy/datasets.textproto names no ",
                   "categories of it. The recipe's dataset may be ", absl::StrJoin(trainable, " or ")));
}

absl::StatusOr<std::unique_ptr<Dataset>> Open(const proto::DatasetSpec& spec, const std::string& split) {
  ASSAY_ASSIGN_OR_RETURN(const std::string path, LocateDataset(spec, split));
  return OpenDataset(spec, path, {.split = split});
}

absl::Status Run(const std::string& recipe_path, const std::string& folder) {
  const std::string name(absl::StripSuffix(std::filesystem::path(recipe_path).filename().string(), kSuffix));
  ASSAY_ASSIGN_OR_RETURN(const proto::Recipe recipe, ReadRecipe(recipe_path));
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSpec spec, TrainableDataset(recipe.dataset()));
  ASSAY_ASSIGN_OR_RETURN(const std::string split, TrainSplit(spec));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Dataset> train, Open(spec, split));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Dataset> held_out, Open(spec, spec.split(0).name()));
  if (const absl::Status writable = CheckTrainingFolder(folder, name); !writable.ok())
    return absl::Status(writable.code(), absl::StrCat(writable.message(), "; --out=FOLDER names another folder"));
  std::cerr << recipe.builder() << " on " << spec.name() << ": " << train->size() << " images, " << held_out->size()
            << " held out\n";
  double seconds = 0;
  const auto show = [&](const EpochLog& epoch) {
    seconds += epoch.seconds;
    std::cerr << absl::StrFormat("epoch %3d of %d  loss %.4f  held out %.4f, acc@1 %.2f %%  %.1f s, %.0f s left\n",
                                 epoch.epoch, recipe.epochs(), epoch.loss, epoch.held_out_loss, epoch.accuracy,
                                 epoch.seconds, seconds / epoch.epoch * (recipe.epochs() - epoch.epoch));
  };
  ASSAY_ASSIGN_OR_RETURN(const Training training, Train(recipe, spec.category_size(), *train, *held_out, show));
  ASSAY_ASSIGN_OR_RETURN(const TrainedFile file, WriteTraining(folder, name, recipe, training));
  std::cout << file.path << "\n"
            << "sha256: \"" << file.sha256 << "\"\n"
            << "metrics { dataset: \"" << spec.name()
            << "\" metric { name: \"acc@1\" value: " << absl::StrFormat("%.3f", training.epochs.back().accuracy)
            << " } }\n"
            << "file_size: " << absl::StrFormat("%.3f", static_cast<double>(file.bytes) / (1 << 20)) << "\n";
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  std::string recipe, folder;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--recipe=")) {
      recipe = UserPath(std::string(argument));
    } else if (absl::ConsumePrefix(&argument, "--out=")) {
      folder = UserPath(std::string(argument));
    } else {
      std::cerr << kUsage;
      return argument == "--help" ? 0 : 2;
    }
  }
  if (!absl::EndsWith(recipe, kSuffix)) {
    std::cerr << kUsage;
    return 2;
  }
  if (folder.empty()) folder = std::filesystem::path(recipe).parent_path();
  const absl::Status status = Run(recipe, folder);
  if (status.ok()) return 0;
  std::cerr << "train: " << status.message() << "\n";
  return absl::IsInvalidArgument(status) ? 1 : 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }

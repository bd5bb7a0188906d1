#include "tools/train/write_training.h"

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/textproto.h"
#include "models/cifar_resnet/cifar_resnet.h"
#include "tools/base/temporary_folder.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

using testing::HasSubstr;

Training TwoEpochs() {
  return {
      .model = CifarResNet({.num_classes = 3, .depth = 8}),
      .epochs = {{.epoch = 1, .learning_rate = 0.1, .loss = 2, .held_out_loss = 1.5, .accuracy = 50, .seconds = 1},
                 {.epoch = 2, .learning_rate = 0.05, .loss = 1, .held_out_loss = 0.75, .accuracy = 100, .seconds = 1}}};
}

TEST(WriteTraining, Files_HoldTheModelTheRecipeAndTheCourse) {
  const TemporaryFolder folder = *TemporaryFolder::Make("train");
  proto::Recipe recipe;
  recipe.set_builder("digits_resnet20");
  const Training training = TwoEpochs();
  const auto file = WriteTraining(folder.path(), "toy", recipe, training);
  ASSERT_EQ(file.status().message(), "");
  EXPECT_EQ(std::filesystem::path(file->path).filename(), "toy-" + file->sha256.substr(0, 8) + ".safetensors");
  EXPECT_EQ(FileSha256(file->path).value(), file->sha256);
  EXPECT_EQ(std::filesystem::file_size(file->path), static_cast<uintmax_t>(file->bytes));

  const auto opened = WeightFile::Open(file->path);
  ASSERT_TRUE(opened.ok());
  CifarResNet loaded({.num_classes = 3, .depth = 8});
  ASSERT_TRUE(loaded.load_state_dict(LoadStateDict(*opened).value()).ok());
  const auto was = training.model.state_dict(), is = loaded.state_dict();
  for (size_t i = 0; i < was.size(); ++i) EXPECT_TRUE(was[i].tensor.equal(is[i].tensor)) << was[i].name;

  EXPECT_THAT(ReadFile(file->path).value(), HasSubstr("builder: \\\"digits_resnet20\\\""));
  EXPECT_EQ(ReadFile(folder.path() + "/toy.log.tsv").value(),
            "epoch\tlearning_rate\tloss\theld_out_loss\theld_out_acc@1\tseconds\n"
            "1\t0.100000\t2.00000\t1.50000\t50.000\t1.00\n"
            "2\t0.050000\t1.00000\t0.75000\t100.000\t1.00\n");
  EXPECT_THAT(ReadFile(folder.path() + "/toy.svg").value(), HasSubstr("toy, 2 epochs"));
}

TEST(WriteTraining, FolderThatCannotBe_IsNamed) {
  const auto file = WriteTraining("/proc/no", "toy", proto::Recipe(), TwoEpochs());
  EXPECT_THAT(std::string(file.status().message()), HasSubstr("/proc/no/toy"));
  EXPECT_THAT(std::string(CheckTrainingFolder("/proc/no", "toy").message()), HasSubstr("/proc/no/toy"));
}

TEST(CheckTrainingFolder, NewFolder_IsMadeAndLeftEmpty) {
  const TemporaryFolder folder = *TemporaryFolder::Make("train");
  EXPECT_EQ(CheckTrainingFolder(folder.path() + "/new", "toy").message(), "");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() + "/new"));
}

}  // namespace
}  // namespace assay

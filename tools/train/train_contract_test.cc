// //tools:train as its callers see it, where it must end before it trains.
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/base/temporary_folder.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class TrainContract : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return absl::StrCat(folder_.path(), "/", name); }

  static std::string Read(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  // What it says on standard error, where it ends with that code. A minute of training would be seen.
  std::string Refusal(const std::string& words, int code) const {
    const std::string program = absl::StrCat(std::getenv("TEST_SRCDIR"), "/assay/tools/train/train");
    const int status =
        std::system(absl::StrCat("timeout 50 ", program, " ", words, " 2>", Path("stderr"), " >/dev/null").c_str());
    EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, code) << words;
    return Read(Path("stderr"));
  }

  const std::string recipe_ = absl::StrCat(
      std::getenv("TEST_SRCDIR"), "/assay/weights/cifar_resnet/trained/digits_resnet20_digits_v1.recipe.textproto");

 private:
  const TemporaryFolder folder_ = *TemporaryFolder::Make("train");
};

TEST_F(TrainContract, FolderThatCannotBeWritten_IsRefusedBeforeTheTraining) {
  std::ofstream(Path("file")) << "in the way";
  EXPECT_THAT(Refusal(absl::StrCat("--recipe=", recipe_, " --out=", Path("file/new")), 2),
              AllOf(HasSubstr("file/new"), HasSubstr("--out=FOLDER names another"), Not(HasSubstr("epoch"))));
}

// The options of `assay evaluate` are not this program's.
TEST_F(TrainContract, DataSetThatCannotBeTrainedOn_SaysWhatCan) {
  std::string text = Read(recipe_);
  text.replace(text.find("Digits"), 6, "ImageNet-1K");
  std::ofstream(Path("a.recipe.textproto")) << text;
  EXPECT_THAT(Refusal(absl::StrCat("--recipe=", Path("a.recipe.textproto")), 1),
              AllOf(HasSubstr("nothing can be trained on ImageNet-1K"), HasSubstr("Digits or LFW-subset"),
                    Not(HasSubstr("--data")), Not(HasSubstr("--classes"))));
}

}  // namespace
}  // namespace assay

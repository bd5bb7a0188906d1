// What `assay evaluate` writes, and what it must not.
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/testing/evaluate_contract.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST_F(EvaluateContract, FilesThatAreRead_AreNotOverwritten) {
  fs::copy_file(WeightFile("digits_resnet20_digits_v1"), InFolder("w.safetensors"));
  fs::create_symlink("w.safetensors", InFolder("link"));
  const std::string before = Bytes("w.safetensors"),
                    words = absl::StrCat("evaluate ", kDigits, " --file=w.safetensors ");
  EXPECT_THAT(Refusal(words + "--out=w.safetensors", 2), HasSubstr("--out and --file name one file"));
  EXPECT_THAT(Refusal(words + "--json=./link", 2), HasSubstr("--json and --file name one file"));
  EXPECT_THAT(Refusal(words + "--journal=link", 2), HasSubstr("--journal and --file name one file"));
  EXPECT_EQ(Bytes("w.safetensors"), before);
  EXPECT_THAT(Refusal(Evaluate("--out=photos/cats/chelsea.png"), 2), HasSubstr("would be an image of --data"));
  // The data that a name stands for.
  fs::create_directories(InFolder("data/ImageNet-1K"));
  fs::copy(InFolder("photos/cats"), InFolder("data/ImageNet-1K/Egyptian cat"));
  EXPECT_THAT(Refusal(absl::StrCat("evaluate ", kMobileNet, " --out='data/ImageNet-1K/Egyptian cat/chelsea.png'"), 2,
                      "ASSAY_DATA=data"),
              HasSubstr("would be an image of the data"));
}

TEST_F(EvaluateContract, Answers_GoIntoPipesThroughLinksAndNewFolders) {
  EXPECT_EQ(Assay(Evaluate("--out=all.pb")).code, 0);
  ASSERT_EQ(mkfifo(InFolder("pipe").c_str(), 0600), 0);
  const Answer piped = Run(absl::StrCat("(cd ", Quoted(InFolder("")), "; cat pipe >read & ASSAY_HOME=. ",
                                        Quoted(Runfile("assay/tools/assay/assay")), " ", Evaluate("--out=pipe"),
                                        "; code=$?; wait; exit $code)"));
  EXPECT_EQ(piped.code, 0) << piped.err;
  EXPECT_EQ(Bytes("read"), Bytes("all.pb"));
  EXPECT_TRUE(fs::is_fifo(InFolder("pipe")));
  EXPECT_FALSE(fs::exists(InFolder("pipe.journal")));
  Write("target.pb", "old");
  fs::create_symlink("target.pb", InFolder("link.pb"));
  EXPECT_EQ(Assay(Evaluate("--out=link.pb")).code, 0);
  EXPECT_TRUE(fs::is_symlink(InFolder("link.pb")));
  EXPECT_EQ(Bytes("target.pb"), Bytes("all.pb"));
  const Answer made = Assay(Evaluate("--out=new/folder/a.pb --journal=other/j"));
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Bytes("new/folder/a.pb"), Bytes("all.pb"));
  EXPECT_TRUE(fs::exists(InFolder("other/j")));
  EXPECT_THAT(Refusal(Evaluate("--out=all.pb/a.pb"), 2), HasSubstr("--out: cannot write"));
}

TEST_F(EvaluateContract, DamagedAnswers_AreRefused) {
  EXPECT_EQ(Assay(Evaluate("--out=all.pb")).code, 0);
  std::string bytes = Bytes("all.pb");
  bytes[bytes.size() / 2] ^= 1;
  Write("damaged.pb", bytes);
  EXPECT_THAT(Refusal("evaluate --merge damaged.pb", 1), HasSubstr("damaged.pb: is "));
}

}  // namespace
}  // namespace assay

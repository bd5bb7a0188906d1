#include "harness/accuracy/folder_labels.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/categories.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const std::vector<std::string> kThree = {"tench", "goldfish", "great white shark"};

std::string Classes(const std::string& text) {
  const std::string path = absl::StrCat(std::getenv("TEST_TMPDIR"), "/classes.txt");
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

absl::StatusOr<FolderLabels> LabelsBy(const std::string& classes, const std::vector<std::string>& folders) {
  return LabelsOfFolders("photos", folders, {.categories = kThree, .classes = Classes(classes)});
}

std::string Refusal(const absl::StatusOr<FolderLabels>& labels) {
  EXPECT_EQ(labels.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(labels.status().message());
}

// Imagenette's ten, and what torchvision calls them.
TEST(LabelsOfFolders, AnySynsetsOfImageNet_HaveTheirLabels) {
  const absl::Span<const std::string> imagenet = Categories("imagenet1k").value();
  const std::vector<std::string> ten = {"n01440764", "n02102040", "n02979186", "n03000684", "n03028079",
                                        "n03394916", "n03417042", "n03425413", "n03445777", "n03888257"};
  const auto labels = LabelsOfFolders("imagenette", ten, {.categories = imagenet});
  ASSERT_TRUE(labels.ok()) << labels.status();
  std::vector<std::string> names;
  for (const std::string& synset : ten) names.push_back(imagenet[labels->at(synset)]);
  EXPECT_THAT(names, ElementsAre("tench", "English springer", "cassette player", "chain saw", "church", "French horn",
                                 "garbage truck", "gas pump", "golf ball", "parachute"));
  // Beside folders that are called as the category is.
  const auto mixed = LabelsOfFolders("mixed", {"golf ball", "n02123045"}, {.categories = imagenet});
  ASSERT_TRUE(mixed.ok()) << mixed.status();
  EXPECT_THAT(*mixed, ElementsAre(Pair("golf ball", 574), Pair("n02123045", 281)));
  EXPECT_EQ(imagenet[281], "tabby");
  EXPECT_THAT(Refusal(LabelsOfFolders("val", {"n02084071"}, {.categories = imagenet})),
              AllOf(HasSubstr("val/n02084071: which category is this? It is none of ImageNet-1K's 1,000 synsets"),
                    HasSubstr("--classes")));
}

TEST(LabelsOfFolders, SynsetsUnderOtherCategories_AreTheirsOnlyInFull) {
  const auto all = LabelsOfFolders("val", {"n01440764", "n01443537", "n01484850"}, {.categories = kThree});
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->at("n01484850"), 2);
  EXPECT_THAT(Refusal(LabelsOfFolders("val", {"n01440764", "n01443537"}, {.categories = kThree})),
              AllOf(HasSubstr("The weights' categories are not ImageNet-1K's"), HasSubstr("--classes")));
}

TEST(LabelsOfFolders, NamesWithBlanks_AreTheLongestFolderOrStandBeforeATab) {
  const std::vector<std::string> folders = {"big cats", "big cats at home", "dogs"};
  const auto labels = LabelsBy("big cats great white shark\nbig cats at home 0\ndogs\tgoldfish\n", folders);
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_THAT(*labels, ElementsAre(Pair("big cats", 2), Pair("big cats at home", 0), Pair("dogs", 1)));
  const auto by_tab = LabelsBy("big cats\t2\r\nbig cats at home\t0\ndogs 1", folders);
  ASSERT_TRUE(by_tab.ok()) << by_tab.status();
  EXPECT_EQ(by_tab->at("big cats at home"), 0);
  EXPECT_EQ(by_tab->at("big cats"), 2);
}

TEST(LabelsOfFolders, LinesOfFoldersThatAreNotThere_AreNamed) {
  EXPECT_THAT(Refusal(LabelsBy("dogs 0\ncats 1\n", {"dogs"})),
              HasSubstr("classes.txt:2: there is no folder \"cats\" in photos; a tab tells a name with blanks"));
  EXPECT_THAT(Refusal(LabelsBy("big cats\t1\n", {"big"})), HasSubstr("there is no folder \"big cats\" in photos"));
  EXPECT_THAT(Refusal(LabelsBy("dogs 0\n", {"cats", "dogs"})),
              HasSubstr("photos/cats: which category is this? Add it"));
}

}  // namespace
}  // namespace assay

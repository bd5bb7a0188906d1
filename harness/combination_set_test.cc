// No combination can vanish: the lock's set, the generated tests, and the lock's files name the same ones.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"

namespace assay {
namespace {

using Names = std::set<std::string>;

// "resnet18" or "resnet18 x IMAGENET1K_V1", as the lock has them.
Names Locked() {
  const auto set = ReadTextproto<proto::CombinationSet>("golden/combinations.textproto");
  EXPECT_TRUE(set.ok()) << set.status();
  if (!set.ok()) return {};
  return Names(set->combination().begin(), set->combination().end());
}

// The labels that the query over //models:combinations found, a line each.
Names GeneratedTests() {
  std::ifstream lines("harness/combination_tests");
  Names names;
  for (std::string label; std::getline(lines, label);) names.insert(label.substr(label.rfind(':') + 1));
  return names;
}

// The builders and entries that golden/<family>/ holds files of.
Names GoldenFiles() {
  Names names;
  for (const auto& file : std::filesystem::recursive_directory_iterator("golden")) {
    const std::filesystem::path path = file.path();
    if (path.extension() != ".textproto" || path.parent_path() == "golden") continue;
    if (path.stem().extension() == ".trace") continue;
    const std::string name = path.stem().string();
    const bool is_entry = path.parent_path().parent_path().parent_path() == "golden";
    names.insert(is_entry ? absl::StrCat(path.parent_path().filename().string(), " x ", name) : name);
  }
  return names;
}

std::string TestName(const std::string& combination) {
  return absl::StrReplaceAll(combination, {{" x ", "_"}}) + "_test";
}

void ExpectSame(const Names& locked, const Names& actual, const std::string& what) {
  for (const std::string& name : locked) {
    EXPECT_TRUE(actual.count(name)) << name << " is in golden/combinations.textproto, but " << what
                                    << " has none: if it is meant to go, leave a tombstone and bless '*'";
  }
  for (const std::string& name : actual) {
    EXPECT_TRUE(locked.count(name)) << name << ": " << what
                                    << " has it, golden/combinations.textproto does not: bless it";
  }
}

TEST(CombinationSet, GeneratedTests_AreTheLocked) {
  Names locked;
  for (const std::string& combination : Locked()) locked.insert(TestName(combination));
  EXPECT_FALSE(locked.empty());
  ExpectSame(locked, GeneratedTests(), "//models:combinations");
}

TEST(CombinationSet, GoldenFiles_AreTheLocked) { ExpectSame(Locked(), GoldenFiles(), "golden/"); }

}  // namespace
}  // namespace assay

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
#include "harness/compatibility/lock_path.h"
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

// The labels that a query over a suite found, a line each.
Names GeneratedTests(const std::string& query) {
  std::ifstream lines(query);
  Names names;
  for (std::string label; std::getline(lines, label);) names.insert(label.substr(label.rfind(':') + 1));
  return names;
}

// The builders and entries that golden/<family>/ holds files of.
Names GoldenFiles() {
  Names names;
  for (const auto& file : std::filesystem::recursive_directory_iterator("golden")) {
    const std::filesystem::path path = file.path();
    if (file.is_directory()) continue;
    const std::string subject = ParseLockPath(path.lexically_relative("golden").string()).Subject();
    if (!subject.empty()) names.insert(subject);
  }
  return names;
}

std::string TestName(const std::string& combination, const std::string& suffix) {
  return absl::StrCat(absl::StrReplaceAll(combination, {{" x ", "_"}}), suffix);
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
  Names tests, compatibility_tests;
  for (const std::string& combination : Locked()) {
    tests.insert(TestName(combination, "_test"));
    compatibility_tests.insert(TestName(combination, "_bc_test"));
  }
  EXPECT_FALSE(tests.empty());
  ExpectSame(tests, GeneratedTests("harness/combination_tests"), "//models:combinations");
  ExpectSame(compatibility_tests, GeneratedTests("harness/compatibility_tests"), "//models:compatibility");
}

TEST(CombinationSet, GoldenFiles_AreTheLocked) { ExpectSame(Locked(), GoldenFiles(), "golden/"); }

}  // namespace
}  // namespace assay

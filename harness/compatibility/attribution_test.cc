#include "harness/compatibility/attribution.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/lock_folder.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const absl::CivilDay kToday(2026, 11, 24);

// Two measurements of the same source, each in a folder as `assay bc --measure --keep` leaves it.
class AttributionTest : public testing::Test {
 protected:
  AttributionTest() {
    for (const LockFolder* folder : {&promised_, &here_, &there_}) WriteToyLock(*folder);
    WriteVersion(promised_, "2.11.0", 1, "classification");
    WriteVersion(here_, "2.11.0", 1, "classification");
    WriteVersion(there_, "2.12.0", 1, "classification");
  }

  // The norm of an output is what a LibTorch may move; the task is what only an edit does.
  static void WriteVersion(const LockFolder& folder, const std::string& libtorch, double l2, const std::string& task) {
    proto::BuilderGolden builder = ToyBuilder();
    builder.mutable_probe()->mutable_output()->set_numel(4);
    builder.mutable_probe()->mutable_output()->set_l2(l2);
    for (int i = 0; i < 4; ++i) builder.mutable_probe()->mutable_output()->add_first(l2 / 2);
    builder.mutable_api()->set_task(task);
    builder.mutable_blessing()->set_libtorch(libtorch);
    builder.mutable_blessing()->set_cpu_capability("AVX2");
    WriteMessage(folder, kToyBuilder, builder);
  }

  absl::StatusOr<Attribution> Run() const {
    const auto promised = LockFiles::InFolder(promised_.path(), "release 1.0");
    const auto here = LockFiles::InFolder(here_.path()), there = LockFiles::InFolder(there_.path());
    return Attribute(**promised, **here, **there, {}, kToday);
  }

  static std::vector<std::string> Rules(const std::vector<Finding>& findings) {
    std::vector<std::string> rules;
    for (const Finding& finding : findings) rules.push_back(finding.rule);
    return rules;
  }

  const LockFolder promised_, here_, there_;
};

TEST_F(AttributionTest, NothingMoved_FindsNothing) {
  const auto attribution = Run();
  ASSERT_TRUE(attribution.ok()) << attribution.status();
  EXPECT_THAT(attribution->change, IsEmpty());
  EXPECT_THAT(attribution->environment, IsEmpty());
}

TEST_F(AttributionTest, OtherLibTorchMovesAnOutput_IsTheEnvironments) {
  WriteVersion(there_, "2.12.0", 1.1, "classification");
  const auto attribution = Run();
  ASSERT_TRUE(attribution.ok()) << attribution.status();
  EXPECT_THAT(attribution->change, IsEmpty());
  ASSERT_THAT(Rules(attribution->environment), ElementsAre("PROBE_OUTPUT_CHANGED"));
  const Finding& finding = attribution->environment.front();
  EXPECT_EQ(finding.severity, Severity::kNotice);
  EXPECT_THAT(finding.witness, StartsWith("LibTorch 2.11.0, AVX2 -> LibTorch 2.12.0, AVX2: "));
  EXPECT_THAT(finding.remedy, HasSubstr("nothing in this repository moved"));
}

TEST_F(AttributionTest, PromiseThatHoldsOnTheOtherAlone_IsTheEnvironments) {
  // Blessed on 2.12.0, measured here on 2.11.0.
  WriteVersion(promised_, "2.12.0", 1.1, "classification");
  WriteVersion(there_, "2.12.0", 1.1, "classification");
  const auto attribution = Run();
  ASSERT_TRUE(attribution.ok()) << attribution.status();
  EXPECT_THAT(attribution->change, IsEmpty());
  ASSERT_THAT(Rules(attribution->environment), ElementsAre("PROBE_OUTPUT_CHANGED"));
  EXPECT_THAT(attribution->environment.front().witness,
              StartsWith("on LibTorch 2.11.0, AVX2 and not on LibTorch 2.12.0, AVX2: "));
}

TEST_F(AttributionTest, EditMovesBoth_IsTheChanges) {
  WriteVersion(here_, "2.11.0", 1.1, "classification");
  WriteVersion(there_, "2.12.0", 1.1, "classification");
  const auto attribution = Run();
  ASSERT_TRUE(attribution.ok()) << attribution.status();
  ASSERT_THAT(Rules(attribution->change), ElementsAre("PROBE_OUTPUT_CHANGED"));
  EXPECT_TRUE(attribution->change.front().breaking());
  EXPECT_THAT(attribution->environment, IsEmpty());
}

TEST_F(AttributionTest, EditAndLibTorch_AreToldApart) {
  WriteVersion(here_, "2.11.0", 1, "detection");
  WriteVersion(there_, "2.12.0", 1.1, "detection");
  const auto attribution = Run();
  ASSERT_TRUE(attribution.ok()) << attribution.status();
  EXPECT_THAT(Rules(attribution->change), ElementsAre("TASK_CHANGED"));
  EXPECT_THAT(Rules(attribution->environment), ElementsAre("PROBE_OUTPUT_CHANGED"));
}

TEST_F(AttributionTest, SameLibTorch_IsRefused) {
  WriteVersion(there_, "2.11.0", 1, "classification");
  EXPECT_THAT(std::string(Run().status().message()), StartsWith("both were measured on LibTorch 2.11.0, AVX2"));
}

// With --measure only some of the lock is measured; the rest is as it was blessed.
TEST_F(AttributionTest, PartlyMeasuredLock_IsOfWhatMeasuredIt) {
  proto::EntryGolden entry = ToyEntry();
  entry.mutable_blessing()->set_reason(kMeasuredReason);
  entry.mutable_blessing()->set_cpu_capability("AVX2");
  for (const auto& [folder, libtorch] : {std::pair(&here_, "2.11.0"), std::pair(&there_, "2.12.0")}) {
    WriteVersion(*folder, "2.9.0", 1, "classification");
    entry.mutable_blessing()->set_libtorch(libtorch);
    WriteMessage(*folder, kToyEntry, entry);
  }
  EXPECT_TRUE(Run().ok()) << Run().status();
  EXPECT_EQ(MeasuredOn(**LockFiles::InFolder(there_.path())).value(), "LibTorch 2.12.0, AVX2");
}

}  // namespace
}  // namespace assay

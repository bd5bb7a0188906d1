#include "harness/compatibility/pending_gate.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/release.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

class PendingGate : public testing::Test {
 protected:
  PendingGate() { WriteToyLock(golden_); }

  void Release(const std::string& version) const {
    const ReleaseRequest request = {
        .golden = golden_.path(), .version = version, .today = absl::CivilDay(2026, 11, 24)};
    const auto present = LockFiles::InFolder(golden_.path());
    ASSERT_TRUE(present.ok()) << present.status();
    const auto plan = PlanRelease(request, **present, {});
    ASSERT_TRUE(plan.ok()) << plan.status();
    ASSERT_TRUE(WriteRelease(request, *plan, **present).ok());
  }

  const LockFolder golden_;
};

TEST_F(PendingGate, UnchangedSinceTheRelease_MayBePending) {
  Release("1.0");
  EXPECT_EQ(WhyNotPending(golden_.path(), kToyEntry).value(), "");
}

TEST_F(PendingGate, UnchangedSinceAnEarlierRelease_MayBePending) {
  Release("1.0");
  WriteMessage(golden_, "categories/digits.textproto", proto::CategoryNames());
  Release("1.1");
  EXPECT_EQ(WhyNotPending(golden_.path(), kToyEntry).value(), "");
}

TEST_F(PendingGate, ChangedGolden_MayNot) {
  Release("1.0");
  proto::EntryGolden entry = ToyEntry();
  entry.mutable_catalogue(0)->set_value("moved");
  WriteMessage(golden_, kToyEntry, entry);
  EXPECT_EQ(WhyNotPending(golden_.path(), kToyEntry).value(),
            "golden/toy/toy18/DIGITS_V1.textproto changed since release 1.0");
}

TEST_F(PendingGate, NewEntry_MayNot) {
  Release("1.0");
  EXPECT_EQ(WhyNotPending(golden_.path(), "toy/toy18/DIGITS_V2.textproto").value(), "it is new since release 1.0");
}

TEST_F(PendingGate, MissingGolden_MayNot) {
  Release("1.0");
  golden_.Remove(kToyEntry);
  EXPECT_EQ(WhyNotPending(golden_.path(), kToyEntry).value(), "golden/toy/toy18/DIGITS_V1.textproto is missing");
}

TEST_F(PendingGate, NothingReleasedYet_MayNot) {
  EXPECT_EQ(WhyNotPending(golden_.path(), kToyEntry).value(), "no release holds it yet");
}

TEST_F(PendingGate, EditedPromise_IsAnError) {
  Release("1.0");
  golden_.Write(std::string("released/1.0/") + kToyEntry, "");
  EXPECT_EQ(WhyNotPending(golden_.path(), kToyEntry).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace assay

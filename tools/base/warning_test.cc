#include "tools/base/warning.h"

#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Keeps the messages that come while it lives.
class Kept {
 public:
  std::vector<std::string> messages;

 private:
  ScopedWarningHandler handler_{[this](const Warning& warning) {
    messages.push_back(warning.message);
    return absl::OkStatus();
  }};
};

Warning Old(const std::string& subject) {
  return {.kind = WarningKind::kNotLatest, .subject = subject, .message = subject + " is old"};
}

class WarningTest : public testing::Test {
 protected:
  void SetUp() override { ForgetWarnings(); }
};

TEST_F(WarningTest, NoHandler_PrintsALineOnStandardError) {
  testing::internal::CaptureStderr();
  EXPECT_TRUE(Warn(Old("V1")).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "assay: warning: V1 is old\n");
}

TEST_F(WarningTest, Ignored_PrintsNothing) {
  const ScopedWarningHandler silent(IgnoreWarning);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(Warn(Old("V1")).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(WarningTest, AsError_IsTheStatusOfTheCall) {
  const ScopedWarningHandler strict(WarningIsError);
  EXPECT_EQ(Warn(Old("V1")), absl::FailedPreconditionError("V1 is old"));
}

TEST_F(WarningTest, HandlerOfAScope_GivesWayToTheOneBefore) {
  Kept outer;
  {
    Kept inner;
    EXPECT_TRUE(Warn(Old("V1")).ok());
    EXPECT_THAT(inner.messages, ElementsAre("V1 is old"));
  }
  EXPECT_TRUE(Warn(Old("V2")).ok());
  EXPECT_THAT(outer.messages, ElementsAre("V2 is old"));
}

TEST_F(WarningTest, NullHandler_Prints) {
  const WarningHandler before = SetWarningHandler(nullptr);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(Warn(Old("V1")).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "assay: warning: V1 is old\n");
  SetWarningHandler(before);
}

TEST_F(WarningTest, Once_ComesOnceForEachSubjectAndKind) {
  Kept kept;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(WarnOnce(Old("V1")).ok());
    EXPECT_TRUE(WarnOnce(Old("V2")).ok());
  }
  EXPECT_TRUE(WarnOnce({.kind = WarningKind::kDeprecated, .subject = "V1", .message = "V1 is deprecated"}).ok());
  EXPECT_THAT(kept.messages, ElementsAre("V1 is old", "V2 is old", "V1 is deprecated"));
}

TEST_F(WarningTest, OnceAsError_ComesEveryTime) {
  {
    const ScopedWarningHandler strict(WarningIsError);
    EXPECT_FALSE(WarnOnce(Old("V1")).ok());
    EXPECT_FALSE(WarnOnce(Old("V1")).ok());
  }
  Kept kept;
  EXPECT_TRUE(WarnOnce(Old("V1")).ok());
  EXPECT_THAT(kept.messages, ElementsAre("V1 is old"));
}

TEST_F(WarningTest, OnceWhileSilent_StillComesToAHandlerThatIsSetLater) {
  {
    const ScopedWarningHandler silent(IgnoreWarning);
    EXPECT_TRUE(WarnOnce(Old("V1")).ok());
  }
  const ScopedWarningHandler strict(WarningIsError);
  EXPECT_FALSE(WarnOnce(Old("V1")).ok());
}

TEST_F(WarningTest, OnceBeforeAScope_IsNotRepeatedAfterIt) {
  Kept kept;
  EXPECT_TRUE(WarnOnce(Old("V1")).ok());
  { const ScopedWarningHandler silent(IgnoreWarning); }
  EXPECT_TRUE(WarnOnce(Old("V1")).ok());
  EXPECT_THAT(kept.messages, ElementsAre("V1 is old"));
}

TEST_F(WarningTest, HandlerThatWarnsAndSetsHandlers_DoesNotWaitForItself) {
  int calls = 0;
  const ScopedWarningHandler careless([&](const Warning& warning) {
    ++calls;
    const ScopedWarningHandler quiet(IgnoreWarning);
    return Warn(warning);
  });
  EXPECT_TRUE(Warn(Old("V1")).ok());
  EXPECT_TRUE(Warn(Old("V1")).ok());
  EXPECT_EQ(calls, 2);
}

TEST_F(WarningTest, OnceFromManyThreads_ComesOnce) {
  Kept kept;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([] { EXPECT_TRUE(WarnOnce(Old("V1")).ok()); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(kept.messages.size(), 1u);
}

}  // namespace
}  // namespace assay

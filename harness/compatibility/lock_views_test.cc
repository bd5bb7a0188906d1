#include "harness/compatibility/lock_views.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/lock_folder.h"
#include "harness/compatibility/testing/memory_lock_files.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::Pair;

class LockViews : public testing::Test {
 protected:
  LockViews() : base_("the base") {
    base_.AddText("a/a.textproto", "a");
    base_.AddText("b/b.textproto", "b");
  }
  MemoryLockFiles base_;
};

TEST_F(LockViews, OnlyFiles_HoldsTheWantedThatAreThere) {
  const auto view = OnlyFiles(base_, {"b/b.textproto", "c/c.textproto"});
  EXPECT_EQ(view->Name(), "the base");
  EXPECT_THAT(view->Files(), ElementsAre(Pair("b/b.textproto", TextSha256("b"))));
  EXPECT_EQ(view->Read("b/b.textproto").value(), "b");
  EXPECT_EQ(view->Read("a/a.textproto").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(LockViews, WithFiles_ReplacesAddsAndRemoves) {
  const auto view = WithFiles(base_, {{"b/b.textproto", "B"}, {"c/c.textproto", "c"}}, {"a/a.textproto"});
  EXPECT_THAT(view->Files(),
              ElementsAre(Pair("b/b.textproto", TextSha256("B")), Pair("c/c.textproto", TextSha256("c"))));
  EXPECT_EQ(view->Read("b/b.textproto").value(), "B");
  EXPECT_EQ(view->Read("c/c.textproto").value(), "c");
  EXPECT_FALSE(view->Read("a/a.textproto").ok());
}

TEST_F(LockViews, WithNothing_IsTheBase) { EXPECT_EQ(WithFiles(base_, {}, {})->Files(), base_.Files()); }

TEST_F(LockViews, Copy_IsTheSameLock) {
  const LockFolder folder;
  const absl::Status copied = CopyLock(base_, folder.path());
  ASSERT_TRUE(copied.ok()) << copied;
  EXPECT_EQ(LockFiles::InFolder(folder.path()).value()->Files(), base_.Files());
}

}  // namespace
}  // namespace assay

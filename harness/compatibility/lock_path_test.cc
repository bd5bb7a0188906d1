#include "harness/compatibility/lock_path.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(LockPath, Builder_IsItsFamilysFile) {
  const LockPath path = ParseLockPath("resnet/resnet50.textproto");
  EXPECT_EQ(path.kind, LockPath::kBuilder);
  EXPECT_EQ(path.family, "resnet");
  EXPECT_EQ(path.builder, "resnet50");
  EXPECT_EQ(path.Subject(), "resnet50");
}

TEST(LockPath, Entry_LiesInItsBuildersFolder) {
  const LockPath path = ParseLockPath("resnet/resnet50/IMAGENET1K_V1.textproto");
  EXPECT_EQ(path.kind, LockPath::kEntry);
  EXPECT_EQ(path.entry, "IMAGENET1K_V1");
  EXPECT_EQ(path.Subject(), "resnet50 x IMAGENET1K_V1");
}

TEST(LockPath, Traces_BelongToTheSameSubjects) {
  EXPECT_EQ(ParseLockPath("resnet/resnet50.trace.textproto").kind, LockPath::kBuilderTrace);
  EXPECT_EQ(ParseLockPath("resnet/resnet50.trace.textproto").Subject(), "resnet50");
  EXPECT_EQ(ParseLockPath("resnet/resnet50/V1.trace.textproto").kind, LockPath::kEntryTrace);
  EXPECT_EQ(ParseLockPath("resnet/resnet50/V1.trace.textproto").Subject(), "resnet50 x V1");
}

TEST(LockPath, LibraryWideLocks_HaveNoSubject) {
  for (const char* path : {"combinations.textproto", "legacy.textproto", "overrides.textproto",
                           "categories/imagenet1k.textproto", "components/readers.textproto"}) {
    EXPECT_EQ(ParseLockPath(path).kind, LockPath::kLibrary) << path;
    EXPECT_EQ(ParseLockPath(path).Subject(), "") << path;
  }
}

TEST(LockPath, AnythingElse_IsUnknown) {
  for (const char* path : {"", "other.textproto", "resnet/resnet50.json", "a/b/c/d.textproto"}) {
    EXPECT_EQ(ParseLockPath(path).kind, LockPath::kUnknown) << path;
  }
}

}  // namespace
}  // namespace assay

#include "harness/compatibility/complete_lock.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

using testing::HasSubstr;

class CompleteLock : public testing::Test {
 protected:
  CompleteLock() { WriteToyLock(golden_); }

  absl::Status Check() const {
    const auto files = LockFiles::InFolder(golden_.path());
    return files.ok() ? CheckComplete(**files) : files.status();
  }

  // What is said to be missing.
  std::string Incomplete() const {
    const absl::Status status = Check();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    return std::string(status.message());
  }

  const LockFolder golden_;
};

TEST_F(CompleteLock, WholeLock_IsOk) { EXPECT_EQ(Check(), absl::OkStatus()); }

TEST_F(CompleteLock, MissingGolden_IsNamedWithTheWayOut) {
  golden_.Remove(kToyEntry);
  EXPECT_EQ(Incomplete(),
            "the present is not whole:\n  toy18 x DIGITS_V1 has no golden\n"
            "what is missing is made by ./bazelw run //tools:bless -- '*' --reason=...");
}

TEST_F(CompleteLock, MissingTrace_IsNamed) {
  golden_.Remove(kToyTrace);
  EXPECT_THAT(Incomplete(), HasSubstr("\n  toy18 has no trace\n"));
}

TEST_F(CompleteLock, MissingLibraryLock_IsNamed) {
  golden_.Remove("legacy.textproto");
  golden_.Remove("overrides.textproto");
  EXPECT_THAT(Incomplete(),
              HasSubstr("\n  golden/legacy.textproto is missing\n  golden/overrides.textproto is missing\n"));
}

TEST_F(CompleteLock, MissingSetOfCombinations_IsNamed) {
  golden_.Remove("combinations.textproto");
  EXPECT_THAT(Incomplete(), HasSubstr("golden/combinations.textproto is missing"));
}

TEST_F(CompleteLock, FileOfACombinationThatIsGone_IsNamed) {
  WriteMessage(golden_, "toy/toy34.textproto", ToyBuilder());
  EXPECT_THAT(Incomplete(), HasSubstr("golden/toy/toy34.textproto is of toy34, which is gone: remove it"));
}

TEST_F(CompleteLock, FileOfNoKind_IsNamed) {
  golden_.Write("notes.textproto", "");
  EXPECT_THAT(Incomplete(), HasSubstr("golden/notes.textproto is no lock of anything"));
}

TEST_F(CompleteLock, GoldensOfAnOlderBless_AreNamedWithWhatTheyLack) {
  proto::BuilderGolden builder = ToyBuilder();
  builder.clear_api();
  builder.mutable_probe()->clear_training();
  WriteMessage(golden_, kToyBuilder, builder);
  proto::EntryGolden entry = ToyEntry();
  entry.clear_catalogue();
  entry.clear_probe();
  WriteMessage(golden_, kToyEntry, entry);
  const std::string message = Incomplete();
  EXPECT_THAT(message, HasSubstr("golden/toy/toy18.textproto: no probe of the training mode\n"));
  EXPECT_THAT(message, HasSubstr("golden/toy/toy18.textproto: no API\n"));
  EXPECT_THAT(message, HasSubstr("golden/toy/toy18/DIGITS_V1.textproto: no probe\n"));
  EXPECT_THAT(message, HasSubstr("golden/toy/toy18/DIGITS_V1.textproto: no fields of the catalogue\n"));
}

TEST_F(CompleteLock, ManyMissing_AreCounted) {
  proto::CombinationSet set;
  for (int i = 10; i < 20; ++i) set.add_combination(std::string("toy") + std::to_string(i));
  set.add_combination("toy18 x DIGITS_V1");
  WriteMessage(golden_, "combinations.textproto", set);
  // Nine of ten have neither golden nor trace.
  EXPECT_THAT(Incomplete(), HasSubstr("\n  and 8 more\n"));
}

TEST_F(CompleteLock, FileThatCannotBeRead_IsAnError) {
  golden_.Write(kToyEntry, "wieghts: \"Toy\"");
  EXPECT_EQ(Check().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay

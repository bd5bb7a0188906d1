#include "gtest/gtest.h"
#include "harness/validate.h"

namespace assay {
namespace {

proto::EntryGolden Golden(const std::string& digest, const std::vector<std::string>& datasets) {
  proto::EntryGolden golden;
  if (!digest.empty()) golden.mutable_file()->set_tensors_digest(digest);
  for (const std::string& dataset : datasets) {
    golden.add_accuracy()->set_dataset(dataset);
    golden.mutable_accuracy()->rbegin()->set_count(10);
    golden.mutable_accuracy()->rbegin()->set_correct("locked");
  }
  return golden;
}

TEST(KeepAnswers, DataThatAreNotAtHand_KeepTheirAccuracyInTheLock) {
  proto::EntryGolden now = Golden("d", {"Digits"});
  now.mutable_accuracy(0)->set_correct("now");
  KeepAnswers(Golden("d", {"Digits", "ImageNet-1K"}), now);
  ASSERT_EQ(now.accuracy_size(), 2);
  EXPECT_EQ(now.accuracy(0).correct(), "now") << "what was measured again counts";
  EXPECT_EQ(now.accuracy(1).dataset(), "ImageNet-1K");
}

TEST(KeepAnswers, FileThatIsNotAtHand_KeepsAllThatItAnswered) {
  proto::EntryGolden locked = Golden("d", {"Digits"}), now;
  locked.add_photograph()->set_name("cat.png");
  locked.set_answer_noise(1e-6);
  KeepAnswers(locked, now);
  EXPECT_EQ(now.file().tensors_digest(), "d");
  EXPECT_EQ(now.photograph_size(), 1);
  EXPECT_EQ(now.answer_noise(), 1e-6);
  EXPECT_EQ(now.accuracy_size(), 1);
}

TEST(KeepAnswers, OtherTensors_HaveNoAccuracyOfTheOldOnes) {
  proto::EntryGolden now = Golden("e", {});
  KeepAnswers(Golden("d", {"ImageNet-1K"}), now);
  EXPECT_EQ(now.accuracy_size(), 0);
}

TEST(KeepAnswers, PartOfADataSet_StandsBesideTheWhole) {
  proto::EntryGolden now = Golden("d", {"ImageNet-1K"});
  now.mutable_accuracy(0)->set_count(4);
  KeepAnswers(Golden("d", {"ImageNet-1K"}), now);
  EXPECT_EQ(now.accuracy_size(), 2);
}

}  // namespace
}  // namespace assay

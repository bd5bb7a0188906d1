// On real weights and data, which the repository and a package carry: the lock holds, and does not where it should not.
#include "harness/check_accuracy.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/accuracy/image_bits.h"
#include "harness/textproto.h"
#include "models/registry.h"
#include "weights/locate.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kV1[] = "DigitsResNet20_Weights.DIGITS_V1";
constexpr char kV2[] = "DigitsResNet20_Weights.DIGITS_V2";

proto::EntryGolden Locked() {
  return *ReadTextproto<proto::EntryGolden>("golden/cifar_resnet/digits_resnet20/DIGITS_V2.textproto");
}

// `file` may be another entry's.
CombinationResult Validate(const WeightEntry& entry, const proto::EntryGolden& golden, const char* file = kV2) {
  return ValidateAccuracy(**FindBuilder("digits_resnet20"), entry, {.file = Locate(*get_weight(file))}, &golden);
}

const Check& Named(const CombinationResult& result, const std::string& name) {
  for (const Check& check : result.checks) {
    if (check.name == name) return check;
  }
  ADD_FAILURE() << "no check " << name;
  return result.checks.front();
}

TEST(CheckAccuracy, LockedWeights_AreAsTheLockAndTheCatalogueSay) {
  const CombinationResult result = Validate(*get_weight(kV2), Locked());
  EXPECT_EQ(result.outcome(), Outcome::kPass);
  EXPECT_EQ(Named(result, "accuracy").summary, "accuracy on Digits 98.66 %");
  EXPECT_THAT(Named(result, "metrics").findings, IsEmpty());
}

TEST(CheckAccuracy, OtherWeightsInTheFile_FailByTheirImagesAndByWhatIsDeclared) {
  const CombinationResult result = Validate(*get_weight(kV2), Locked(), kV1);
  EXPECT_TRUE(Named(result, "accuracy").against_lock);
  EXPECT_THAT(Named(result, "accuracy").findings, ElementsAre(HasSubstr("7 of 449 images of Digits")));
  EXPECT_FALSE(Named(result, "metrics").against_lock);
  EXPECT_THAT(Named(result, "metrics").findings, ElementsAre(HasSubstr("is 97.996, declared 98.664")));
}

TEST(CheckAccuracy, OneImageOtherwiseInTheLock_IsNamed) {
  proto::EntryGolden golden = Locked();
  proto::AccuracyGolden& accuracy = *golden.mutable_accuracy(0);
  std::vector<bool> bits = *UnpackBits(accuracy.correct(), accuracy.count());
  bits[41] = !bits[41];
  accuracy.set_correct(PackBits(bits));
  EXPECT_THAT(Named(Validate(*get_weight(kV2), golden), "accuracy").findings,
              ElementsAre(HasSubstr("1 of 449 images of Digits are answered otherwise than the lock says")));
}

TEST(CheckAccuracy, WrongPreprocessing_IsFound) {
  WeightEntry entry = *get_weight(kV2);
  std::get<ImageClassificationOptions>(entry.transforms).mean = {0.9f, 0.9f, 0.9f};
  const CombinationResult result = Validate(entry, Locked());
  EXPECT_THAT(Named(result, "accuracy").findings, testing::SizeIs(1));
  EXPECT_THAT(Named(result, "metrics").findings,
              ElementsAre(HasSubstr("assay evaluate " + std::string(kV2) + " --explain")));
}

TEST(CheckAccuracy, LockWithoutAnAccuracyOfPackagedData_HasLostIt) {
  proto::EntryGolden golden = Locked();
  golden.clear_accuracy();
  EXPECT_THAT(
      Named(Validate(*get_weight(kV2), golden), "accuracy").findings,
      ElementsAre(HasSubstr("no golden accuracy on Digits yet: ./bazelw run //tools:bless -- '" + std::string(kV2))));
}

TEST(CheckAccuracy, NoGolden_IsSaidWithTheCommandThatMakesIt) {
  const CombinationResult result =
      ValidateAccuracy(**FindBuilder("digits_resnet20"), *get_weight(kV2), {.file = Locate(*get_weight(kV2))}, nullptr);
  EXPECT_EQ(result.outcome(), Outcome::kFail);
  EXPECT_TRUE(Named(result, "accuracy").against_lock);
  EXPECT_THAT(Named(result, "accuracy").findings,
              ElementsAre("no golden yet: ./bazelw run //tools:bless -- '" + std::string(kV2) + "' --reason=..."));
}

// A folder of ten synsets in ASSAY_DATA, and weights that answer one of ten: data that a user brought.
class UsersData : public testing::Test {
 protected:
  UsersData() {
    const fs::path root = fs::path(std::getenv("TEST_TMPDIR")) / "data";
    const std::string photograph = std::string(std::getenv("TEST_SRCDIR")) + "/skimage_photographs/chelsea.png";
    for (int i = 0; i < 10; ++i) {
      const std::string digit = std::to_string(i);
      const fs::path folder = root / "ImageNet-1K" / "val" / ("n0000000" + digit);
      fs::create_directories(folder);
      fs::copy_file(photograph, folder / "a.png", fs::copy_options::overwrite_existing);
    }
    setenv("ASSAY_DATA", root.c_str(), 1);
    entry_.meta.metrics = {};
    entry_.taxonomy = "ImageNet-1K";
  }
  ~UsersData() override { unsetenv("ASSAY_DATA"); }

  WeightEntry entry_ = *get_weight(kV2);
};

TEST_F(UsersData, ThatNoLockHolds_ArePendingAndSaySo) {
  const CombinationResult result = Validate(entry_, Locked());
  EXPECT_EQ(result.outcome(), Outcome::kPending);
  EXPECT_EQ(Named(result, "accuracy").summary, "accuracy on ImageNet-1K 10.00 % (not locked)");
  EXPECT_EQ(result.pending_reason, "no golden accuracy on ImageNet-1K yet: ./bazelw run //tools:bless -- '" +
                                       std::string(kV2) + "' --reason=...");
}

TEST_F(UsersData, OfAnotherNumberThanTheLocks_ArePendingAndSaySo) {
  proto::EntryGolden golden = Locked();
  golden.mutable_accuracy(0)->set_dataset("ImageNet-1K");
  const CombinationResult result = Validate(entry_, golden);
  EXPECT_EQ(result.outcome(), Outcome::kPending);
  EXPECT_THAT(result.pending_reason, HasSubstr("the golden accuracy on ImageNet-1K is of 449 images, these are 10 "
                                               "others: not compared; bring the lock's images"));
}

TEST(CheckAccuracy, OtherCategoriesThanTheDatas_AreRefused) {
  WeightEntry entry = *get_weight(kV2);
  entry.meta.categories = {"1", "0", "2", "3", "4", "5", "6", "7", "8", "9"};
  EXPECT_THAT(Named(Validate(entry, Locked()), "metrics").findings, ElementsAre(HasSubstr("other categories")));
}

TEST(CheckAccuracy, WithoutDataOrFile_IsPendingAndSaysWhatIsMissing) {
  unsetenv("ASSAY_DATA");
  WeightEntry entry = *get_weight(kV2);
  entry.meta.metrics = {};
  entry.taxonomy = "ImageNet-1K";
  const CombinationResult result = Validate(entry, Locked());
  EXPECT_EQ(result.outcome(), Outcome::kPending);
  EXPECT_THAT(result.pending_reason, HasSubstr("data not at hand: put ImageNet-1K/val"));
  const CombinationResult no_file = ValidateAccuracy(**FindBuilder("digits_resnet20"), *get_weight(kV2),
                                                     {.file = absl::NotFoundError("file not at hand")}, nullptr);
  EXPECT_EQ(no_file.outcome(), Outcome::kPending);
  EXPECT_EQ(no_file.pending_reason, "file not at hand");
}

}  // namespace
}  // namespace assay

#include "harness/answer_noise.h"

#include <limits>

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

proto::EntryGolden Answers(float logit, float embedding, double hidden) {
  proto::EntryGolden golden;
  proto::PhotographGolden& photograph = *golden.add_photograph();
  photograph.set_name("cat.png");
  for (float value : {logit, -2.f}) photograph.add_logit(value);
  proto::SentenceGolden& sentence = *golden.add_sentence();
  sentence.set_name("short");
  for (float value : {embedding, -1.f}) sentence.add_embedding(value);
  for (double value : {hidden, -4.}) sentence.mutable_hidden()->add_first(value);
  return golden;
}

TEST(AnswerMovement, EachAnswer_CountsRelativeToItsSize) {
  EXPECT_EQ(AnswerMovement(Answers(2, 1, 4), Answers(2, 1, 4)), 0);
  EXPECT_EQ(AnswerMovement(Answers(2, 1, 4), Answers(2.5, 1, 4)), 0.25);
  EXPECT_EQ(AnswerMovement(Answers(2, 1, 4), Answers(2.5, 1.5, 4)), 0.5);
  EXPECT_EQ(AnswerMovement(Answers(2, 1, 4), Answers(2.5, 1.5, 7)), 0.75);
}

TEST(AnswerMovement, OtherAnswers_AreInfinitelyFar) {
  proto::EntryGolden other = Answers(2, 1, 4);
  other.mutable_photograph(0)->set_name("dog.png");
  EXPECT_EQ(AnswerMovement(Answers(2, 1, 4), other), kInfinity);
  other = Answers(2, 1, 4);
  other.clear_sentence();
  EXPECT_EQ(AnswerMovement(Answers(2, 1, 4), other), kInfinity);
  other = Answers(2, 1, 4);
  other.mutable_photograph(0)->mutable_logit()->RemoveLast();
  EXPECT_EQ(AnswerMovement(Answers(2, 1, 4), other), kInfinity);
}

TEST(AnswerNoise, Movement_IsScaledToRounding) {
  // A movement of one perturbation, 248 / 4 + 2 = 64 terms: 2 * 8 * 2^-24 = 9.54e-7, rounded up.
  EXPECT_DOUBLE_EQ(AnswerNoise(Answers(2, 1, 4), Answers(2 + 0x1p-15, 1, 4), 248), 9.6e-7);
}

TEST(AnswerTolerance, IsTheLocksUnlessItWouldHideAPixel) {
  proto::EntryGolden golden;
  EXPECT_EQ(AnswerTolerance(golden), 0);
  golden.set_answer_noise(3e-5);
  EXPECT_EQ(AnswerTolerance(golden), 3e-5);
  golden.set_answer_noise(1);
  EXPECT_EQ(AnswerTolerance(golden), 2e-4);
}

}  // namespace
}  // namespace assay

#include "harness/accuracy/evaluation_rules.h"

#include <cmath>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

proto::EvaluationKey Key() {
  proto::EvaluationKey key;
  key.set_weights("Toy");
  key.set_data_digest(std::string(64, 'a'));
  key.set_count(6);
  key.set_batch_size(4);
  key.set_top(2);
  return key;
}

proto::BatchAnswers Batch() {
  proto::BatchAnswers batch;
  for (int i = 0; i < 4; ++i) {
    batch.add_label(i);
    batch.add_answer(i);
    batch.add_answer(9);
    batch.add_confidence(0.5f);
    batch.add_margin(0.1f);
  }
  return batch;
}

template <typename Change>
std::string Refusal(const Change& change) {
  proto::BatchAnswers batch = Batch();
  change(batch);
  return std::string(CheckBatch(Key(), batch).message());
}

TEST(BatchCount, LastBatch_MayBeAPart) {
  EXPECT_EQ(BatchCount(Key()), 2);
  EXPECT_EQ(BatchCount(proto::EvaluationKey()), 0);
}

TEST(CheckBatch, WholeBatch_IsFine) {
  EXPECT_EQ(Refusal([](auto&) {}), "");
  EXPECT_EQ(Refusal([](auto& batch) { batch.clear_margin(); }), "") << "files of before margins were kept";
}

TEST(CheckBatch, WrongNumbersOfThings_AreRefused) {
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_batch(2); }), HasSubstr("batch 2 of Toy holds 4 images, expected 0"));
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_batch(1); }), HasSubstr("expected 2"));
  EXPECT_NE(Refusal([](auto& batch) { batch.add_answer(3); }), "");
  EXPECT_NE(Refusal([](auto& batch) { batch.add_margin(3); }), "");
  EXPECT_NE(Refusal([](auto& batch) { batch.add_confidence(1); }), "");
}

TEST(CheckBatch, NumbersOutOfTheirRange_AreNamed) {
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_label(2, -1); }), HasSubstr("batch 0, image 2: a label of -1"));
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_confidence(3, NAN); }), HasSubstr("image 3: a confidence of"));
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_confidence(3, 1.5f); }), HasSubstr("a confidence of 1.5"));
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_margin(1, NAN); }), HasSubstr("image 1: a margin of"));
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_margin(1, -0.5f); }), HasSubstr("a margin of -0.5"));
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_answer(4, -7); }), HasSubstr("image 2: category -7"));
  EXPECT_THAT(Refusal([](auto& batch) { batch.set_answer(4, 9); }), HasSubstr("image 2: category 9 comes twice"));
}

TEST(KeyDifference, EveryFieldThatDiffers_IsNamedWithBothValues) {
  proto::EvaluationKey other = Key();
  EXPECT_EQ(KeyDifference(Key(), "here", other, "there"), "");
  other.set_batch_size(8);
  EXPECT_EQ(KeyDifference(Key(), "here", other, "there"), "batch size 4 here, 8 there");
  other.set_forward("fast");
  other.set_device("NVIDIA H200");
  other.set_transforms("preset: other");
  EXPECT_EQ(KeyDifference(Key(), "here", other, "there"),
            "transforms none here, preset: other there; batch size 4 here, 8 there; forward plain here, fast there; "
            "device cpu here, NVIDIA H200 there");
  other = Key();
  other.set_data_digest(std::string(63, 'a') + "b");
  EXPECT_EQ(KeyDifference(Key(), "here", other, "there"),
            "the data's digest aaaaaaaaaaaa... here, aaaaaaaaaaaa... there");
  // A field that is added one day is named too.
  const google::protobuf::Descriptor& fields = *proto::EvaluationKey::descriptor();
  for (int i = 0; i < fields.field_count(); ++i) {
    proto::EvaluationKey changed = Key();
    if (fields.field(i)->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
      changed.GetReflection()->SetString(&changed, fields.field(i), "changed");
    } else if (fields.field(i)->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT32) {
      changed.GetReflection()->SetInt32(&changed, fields.field(i), 77);
    } else {
      changed.GetReflection()->SetInt64(&changed, fields.field(i), 77);
    }
    EXPECT_NE(KeyDifference(Key(), "here", changed, "there"), "") << fields.field(i)->name();
  }
}

}  // namespace
}  // namespace assay

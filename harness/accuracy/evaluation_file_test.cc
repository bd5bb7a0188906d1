#include "harness/accuracy/evaluation_file.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string Path(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }

// Ten images in batches of four; the third batch is another shard's.
proto::Evaluation Shard() {
  proto::Evaluation evaluation;
  evaluation.mutable_key()->set_weights("Toy");
  evaluation.mutable_key()->set_count(10);
  evaluation.mutable_key()->set_batch_size(4);
  evaluation.mutable_key()->set_top(2);
  evaluation.mutable_data()->set_name("Toys");
  for (int number = 0; number < 2; ++number) {
    proto::BatchAnswers& batch = *evaluation.add_batches();
    batch.set_batch(number);
    for (int i = 0; i < 4; ++i) {
      batch.add_label(i);
      batch.add_answer(i);
      batch.add_answer(9);
      batch.add_confidence(0.5f);
    }
  }
  return evaluation;
}

std::string Refusal(const std::string& bytes) {
  std::ofstream(Path("bad.pb"), std::ios::binary) << bytes;
  const auto evaluation = ReadEvaluation(Path("bad.pb"));
  EXPECT_EQ(evaluation.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(evaluation.status().message());
}

TEST(EvaluationFile, WhatIsWritten_IsRead) {
  ASSERT_TRUE(WriteEvaluation(Path("made/shard.pb"), Shard()).ok());
  const auto read = ReadEvaluation(Path("made/shard.pb"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), Shard().SerializeAsString());
}

std::string Written() {
  EXPECT_TRUE(WriteEvaluation(Path("whole.pb"), Shard()).ok());
  std::ifstream stream(Path("whole.pb"), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(EvaluationFile, SameEvaluation_GivesTheSameBytes) { EXPECT_EQ(Written(), Written()); }

TEST(EvaluationFile, FilesOfBeforeTheChecksum_AreReadAndTheirRangesChecked) {
  std::ofstream(Path("old.pb"), std::ios::binary) << Shard().SerializeAsString();
  const auto read = ReadEvaluation(Path("old.pb"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), Shard().SerializeAsString());
}

TEST(EvaluationFile, ChecksumThatIsNotTheBytes_IsRefused) {
  std::string bytes = Written();
  bytes[bytes.find("Toys")] = 'B';
  EXPECT_THAT(Refusal(bytes), HasSubstr("bad.pb: is damaged: its checksum is not that of its bytes"));
  // A second file behind the first would be merged into it.
  EXPECT_THAT(Refusal(Written() + Shard().SerializeAsString()), HasSubstr("is damaged"));
}

TEST(EvaluationFile, EveryByteThatIsChanged_IsSeen) {
  const std::string whole = Written();
  for (size_t i = 0; i < whole.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ 1 << bit);
      EXPECT_NE(Refusal(bytes), "") << "byte " << i << ", bit " << bit;
    }
  }
}

TEST(EvaluationFile, OtherFiles_AreRefused) {
  EXPECT_THAT(Refusal(""), HasSubstr("bad.pb: is no evaluation"));
  EXPECT_THAT(Refusal("a text"), HasSubstr("is no evaluation"));
  const auto changed = [](const auto& change) {
    proto::Evaluation evaluation = Shard();
    change(evaluation);
    return Refusal(evaluation.SerializeAsString());
  };
  EXPECT_THAT(changed([](auto& e) { e.mutable_key()->set_top(0); }), HasSubstr("is no evaluation"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_key()->set_batch_size(-4); }), HasSubstr("is no evaluation"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_key()->set_count(INT64_MAX); }), HasSubstr("is no evaluation"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_batches(0)->set_batch(INT64_MAX); }),
              HasSubstr("is damaged: batch 9223"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_batches(0)->add_label(1); }), HasSubstr("holds 5 images, expected 4"));
  EXPECT_THAT(changed([](auto& e) {
                e.mutable_batches(1)->set_batch(0);
                e.mutable_batches(1)->set_label(0, 7);
              }),
              HasSubstr("answered in two ways"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_batches(0)->set_confidence(0, 0.0f / 0.0f); }),
              HasSubstr("a confidence of"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_batches(0)->set_label(0, -1); }), HasSubstr("a label of -1"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_batches(0)->set_answer(0, 9); }), HasSubstr("category 9 comes twice"));
  EXPECT_THAT(changed([](auto& e) { e.mutable_key()->set_task("detection"); }), HasSubstr("is no evaluation"));
  EXPECT_TRUE(absl::IsNotFound(ReadEvaluation(Path("none.pb")).status()));
}

TEST(EvaluationFile, ChangedBytes_NeverCrash) {
  const std::string whole = Shard().SerializeAsString();
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = whole;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    std::ofstream(Path("changed.pb"), std::ios::binary) << bytes;
    (void)ReadEvaluation(Path("changed.pb"));
  }
}

}  // namespace
}  // namespace assay

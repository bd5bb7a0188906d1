#include "harness/accuracy/journal.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

proto::EvaluationKey Key(const std::string& weights = "Toy_Weights.V1") {
  proto::EvaluationKey key;
  key.set_weights(weights);
  key.set_count(100);
  key.set_batch_size(10);
  key.set_top(5);
  return key;
}

proto::BatchAnswers Batch(int64_t number) {
  proto::BatchAnswers batch;
  batch.set_batch(number);
  for (int image = 0; image < 10; ++image) {
    batch.add_label(static_cast<int>(number) + 1);
    for (int i = 0; i < 5; ++i) batch.add_answer(i);
    batch.add_confidence(0.5f);
  }
  return batch;
}

class JournalTest : public testing::Test {
 protected:
  JournalTest()
      : path_(std::string(std::getenv("TEST_TMPDIR")) + "/" +
              testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove(path_);
  }

  void Append(int64_t first, int64_t last) const {
    auto journal = EvaluationJournal::Open(path_, Key());
    ASSERT_TRUE(journal.ok()) << journal.status();
    for (int64_t i = first; i < last; ++i) ASSERT_TRUE(journal->Append(Batch(i)).ok());
  }
  size_t Done() const {
    const auto journal = EvaluationJournal::Open(path_, Key());
    EXPECT_TRUE(journal.ok()) << journal.status();
    return journal.ok() ? journal->done().size() : 0;
  }
  std::string Refusal(const proto::EvaluationKey& key = Key()) const {
    return std::string(EvaluationJournal::Open(path_, key).status().message());
  }
  std::string Read() const {
    std::ifstream stream(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void Write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }

  std::string path_;
};

TEST_F(JournalTest, Batches_AreThereAgain) {
  Append(0, 3);
  Append(3, 5);
  const auto journal = EvaluationJournal::Open(path_, Key());
  ASSERT_TRUE(journal.ok()) << journal.status();
  ASSERT_EQ(journal->done().size(), 5u);
  EXPECT_EQ(journal->done()[4].SerializeAsString(), Batch(4).SerializeAsString());
}

// A kill may come after any byte.
TEST_F(JournalTest, CutAnywhere_KeepsWholeBatchesAndGoesOn) {
  Append(0, 3);
  const std::string whole = Read();
  size_t last = 0;
  for (size_t length = 0; length <= whole.size(); ++length) {
    Write(whole.substr(0, length));
    const size_t done = Done();
    EXPECT_GE(done, last) << length;
    EXPECT_LE(done, 3u);
    last = done;
    Append(7, 8);
    EXPECT_EQ(Done(), done + 1) << length;
  }
  EXPECT_EQ(last, 3u);
}

TEST_F(JournalTest, DamagedRecord_IsDroppedWithWhatFollows) {
  Append(0, 3);
  std::string bytes = Read();
  bytes[bytes.size() - 3] ^= 1;
  Write(bytes);
  EXPECT_EQ(Done(), 2u);
}

TEST_F(JournalTest, BatchTwice_CountsOnce) {
  Append(0, 2);
  Append(1, 3);
  EXPECT_EQ(Done(), 3u);
}

TEST_F(JournalTest, AnotherEvaluationsJournal_IsRefusedAndKept) {
  Append(0, 2);
  const std::string before = Read();
  EXPECT_THAT(Refusal(Key("Toy_Weights.V2")),
              HasSubstr("of another evaluation: weights Toy_Weights.V1 in the journal, Toy_Weights.V2 now; "));
  EXPECT_EQ(Read(), before);
}

TEST_F(JournalTest, SomethingElse_IsRefusedAndKept) {
  Write("my notes\n");
  EXPECT_THAT(Refusal(), HasSubstr("is no journal of an evaluation"));
  EXPECT_EQ(Read(), "my notes\n");
}

TEST_F(JournalTest, TwoAtOnce_AreRefused) {
  const auto journal = EvaluationJournal::Open(path_, Key());
  ASSERT_TRUE(journal.ok()) << journal.status();
  EXPECT_THAT(Refusal(), HasSubstr("another process is writing this journal"));
}

TEST_F(JournalTest, FolderThatIsNotThere_IsMade) {
  path_ += "/new/run.journal";
  Append(0, 2);
  EXPECT_EQ(Done(), 2u);
}

TEST_F(JournalTest, FolderThatCannotBe_IsNamed) {
  Write("a file");
  path_ += "/run.journal";
  EXPECT_THAT(Refusal(), HasSubstr(path_ + ": cannot be opened (Not a directory)"));
}

// A process of before answers were checked may have kept them.
TEST_F(JournalTest, AnswersThatAreNoNumbers_AreComputedAgain) {
  Append(0, 2);
  {
    auto journal = EvaluationJournal::Open(path_, Key());
    ASSERT_TRUE(journal.ok()) << journal.status();
    proto::BatchAnswers batch = Batch(2);
    batch.set_confidence(4, 0.0f / 0.0f);
    ASSERT_TRUE(journal->Append(batch).ok());
  }
  EXPECT_EQ(Done(), 2u);
}

TEST_F(JournalTest, PipesAndDevices_AreRefused) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(Refusal(), HasSubstr("is no file, and so no place for a journal"));
}

}  // namespace
}  // namespace assay

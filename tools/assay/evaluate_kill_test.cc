// Kill -9 at random moments of a real evaluation, in a process of its own: what it leaves on the disk is gone on with,
// and the last process ends with the bytes of one that nobody stopped.
//
// The moments are drawn anew in each run; ASSAY_SEED=N, which the test prints, draws them again.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/accuracy/evaluation_file.h"
#include "harness/accuracy/journal.h"
#include "tools/assay/testing/program.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;
using testing::HasSubstr;

constexpr int kKills = 20;
constexpr char kWeights[] = "DigitsResNet20_Weights.DIGITS_V2";
constexpr char kSplit[] = "--split=all", kBatch[] = "--batch=2";  // 1,797 digits: 899 batches, each a record

unsigned Seed() {
  const char* const wanted = std::getenv("ASSAY_SEED");
  return wanted != nullptr ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10)) : std::random_device()();
}

class KilledEvaluation : public Contract {
 protected:
  static constexpr char kOut[] = "killed.pb", kJournal[] = "killed.pb.journal";

  // The program itself, not a shell around it.
  pid_t Start() const {
    const std::string program = Runfile("assay/tools/assay/assay"), out = "--out=killed.pb";
    const pid_t child = fork();
    if (child != 0) return child;
    if (chdir(InFolder("").c_str()) != 0) _exit(126);
    setenv("ASSAY_HOME", ".", 1);
    unsetenv("ASSAY_WEIGHTS");
    const int log = open("log", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execl(program.c_str(), "assay", "evaluate", kWeights, kSplit, kBatch, out.c_str(), nullptr);
    _exit(127);
  }

  uintmax_t JournalSize() const {
    std::error_code none;
    const uintmax_t size = fs::file_size(InFolder(kJournal), none);
    return none ? 0 : size;
  }

  // Kills the process a moment after it has written so many bytes. False where it ended by itself before.
  bool Kill(pid_t child, uintmax_t bytes, microseconds delay) const {
    const uintmax_t enough = JournalSize() + bytes;
    int status = 0;
    while (JournalSize() < enough) {
      if (waitpid(child, &status, WNOHANG) == child) return false;
      std::this_thread::sleep_for(microseconds(200));
    }
    std::this_thread::sleep_for(delay);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

  // The finished batches that are on the disk. In a copy: opening drops a record that was cut off.
  size_t Finished(const proto::EvaluationKey& key) const {
    if (!fs::exists(InFolder(kJournal))) return 0;
    fs::copy_file(InFolder(kJournal), InFolder("copy"), fs::copy_options::overwrite_existing);
    const auto journal = EvaluationJournal::Open(InFolder("copy"), key);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return journal.ok() ? journal->done().size() : 0;
  }

  void BeginAgain() const {
    for (const char* file : {kOut, kJournal}) fs::remove(InFolder(file));
  }
};

TEST_F(KilledEvaluation, TwentyTimesInTheMiddle_EndsWithTheBytesOfAWholeRun) {
  const unsigned seed = Seed();
  std::cout << "ASSAY_SEED=" << seed << "\n";
  std::mt19937 generator(seed);
  const std::string words = absl::StrCat("evaluate ", kWeights, " ", kSplit, " ", kBatch, " --out=");
  ASSERT_EQ(Assay(words + "whole.pb").code, 0);
  const auto whole = ReadEvaluation(InFolder("whole.pb"));
  ASSERT_TRUE(whole.ok()) << whole.status();
  const auto batches = static_cast<size_t>(whole->batches_size());
  ASSERT_GT(batches, 800u);

  // By what is written, so that kills are spread over the evaluation on a fast machine as on a busy one; then by time,
  // so that they hit between any two instructions. Twenty of them leave a quarter to the last run.
  uintmax_t most = fs::file_size(InFolder("whole.pb")) * 3 / 2 / kKills;
  constexpr int64_t kMostMicroseconds = 5'000;
  size_t finished = 0;
  for (int kills = 0, tries = 0; kills < kKills; ++tries) {
    ASSERT_LT(tries, 5 * kKills) << "no twenty kills fit into an evaluation";
    const uintmax_t bytes = std::uniform_int_distribution<uintmax_t>(1, most)(generator);
    const microseconds delay(std::uniform_int_distribution<int64_t>(0, kMostMicroseconds)(generator));
    const bool was_killed = Kill(Start(), bytes, delay);
    const size_t now = Finished(whole->key());
    if (was_killed && now > finished && now < batches) {
      ++kills;
      finished = now;
      std::cout << "kill " << kills << " after " << now << " of " << batches << " batches\n";
    } else if (!was_killed || now == batches) {
      ASSERT_TRUE(was_killed || fs::exists(InFolder(kOut))) << Read(InFolder("log"));
      // Done before it was hit: once more, and sooner.
      BeginAgain();
      most = std::max<uintmax_t>(1, most / 2);
      kills = 0;
      finished = 0;
    }
  }
  EXPECT_FALSE(fs::exists(InFolder(kOut)));
  const Answer last = Assay(words + kOut);
  EXPECT_EQ(last.code, 0) << last.err;
  EXPECT_THAT(last.err, HasSubstr("going on from "));
  EXPECT_TRUE(Read(InFolder(kOut)) == Read(InFolder("whole.pb"))) << "other bytes";
  EXPECT_FALSE(fs::exists(InFolder(kJournal)));
}

}  // namespace
}  // namespace assay

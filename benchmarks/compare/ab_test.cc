// The driver with programs that are shell scripts, so that times are what the test says; and once with real work.
#include "benchmarks/compare/ab.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr char kHead[] = R"({"schema": "assay.bench/1", "environment": {"host": {"processor": "Xeon", "cores": 2},
  "build_mode": "MODE"}, "rows": [)";

std::string Row(const std::string& name, double seconds, const std::string& status = "SCORED") {
  return absl::StrCat(R"({"name": ")", name, R"(", "column": "hot", "status": ")", status,
                      R"(", "reason": "said so", "samples": [)", seconds, ", ", seconds * 1.001, ", ", seconds * 0.999,
                      "]}");
}

class AbTest : public testing::Test {
 protected:
  AbTest()
      : folder_(absl::StrCat(std::getenv("TEST_TMPDIR"), "/",
                             testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
  }

  // A program that runs `script`, in which $out is its results file, $filter the filter and $count how often it ran.
  Program Script(const std::string& name, const std::string& script) const {
    const std::string path = absl::StrCat(folder_, "/", name);
    std::ofstream(path) << "#!/bin/sh\nfor word in \"$@\"; do case $word in\n--assay_out=*) out=${word#*=} ;;\n"
                        << "--benchmark_filter=*) filter=${word#*=} ;;\nesac; done\n"
                        << "count=$(cat " << path << ".count 2>/dev/null || echo 0); echo $((count + 1)) >" << path
                        << ".count\n"
                        << script << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::all);
    return {path};
  }

  // The rows' JSON as a program's results.
  static std::string Write(const std::string& rows, const std::string& mode = "opt") {
    std::string head = kHead;
    head.replace(head.find("MODE"), 4, mode);
    return absl::StrCat("cat >\"$out\" <<'END'\n", head, rows, "]}\nEND");
  }

  Program Writes(const std::string& name, const std::string& rows) const { return Script(name, Write(rows)); }

  static AbRequest Request(const Program& old_program, const Program& new_program) {
    return {.old_program = old_program,
            .new_program = new_program,
            .runs = {.timeout = absl::Seconds(60), .seed = 1},
            .rounds = 3,
            .confirm_rounds = 20};
  }

  static Comparison Run(const Program& old_program, const Program& new_program) {
    const auto result = RunAb(Request(old_program, new_program));
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? result->comparison : Comparison();
  }

  static std::string Refusal(const Program& old_program, const Program& new_program) {
    const auto result = RunAb(Request(old_program, new_program));
    EXPECT_FALSE(result.ok());
    return std::string(result.status().message());
  }

  const std::string folder_;
};

TEST_F(AbTest, RowsThatMove_GetTheirVerdicts) {
  const Program was = Writes("old", absl::StrCat(Row("a", 1), ", ", Row("b/c.d", 1), ", ", Row("e", 1)));
  const Program is = Writes("new", absl::StrCat(Row("a", 1.03), ", ", Row("b/c.d", 1.001), ", ", Row("e", 0.9)));
  const auto result = RunAb(Request(was, is));
  ASSERT_TRUE(result.ok()) << result.status();
  const std::vector<RowComparison>& rows = result->comparison.rows;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].verdict, Verdict::kSlower);
  EXPECT_NEAR(rows[0].evidence.ratio, 1.03, 1e-9);
  EXPECT_TRUE(rows[0].confirmed);
  EXPECT_EQ(rows[1].verdict, Verdict::kSame);
  EXPECT_EQ(rows[2].verdict, Verdict::kFaster);
  EXPECT_TRUE(result->comparison.Fails());
  // Only suspects were measured again.
  EXPECT_EQ(result->deciding.size(), 3u);
  EXPECT_EQ(result->confirming.size(), 2u);
  EXPECT_EQ(result->confirming.count("b/c.d"), 0u);
  // Not all of them: it was told before.
  EXPECT_EQ(result->confirming.at("a").rounds.size(), 10u);
}

TEST_F(AbTest, SameProgram_IsTheSame) {
  const Program program = Writes("program", Row("a", 1));
  const Comparison comparison = Run(program, program);
  EXPECT_EQ(comparison.Count(Verdict::kSame), 1);
  EXPECT_FALSE(comparison.Fails());
}

TEST_F(AbTest, NoiseThatIsKept_RaisesTheThreshold) {
  AbRequest request = Request(Writes("old", Row("a", 1)), Writes("new", Row("a", 1.05)));
  request.noise_of = [](const RunEnvironment& machine) {
    EXPECT_EQ(machine.processor, "Xeon");
    MachineNoise noise;
    noise.rows["a"].rounds.push_back({1, 1.1, 1.1, 1});
    return noise;
  };
  const auto result = RunAb(request);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_NEAR(result->comparison.rows[0].threshold, 0.1, 1e-9);
  EXPECT_NE(result->comparison.rows[0].verdict, Verdict::kSlower);
}

TEST_F(AbTest, RowsOfOneSide_AreMissing) {
  const Comparison comparison = Run(Writes("old", absl::StrCat(Row("a", 1), ", ", Row("gone", 1))),
                                    Writes("new", absl::StrCat(Row("a", 1), ", ", Row("fresh", 1))));
  EXPECT_EQ(comparison.Count(Verdict::kMissing), 2);
  EXPECT_TRUE(comparison.Fails());
}

TEST_F(AbTest, WrongRow_IsNotMeasured) {
  const Comparison comparison =
      Run(Writes("old", Row("a", 1)), Script("new", absl::StrCat(Write(Row("a", 1, "WRONG")), "\nexit 1")));
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kWrong);
  EXPECT_EQ(comparison.rows[0].reason, "the new side is WRONG: said so");
}

// It was right when it was scouted, and in the first rounds.
TEST_F(AbTest, RowThatBecomesWrong_IsWrong) {
  const Program is = Script("new", absl::StrCat("if [ $count -lt 4 ]; then\n", Write(Row("a", 1)), "\nelse\n",
                                                Write(Row("a", 1, "FASTER_THAN_LIMIT")), "\nfi"));
  EXPECT_EQ(Run(Writes("old", Row("a", 1)), is).rows[0].verdict, Verdict::kWrong);
}

// Only when it was measured again: 1 run to scout, 6 to decide.
TEST_F(AbTest, SuspectThatBecomesWrong_IsWrong) {
  const Program is = Script("new", absl::StrCat("if [ $count -lt 9 ]; then\n", Write(Row("a", 1.1)), "\nelse\n",
                                                Write(Row("a", 1.1, "WRONG")), "\nfi"));
  EXPECT_EQ(Run(Writes("old", Row("a", 1)), is).rows[0].verdict, Verdict::kWrong);
}

TEST_F(AbTest, SuspectsThatAreTold_AreMeasuredNoFurther) {
  // Back and forth by 10 %, so that the first look cannot tell.
  const Program is = Script("new", absl::StrCat("if [ $((count % 3)) = 0 ]; then\n", Write(Row("a", 1.15)), "\nelse\n",
                                                Write(Row("a", 1.02)), "\nfi"));
  AbRequest request = Request(Writes("old", Row("a", 1)), is);
  const auto result = RunAb(request);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->confirming.at("a").rounds.size(), 20u);
  request.old_program = Writes("old", Row("a", 1));
  request.new_program = Writes("new2", Row("a", 1.2));
  EXPECT_EQ(RunAb(request)->confirming.at("a").rounds.size(), 10u);
}

TEST_F(AbTest, ThrottledRuns_AreLeftOutUntilTooFewAreLeft) {
  const auto throttled_from = [&](const char* name, int first, int last) {
    return Script(name, absl::StrCat("if [ $count -lt ", first, " ] || [ $count -gt ", last, " ]; then\n",
                                     Write(Row("a", 1)), "\nelse\n", Write(Row("a", 9, "UNSCORED")), "\nfi"));
  };
  const Program was = Writes("old", Row("a", 1));
  const Comparison some = Run(was, throttled_from("once", 1, 1));
  EXPECT_EQ(some.rows[0].verdict, Verdict::kSame);
  EXPECT_EQ(some.rows[0].evidence.new_runs, 4);
  const Comparison most = Run(was, throttled_from("often", 1, 4));
  EXPECT_EQ(most.rows[0].verdict, Verdict::kUnscored);
  EXPECT_EQ(most.rows[0].reason, "the new side is UNSCORED: said so");
}

TEST_F(AbTest, ProgramThatFails_IsNamedWithItsSide) {
  const Program was = Writes("old", Row("a", 1));
  EXPECT_THAT(Refusal(was, Script("crash", "kill -SEGV $$")), HasSubstr("the new program: "));
  EXPECT_THAT(Refusal(Script("fail", "echo no such flag >&2; exit 2"), was),
              testing::AllOf(HasSubstr("the old program: "), HasSubstr("ended with 2; its last words: no such flag")));
  EXPECT_THAT(Refusal(was, Script("silent", "true")), HasSubstr("wrote no results for --assay_out="));
  EXPECT_THAT(Refusal(was, Script("garbage", "echo {} >$out")), HasSubstr("the new program: "));
  EXPECT_THAT(Refusal(was, {"/nowhere/models"}), HasSubstr("there is no program /nowhere/models"));
  AbRequest hang = Request(was, Script("hang", "sleep 60"));
  hang.runs.timeout = absl::Milliseconds(500);
  EXPECT_EQ(RunAb(hang).status().code(), absl::StatusCode::kDeadlineExceeded);
}

// Every right exit is no proof that a row was measured.
TEST_F(AbTest, RowThatDoesNotComeAlone_IsAnError) {
  const Program was = Writes("old", Row("a", 1));
  const Program is = Script(
      "new", absl::StrCat("if [ -z \"$filter\" ]; then\n", Write(Row("a", 1)), "\nelse\n", Write(Row("b", 1)), "\nfi"));
  EXPECT_THAT(Refusal(was, is),
              HasSubstr("the row a came when all rows were run, and not with --benchmark_filter=^a(/|$)"));
}

// Its hot column comes alone, its cold one does not.
TEST_F(AbTest, ColumnThatDoesNotComeAlone_IsMissing) {
  std::string cold = Row("a", 2);
  cold.replace(cold.find("hot"), 3, "cold");
  const Program program =
      Script("program", absl::StrCat("if [ -z \"$filter\" ]; then\n", Write(absl::StrCat(Row("a", 1), ", ", cold)),
                                     "\nelse\n", Write(Row("a", 1)), "\nfi"));
  const Comparison comparison = Run(program, program);
  ASSERT_EQ(comparison.rows.size(), 2u);
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kSame);
  EXPECT_EQ(comparison.rows[1].key, "a [cold]");
  EXPECT_EQ(comparison.rows[1].verdict, Verdict::kMissing);
}

TEST_F(AbTest, OtherBuildMode_IsRefusedUnlessAcross) {
  const Program was = Writes("old", Row("a", 1)), is = Script("new", Write(Row("a", 1), "dbg"));
  EXPECT_THAT(Refusal(was, is), HasSubstr("build mode opt and dbg"));
  AbRequest request = Request(was, is);
  request.across = true;
  EXPECT_THAT(RunAb(request)->comparison.notes, testing::ElementsAre("build mode: opt and dbg"));
}

TEST_F(AbTest, Progress_CountsRuns) {
  AbRequest request = Request(Writes("old", Row("a", 1)), Writes("new", Row("a", 2)));
  std::vector<std::string> seen;
  request.runs.progress = [&](const InterleaveProgress& progress) {
    seen.push_back(absl::StrCat(progress.stage, " ", progress.done, "/", progress.total));
  };
  ASSERT_TRUE(RunAb(request).ok());
  EXPECT_EQ(seen[0], "scouting 0/2");
  EXPECT_EQ(seen[2], "deciding 0/12");
  EXPECT_EQ(seen[4], "deciding 8/12");
  EXPECT_EQ(seen[5], "confirming (1 of 3) 0/20");
}

TEST_F(AbTest, CoinsAreThrown_AndSeedsRepeatThem) {
  const Program program = Writes("program", Row("a", 1));
  AbRequest request = Request(program, program);
  request.rounds = 12;
  const auto coins = [&] {
    std::string coins;
    const auto result = RunAb(request);
    for (const Round& round : result->deciding.at("a").rounds) coins += round.new_first ? '1' : '0';
    return coins;
  };
  const std::string first = coins();
  EXPECT_THAT(first, testing::AllOf(HasSubstr("0"), HasSubstr("1")));
  EXPECT_EQ(coins(), first);
}

TEST_F(AbTest, Aa_MeasuresEveryRow) {
  AbRequest request = Request(Writes("program", absl::StrCat(Row("a", 1), ", ", Row("b", 2))), {});
  const auto noise = RunAa(request);
  ASSERT_TRUE(noise.ok()) << noise.status();
  EXPECT_EQ(noise->machine.processor, "Xeon");
  EXPECT_EQ(noise->rows.at("b").rounds.size(), 3u);
  EXPECT_EQ(noise->rows.at("b").rounds[0][3], 2);
  request.old_program = Writes("wrong", Row("a", 1, "UNSCORED"));
  EXPECT_THAT(RunAa(request).status().message(), HasSubstr("these are not: a (UNSCORED)"));
}

TEST(FilterOf, CharactersOfExpressions_AreTakenAsTheyAre) {
  EXPECT_EQ(FilterOf("a/b:8"), "^a/b:8(/|$)");
  EXPECT_EQ(FilterOf("a.b(c)*[d]{e}+?|\\^$"), "^a\\.b\\(c\\)\\*\\[d\\]\\{e\\}\\+\\?\\|\\\\\\^\\$(/|$)");
}

// Real work, three times as much of it: no machine is so noisy.
TEST_F(AbTest, PlantedSlowdown_IsFound) {
  const std::string suite = absl::StrCat(std::getenv("TEST_SRCDIR"), "/assay/benchmarks/compare/sample_suite");
  AbRequest request = Request({suite, "--milliseconds=2"}, {suite, "--milliseconds=2", "--plant=crc32=3"});
  request.runs.filter = "crc32|softmax";
  const auto result = RunAb(request);
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->comparison.rows.size(), 2u);
  for (const RowComparison& row : result->comparison.rows) {
    if (row.key == "crc32") {
      EXPECT_EQ(row.verdict, Verdict::kSlower) << row.evidence.ratio;
      // How far it is from 3 is the machine's affair.
      EXPECT_GT(row.evidence.ratio, 1.5);
    } else {
      EXPECT_NE(row.verdict, Verdict::kSlower) << row.evidence.ratio;
    }
  }
}

}  // namespace
}  // namespace assay

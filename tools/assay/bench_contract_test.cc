// `assay bench` as its callers see it: files, programs, what it prints where and what it ends with.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/json.h"
#include "tools/assay/testing/program.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class BenchContract : public Contract {
 protected:
  // Ten runs of a row that takes so long, and of one that is always the same.
  std::string Results(const std::string& name, double seconds, const std::string& mode = "opt") const {
    Json json = {{"schema", "assay.bench/1"},
                 {"environment", {{"host", {{"processor", "Xeon"}, {"cores", 2}}}, {"build_mode", mode}}},
                 {"rows", Json::array()}};
    for (const auto& [row, time] : {std::pair("sort", seconds), std::pair("copy", 1.0)}) {
      Json runs = Json::array();
      for (int i = 0; i < 12; ++i) runs.push_back({time * (1 + 0.0003 * (i * 5 % 7)), time, time * 1.0005});
      json["rows"].push_back(
          {{"name", row}, {"column", "hot"}, {"status", "SCORED"}, {"samples", {time}}, {"runs", runs}});
    }
    return Quoted(Write(name, json.dump()));
  }

  static std::string Suite() { return Quoted(Runfile("assay/benchmarks/compare/sample_suite")); }
};

TEST_F(BenchContract, Compare_HasTheContractsFieldsAndCodes) {
  const std::string was = Results("was.json", 1), is = Results("is.json", 1.1);
  const Json json = AssayJson(absl::StrCat("bench compare ", was, " ", is, " --json"), 1);
  ASSERT_EQ(json["rows"].size(), 2u);
  EXPECT_EQ(json["rows"][0]["name"], "sort");
  EXPECT_NEAR(json["rows"][0]["ratio"].get<double>(), 1.1, 0.002);
  EXPECT_GT(json["rows"][0]["low"].get<double>(), 1.09);
  EXPECT_LT(json["rows"][0]["high"].get<double>(), 1.11);
  EXPECT_EQ(json["rows"][0]["verdict"], "SLOWER");
  EXPECT_EQ(json["rows"][1]["verdict"], "SAME");
  EXPECT_EQ(json["summary"]["slower"], 1);
  // The other way round it is faster, and nothing fails.
  EXPECT_EQ(AssayJson(absl::StrCat("bench compare ", is, " ", was, " --json"))["rows"][0]["verdict"], "FASTER");
}

TEST_F(BenchContract, Compare_WritesTextMarkdownAndJsonBesideIt) {
  const Answer answer = Assay(absl::StrCat("bench compare ", Results("was.json", 1), " ", Results("is.json", 1.1),
                                           " --markdown=b.md --json=b.json"));
  EXPECT_EQ(answer.code, 1) << answer.err;
  EXPECT_THAT(answer.out, StartsWith("SLOWER: sort 1.100 ("));
  EXPECT_THAT(Read(InFolder("b.md")), StartsWith("**SLOWER: sort"));
  EXPECT_EQ(Json::parse(Read(InFolder("b.json")))["rows"].size(), 2u);
}

TEST_F(BenchContract, Compare_Threshold_IsTheUsers) {
  const std::string files = absl::StrCat(Results("was.json", 1), " ", Results("is.json", 1.1));
  EXPECT_EQ(Assay(absl::StrCat("bench compare ", files, " --threshold=15%")).code, 0);
}

TEST_F(BenchContract, FilesThatCannotBeCompared_EndWith2) {
  const std::string was = Results("was.json", 1), debug = Results("debug.json", 1, "dbg");
  EXPECT_THAT(Refusal(absl::StrCat("bench compare ", was, " ", debug), 2), HasSubstr("build mode opt and dbg"));
  EXPECT_EQ(Assay(absl::StrCat("bench compare --across ", was, " ", debug)).code, 0);
  EXPECT_THAT(Refusal(absl::StrCat("bench compare ", was, " nothing.json"), 2), HasSubstr("there is no file"));
  EXPECT_THAT(Refusal(absl::StrCat("bench compare ", was, " ", Quoted(Write("x.json", "{\"rows\": 3}"))), 2),
              HasSubstr("expected a text \"schema\""));
  EXPECT_THAT(Refusal("bench compare a.json", 2), HasSubstr("expected OLD.json NEW.json"));
  EXPECT_THAT(Refusal("bench comprae a b", 2), HasSubstr("did you mean \"compare\""));
  EXPECT_THAT(Refusal("bench", 2), HasSubstr("is missing"));
}

TEST_F(BenchContract, NoiseOfAnotherHand_IsRefused) {
  const std::string was = Results("was.json", 1);
  std::filesystem::create_directories(InFolder("bench"));
  Write("bench/noise-xeon-2.json", "{}");
  EXPECT_THAT(Refusal(absl::StrCat("bench compare ", was, " ", was), 2), HasSubstr("assay bench aa"));
}

TEST_F(BenchContract, AaThenAb_KeepAndUseTheNoise) {
  const Json noise =
      AssayJson(absl::StrCat("bench aa ", Suite(), " --filter='crc32|sum' --rounds=4 --json -- --milliseconds=1"));
  ASSERT_EQ(noise["rows"].size(), 2u);
  EXPECT_EQ(noise["rows"][0]["name"], "crc32");
  EXPECT_EQ(noise["rows"][0]["rounds"], 4);
  EXPECT_TRUE(std::filesystem::exists(noise["path"].get<std::string>()));
  EXPECT_THAT(noise["path"].get<std::string>(), StartsWith(InFolder("bench/noise-")));
  const Json json = AssayJson(absl::StrCat("bench ab ", Suite(), " ", Suite(),
                                           " --filter=sum --rounds=2 --confirm-rounds=2 --json -- --milliseconds=1"));
  ASSERT_EQ(json["rows"].size(), 1u);
  EXPECT_EQ(json["summary"]["noise_measured"], true);
  EXPECT_EQ(json["summary"]["slower"], 0);
}

// Real work, four times as much of it.
TEST_F(BenchContract, Ab_FindsWhatIsSlower) {
  const std::string slow = Write("slow", absl::StrCat("#!/bin/sh\nexec ", Suite(), " --plant=crc32=4 \"$@\"\n"));
  std::filesystem::permissions(slow, std::filesystem::perms::all);
  const Answer answer = Assay(absl::StrCat("bench ab ", Suite(), " slow --filter=crc32 --rounds=3 --confirm-rounds=40",
                                           " -- --milliseconds=1"));
  EXPECT_EQ(answer.code, 1) << answer.err;
  EXPECT_THAT(answer.out, AllOf(StartsWith("SLOWER: crc32 "), HasSubstr("measured again")));
  EXPECT_EQ(answer.err, "");
}

TEST_F(BenchContract, AbOfProgramsThatFail_EndsWith2) {
  EXPECT_THAT(Refusal(absl::StrCat("bench ab ", Suite(), " nowhere"), 2), HasSubstr("there is no program"));
  EXPECT_THAT(Refusal(absl::StrCat("bench ab ", Suite(), " ", Suite(), " --filter=nothing"), 2),
              AllOf(HasSubstr("the old program"), HasSubstr("no row matches nothing")));
  EXPECT_THAT(Refusal(absl::StrCat("bench ab ", Suite(), " ", Suite(), " -- --unknown"), 2),
              HasSubstr("usage: sample_suite"));
}

}  // namespace
}  // namespace assay

#include "tools/assay/evaluate_request.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

absl::StatusOr<EvaluateRequest> Parse(const std::vector<std::string>& words) {
  const auto arguments = Arguments::Parse(words, EvaluateOptionList());
  EXPECT_TRUE(arguments.ok()) << arguments.status();
  return ParseEvaluateRequest(*arguments);
}

std::string Refusal(const std::vector<std::string>& words) { return std::string(Parse(words).status().message()); }

TEST(ParseEvaluateRequest, Words_AreRead) {
  const auto request = Parse({"W", "--data=val", "--split=test", "--classes=c.txt", "--batch=8", "--shard=3/16",
                              "--device=cuda:1", "--limit=100", "--out=/tmp/a.pb", "--json=/tmp/a.json"});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->what, EvaluateRequest::What::kRun);
  EXPECT_EQ(request->words, std::vector<std::string>{"W"});
  EXPECT_EQ(request->data.data, "val");
  EXPECT_EQ(request->data.split, "test");
  EXPECT_EQ(request->data.limit, 100);
  EXPECT_EQ(request->batch_size, 8);
  EXPECT_EQ(request->device, "cuda:1");
  EXPECT_EQ(request->shard, 3);
  EXPECT_EQ(request->shards, 16);
  EXPECT_EQ(request->out, "/tmp/a.pb");
  EXPECT_EQ(request->json_file, "/tmp/a.json");
  EXPECT_FALSE(request->json);
  EXPECT_TRUE(request->Has("limit"));
  EXPECT_FALSE(request->Has("plain"));
}

TEST(ParseEvaluateRequest, Defaults_AreAllInOneWithoutFiles) {
  const auto request = Parse({"W", "--json"});
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->batch_size, 32);
  EXPECT_EQ(request->device, "cpu");
  EXPECT_EQ(request->shards, 1);
  EXPECT_EQ(request->journal, "");
  EXPECT_TRUE(request->json);
}

TEST(ParseEvaluateRequest, Journal_LiesBesideTheAnswersUnlessItIsNamed) {
  const auto beside = Parse({"W", "--out=/tmp/a.pb"}), named = Parse({"W", "--out=/tmp/a.pb", "--journal=/tmp/j"});
  EXPECT_EQ(beside->journal, "/tmp/a.pb.journal");
  EXPECT_TRUE(beside->own_journal);
  EXPECT_EQ(named->journal, "/tmp/j");
  EXPECT_FALSE(named->own_journal);
  EXPECT_EQ(Parse({"--merge", "a.pb", "--out=/tmp/a.pb"})->journal, "") << "a merge computes nothing";
}

TEST(ParseEvaluateRequest, Shards_CountFromOne) {
  EXPECT_TRUE(Parse({"W", "--shard=1/1"}).ok());
  EXPECT_TRUE(Parse({"W", "--shard=16/16"}).ok());
  for (const char* shard : {"0/16", "17/16", "3", "3/", "/16", "3/16/2", "a/b", "-1/16", "1/0", "1/1000001", "1.5/2",
                            " 1/3", "1 /3", "1/ 3", "+1/3", "1/3 "})
    EXPECT_THAT(Refusal({"W", absl::StrCat("--shard=", shard)}), HasSubstr("counted from 1")) << shard;
}

TEST(ParseEvaluateRequest, Numbers_AreInTheirRange) {
  for (const char* word :
       {"--batch=0", "--batch=4097", "--batch=x", "--limit=0", "--limit=-3", "--limit=1e3", "--limit= 3", "--batch=+3"})
    EXPECT_THAT(Refusal({"W", word}), HasSubstr("expected a number from 1 to ")) << word;
  for (const char* word : {"--expect=101", "--expect=-1", "--expect=nan", "--expect=high"})
    EXPECT_THAT(Refusal({"W", "--explain", word}), EndsWith("expected an accuracy in percent, such as 71.88")) << word;
  EXPECT_EQ(Parse({"W", "--explain", "--expect=41.2"})->expect, 41.2);
}

TEST(ParseEvaluateRequest, Against_TakesAMarginAndPictures) {
  const auto request = Parse({"W", "--against=V", "--margin=0.5", "--pictures=/tmp/p.html"});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->against, "V");
  EXPECT_EQ(request->margin_points, 0.5);
  EXPECT_EQ(request->pictures, "/tmp/p.html");
  EXPECT_EQ(Parse({"W", "--against=V"})->margin_points, std::nullopt);
  for (const char* margin : {"--margin=0", "--margin=-1", "--margin=11", "--margin=nan", "--margin=x"})
    EXPECT_THAT(Refusal({"W", "--against=V", margin}), HasSubstr("expected points of accuracy above 0")) << margin;
  EXPECT_THAT(Refusal({"W", "--margin=1"}), HasSubstr("--margin is for --against"));
  EXPECT_THAT(Refusal({"W", "--pictures=p"}), HasSubstr("--pictures is for --against"));
  EXPECT_THAT(Refusal({"W", "--against=V", "--shard=1/2"}), HasSubstr("evaluate NEW.pb --against=OLD.pb"));
  EXPECT_THAT(Refusal({"W", "--against=V", "--explain"}), HasSubstr("--against does not go with --explain"));
  EXPECT_THAT(Refusal({"W", "--against=V", "--merge"}), HasSubstr("--against does not go with --merge"));
}

TEST(ParseEvaluateRequest, OptionsThatMeanNothingTogether_AreRefused) {
  EXPECT_THAT(Refusal({"W", "X"}), HasSubstr("\"X\" is one word too many"));
  EXPECT_THAT(Refusal({"W", "--expect=3"}), HasSubstr("--expect is for --explain"));
  EXPECT_THAT(Refusal({"W", "--explain", "--shard=1/2"}), HasSubstr("--shard does not go with --explain"));
  EXPECT_THAT(Refusal({"W", "--explain", "--out=a"}), HasSubstr("--out does not go with --explain"));
  EXPECT_THAT(Refusal({"a", "b", "--merge", "--data=d"}), HasSubstr("--data does not go with --merge"));
  EXPECT_THAT(Refusal({"a", "b", "--merge", "--explain"}), HasSubstr("--explain does not go with --merge"));
}

}  // namespace
}  // namespace assay

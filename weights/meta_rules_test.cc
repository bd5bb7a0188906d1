// What the build of a textproto says about an entry's meta-data, for every task.
#include "weights/meta_rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char kAlways[] = "num_params: 7 licence { spdx: \"MIT\" url: \"https://host/l\" }\n";
constexpr char kClassification[] = "task: CLASSIFICATION\ncategories { file: \"three\" count: 3 }\n";
constexpr char kTextEncoding[] =
    "task: TEXT_ENCODING\nembedding_size: 384\nvocabulary_size: 30522\nlanguages: \"en\"\n";
constexpr char kSpeech[] =
    "task: SPEECH\nsample_rate: 22050\nsymbols { kind: \"characters\" count: 38 }\nlanguages: \"en\"\n";

// The findings about `meta`, whose first line is line 1 of "x".
std::vector<std::string> Findings(const std::string& meta) {
  const auto text = ParseCatalogText(absl::StrCat("entry { meta { ", meta, " } }"), "x");
  EXPECT_TRUE(text.ok()) << text.status();
  if (!text.ok()) return {};
  assay::Findings findings;
  CheckMeta(text->message.entry(0).meta(), text->Root().Nested("entry", 0).Nested("meta"), &findings);
  const absl::Status status = findings.ToStatus();
  if (status.ok()) return {};
  return absl::StrSplit(std::string(status.message()), '\n');
}

TEST(CheckMeta, SoundMetaDataOfEachTask_IsAccepted) {
  EXPECT_THAT(Findings(absl::StrCat(kClassification, kAlways)), IsEmpty());
  EXPECT_THAT(Findings(absl::StrCat(kTextEncoding, kAlways)), IsEmpty());
  EXPECT_THAT(Findings(absl::StrCat(kSpeech, kAlways)), IsEmpty());
  const std::string coco = "categories { file: \"coco91\" count: 91 } ops: 134.38 min_size { height: 1 width: 1 } ";
  EXPECT_THAT(Findings(absl::StrCat("task: DETECTION keypoint_names: \"nose\" ", coco, kAlways)), IsEmpty());
  EXPECT_THAT(Findings(absl::StrCat("task: SEGMENTATION ", coco, kAlways)), IsEmpty());
}

TEST(CheckMeta, NoTask_NamesThemAll) {
  EXPECT_THAT(Findings(kAlways),
              ElementsAre("x:1:9: meta has no task; add meta { task: CLASSIFICATION ... }; it is one of "
                          "CLASSIFICATION, DETECTION, SEGMENTATION, TEXT_ENCODING, SPEECH, FEATURES"));
}

TEST(CheckMeta, EveryRequiredFieldMissing_IsNamedWithAnExample) {
  EXPECT_THAT(Findings("task: TEXT_ENCODING"),
              ElementsAre(StartsWith("x:1:9: num_params is missing, which text_encoding needs: elements of all "
                                     "parameters; add num_params: "),
                          StartsWith("x:1:9: licence is missing"), StartsWith("x:1:9: embedding_size is missing"),
                          StartsWith("x:1:9: vocabulary_size is missing"), StartsWith("x:1:9: languages is missing")));
  EXPECT_THAT(Findings(absl::StrCat("task: DETECTION ", kAlways)),
              ElementsAre("x:1:9: categories is missing, which detection needs: the names of the outputs; add "
                          "categories { file: \"imagenet1k\" count: 1000 }"));
}

TEST(CheckMeta, FieldOfAnotherTask_IsRefusedWhereItStands) {
  EXPECT_THAT(Findings(absl::StrCat(kClassification, "sample_rate: 22050\n", kAlways)),
              ElementsAre("x:3:1: sample_rate is no field of classification; leave it out, or correct the task; "
                          "docs/meta-data.md has the table"));
  EXPECT_THAT(Findings(absl::StrCat(kTextEncoding, "ops: 1\n", kAlways)),
              ElementsAre(StartsWith("x:5:1: ops is no field of text_encoding")));
  EXPECT_THAT(Findings(absl::StrCat(kSpeech, "min_size { height: 1 width: 1 }\n", kAlways)),
              ElementsAre(StartsWith("x:5:1: min_size is no field of speech")));
  EXPECT_THAT(Findings(absl::StrCat(kClassification, "languages: \"en\" languages: \"de\"\n", kAlways)),
              ElementsAre(StartsWith("x:3:1: languages is no field of classification")));
}

TEST(CheckMeta, MetricOfAnotherTask_IsRefusedWithTheTasksOwn) {
  EXPECT_THAT(Findings(absl::StrCat(kClassification,
                                    "metrics { dataset: \"S\"\n metric { name: \"acc@1\" value: 1 }\n"
                                    " metric { name: \"box_map\" value: 37 } }\n",
                                    kAlways)),
              ElementsAre("x:5:11: \"box_map\" is no metric of classification; it has acc@1, acc@5"));
}

TEST(CheckMeta, MetricOutOfRange_IsRefused) {
  EXPECT_THAT(
      Findings(absl::StrCat(kSpeech, "metrics { dataset: \"S\" metric { name: \"mos\" value: 45 } }\n", kAlways)),
      ElementsAre("x:5:45: mos is 45, outside 1 to 5; state it in the metric's own unit"));
}

TEST(CheckMeta, MetricTwice_IsRefused) {
  EXPECT_THAT(Findings(absl::StrCat(kClassification,
                                    "metrics { dataset: \"S\" metric { name: \"acc@1\" value: 1 } metric { name: "
                                    "\"acc@1\" value: 2 } }\n",
                                    kAlways)),
              ElementsAre(HasSubstr("each metric a name of its own")));
}

TEST(CheckMeta, LicenceThatNobodyKnows_SuggestsTheNearest) {
  const std::string text = absl::StrReplaceAll(kAlways, {{"MIT", "BSD-3-Clauses"}});
  EXPECT_THAT(Findings(absl::StrCat(kClassification, text)),
              ElementsAre("x:3:15: \"BSD-3-Clauses\" is no SPDX identifier that weights/licence.cc knows; write spdx: "
                          "\"BSD-3-Clause\", or LicenseRef-NAME for terms of one's own; did you mean "
                          "\"BSD-3-Clause\"?"));
}

TEST(CheckMeta, LicenceWithoutALink_IsRefused) {
  const std::string text = absl::StrReplaceAll(kAlways, {{"https://host/l", "LICENSE.txt"}});
  EXPECT_THAT(Findings(absl::StrCat(kClassification, text)),
              ElementsAre(HasSubstr("the licence's url \"LICENSE.txt\" is no https link")));
}

TEST(CheckMeta, NumbersThatAreNone_AreRefusedEach) {
  EXPECT_THAT(Findings(absl::StrCat("task: SPEECH\nsample_rate: 0\nsymbols { kind: \"characters\" }\nlanguages: "
                                    "\"English\"\nfile_size: nan\n",
                                    kAlways)),
              ElementsAre(StartsWith("x:5:1: file_size is not a positive number"),
                          StartsWith("x:2:1: sample_rate is not a positive number"),
                          StartsWith("x:4:1: \"English\" is no language tag"),
                          StartsWith("x:3:1: symbols need a kind and a count")));
}

TEST(CheckMeta, SizesOfNothing_AreRefusedEach) {
  EXPECT_THAT(
      Findings(
          absl::StrCat(kClassification, "min_size { height: 1 }\nsmallest_taken { height: 1 width: 0 }\n", kAlways)),
      ElementsAre(StartsWith("x:3:1: min_size is not positive"), StartsWith("x:4:1: smallest_taken is not positive")));
}

TEST(CheckMeta, LanguageTags_AreBcp47) {
  for (const char* tag : {"en", "deu", "pt-br", "zh-hans"}) {
    EXPECT_THAT(Findings(absl::StrCat(kSpeech, "languages: \"", tag, "\" ", kAlways)), IsEmpty()) << tag;
  }
  for (const char* tag : {"", "e", "EN", "english", "en-", "en us"}) {
    EXPECT_THAT(Findings(absl::StrCat(kSpeech, "languages: \"", tag, "\" ", kAlways)),
                ElementsAre(HasSubstr("is no language tag")))
        << tag;
  }
}

TEST(CheckMeta, CategoriesThatNameNoFile_AreRefused) {
  for (const char* file : {"", "../three", "a b"}) {
    EXPECT_THAT(Findings(absl::StrCat("task: CLASSIFICATION categories { file: \"", file, "\" count: 3 } ", kAlways)),
                ElementsAre(HasSubstr("categories need a file of weights/categories")))
        << file;
  }
}

}  // namespace
}  // namespace assay

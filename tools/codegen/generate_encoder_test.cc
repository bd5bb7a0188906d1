// What the build says of a text encoder's textproto; generate_test.cc has the rest.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/codegen/generate.h"

namespace assay {
namespace {

using testing::HasSubstr;

// A text encoder's: the transforms are in line 6, the extra file in line 8.
constexpr char kEncoder[] = R"(name: "Toy_Weights" cpp_name: "ToyWeights" builder: "toy" default_entry: "V1"
entry {
  name: "V1" constant: "kV1"
  sha256: "89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef"
  url: "https://host/toy.safetensors"
  transforms { text_encoding { max_length: 256 } }
  postprocessing { mean_pooling { } }
  extra_file { role: "vocabulary" sha256: "0123456701234567012345670123456701234567012345670123456701234567" packaged { repository: "toy_weights" file: "vocab.txt" package: "toy==1" licence: "MIT" } }
  taxonomy: "Set" latest: true
  meta {
    task: TEXT_ENCODING num_params: 7 licence { spdx: "MIT" url: "https://host/licence" }
    embedding_size: 4 vocabulary_size: 9 languages: "en"
  }
}
)";

GenerateRequest Request(const std::string& text) {
  return {.source = "weights/toy/toy.textproto",
          .text = text,
          .header_path = "weights/toy/toy.h",
          .entries = {"V1"},
          .packaged = {{"V1:vocabulary", "@toy_weights//:vocab.txt"}}};
}

std::string Message(const GenerateRequest& request) {
  const absl::StatusOr<Generated> files = Generate(request);
  return files.ok() ? "accepted" : std::string(files.status().message());
}

// With one slip.
std::string EncoderMessage(const std::string& from, const std::string& to) {
  EXPECT_TRUE(absl::StrContains(kEncoder, from));
  return Message(Request(absl::StrReplaceAll(kEncoder, {{from, to}})));
}

TEST(Generate, SoundEncoder_IsAccepted) { EXPECT_EQ(Message(Request(kEncoder)), "accepted"); }

TEST(Generate, EncoderWithoutVocabulary_IsRefused) {
  EXPECT_THAT(EncoderMessage("role: \"vocabulary\"", "role: \"merges\""),
              HasSubstr("toy.textproto:6:16: text_encoding needs a vocabulary; add extra_file { role: \"vocabulary\""));
}

TEST(Generate, EncoderOfOneToken_IsRefused) {
  EXPECT_THAT(EncoderMessage("max_length: 256", "max_length: 1"),
              HasSubstr("toy.textproto:6:32: max_length is below 2"));
}

TEST(Generate, PoolingOfAnImage_IsRefused) {
  EXPECT_THAT(EncoderMessage("text_encoding { max_length: 256 }", "image_classification { }"),
              HasSubstr("toy.textproto:7:3: mean_pooling is of tokens"));
}

TEST(Generate, ExtraFileThatLacksSomething_IsRefused) {
  EXPECT_THAT(EncoderMessage("role: \"vocabulary\" ", ""), HasSubstr("toy.textproto:8:3: an extra file needs a role"));
  EXPECT_THAT(EncoderMessage("sha256: \"01234567", "sha256: \""), HasSubstr("an extra file needs its full sha256"));
  EXPECT_THAT(EncoderMessage("file: \"vocab.txt\"", "file: \"../vocab.txt\""),
              HasSubstr("packaged needs a repository, a file, a package and a licence"));
  EXPECT_THAT(
      EncoderMessage(
          "packaged { repository: \"toy_weights\" file: \"vocab.txt\" package: \"toy==1\" licence: \"MIT\" }", ""),
      HasSubstr("nothing says where the vocabulary is"));
}

TEST(Generate, ExtraFileNotInBuild_SaysTheLine) {
  GenerateRequest request = Request(kEncoder);
  request.packaged.clear();
  EXPECT_THAT(Message(request),
              HasSubstr("the packaged file of V1:vocabulary is not BUILD's; write weights_enum(extra_files = {\"V1\": "
                        "{\"vocabulary\": \"@toy_weights//:vocab.txt\"}})"));
}

TEST(Header, Encoder_NamesItsPreset) {
  EXPECT_THAT(Generate(Request(kEncoder)).value().header, HasSubstr("using Preset = TextEncoding;"));
}

}  // namespace
}  // namespace assay

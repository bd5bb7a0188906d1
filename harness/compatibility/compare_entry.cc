#include "harness/compatibility/compare_entry.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compare_probe.h"
#include "harness/compatibility/measured_update.h"
#include "harness/compatibility/measurement_change.h"
#include "harness/compatibility/sorted_fields.h"
#include "harness/compatibility/stage_change.h"

namespace assay::bc {
namespace {

class Comparison {
 public:
  Comparison(const Subject& subject, const proto::EntryGolden& was, const proto::EntryGolden& is,
             const ProbeEvidence& evidence, const VersionEvidence& version,
             const CategoryDifference& category_difference)
      : subject_(subject),
        was_(was),
        is_(is),
        evidence_(evidence),
        version_(version),
        category_difference_(category_difference),
        fields_(SortFields(CompareFields(was.catalogue(), is.catalogue()))) {}

  EntryComparison Compare() {
    Names();
    CompareTensors(subject_, was_, is_, fields_, result_.findings);
    Behaviour();
    const AnswerChange answers = CompareGoldenAnswers(was_, is_);
    Preset("TRANSFORM_CHANGED", fields_.transforms, FirstStageChange(was_.preprocessing(), is_.preprocessing()),
           answers.inputs, version_.comparison != nullptr && version_.comparison->transforms_moved,
           result_.along.transforms);
    Preset("POSTPROCESSING_CHANGED", fields_.postprocessing,
           FirstStageChange(was_.postprocessing(), is_.postprocessing()), "",
           version_.comparison != nullptr && version_.comparison->postprocessing_moved, result_.along.postprocessing);
    Categories();
    Answers(answers);
    MeasuredAccuracy();
    CompareMeta(subject_, fields_, ValueOf(was_.catalogue(), "taxonomy").value_or("its taxonomy"), result_.findings);
    CrossVersions();
    return std::move(result_);
  }

 private:
  void Names() {
    // The enum's name is its version's matter; here it shows where no version tells it.
    const bool told = version_.comparison != nullptr && version_.comparison->enum_renamed;
    if (!fields_.enumeration.empty() && !told) Add("ENUM_RENAMED", FieldsText(fields_.enumeration));
    if (!fields_.constant.empty()) Add("CONSTANT_RENAMED", FieldsText(fields_.constant));
    if (!fields_.task.empty()) Add("TASK_CHANGED", FieldsText(fields_.task));
  }

  void Behaviour() {
    if (!was_.has_probe()) return;
    const ProbeChange change = CompareModelProbes(was_.probe(), was_.blessing(), is_.probe(), is_.blessing());
    ProbeChange own = change;
    if (MovesWithVersion(change)) {
      result_.along.behaviour = change.any();
      behaviour_moved_ = change.any();
      own = ProbeChange();
    }
    // A different number of categories is another shape of the last layer: one cause.
    if (own.state && !fields_.categories.empty()) {
      absl::StrAppend(&own.state->witness, "; ", FieldsText(fields_.categories));
      categories_told_ = true;
    }
    if (!own.any()) {
      if (fields_.implied.empty()) return;
      if (MeasuredOtherwise(was_.probe(), is_.probe())) {
        Add("IMPLIED_CHANGED", FieldsText(fields_.implied));
        return;
      }
      Finding& finding = Add("IMPLIED_CHANGED", absl::StrCat(FieldsText(fields_.implied), "; the model is the same"));
      finding.severity = Severity::kNotice;
      finding.breaks = "";
      finding.remedy = "nothing: what the entry constructs is what it was";
      return;
    }
    behaviour_moved_ = true;
    std::vector<Finding> findings = ProbeFindings(subject_, own, evidence_);
    if (!fields_.implied.empty() && !own.state) findings = {Implied(std::move(findings))};
    for (Finding& finding : findings) result_.findings.push_back(std::move(finding));
  }

  // What the entry implies is the cause of what its model does otherwise.
  Finding Implied(std::vector<Finding> effects) const {
    Finding finding = MakeFinding("IMPLIED_CHANGED", subject_, FieldsText(fields_.implied));
    for (const Finding& effect : effects) absl::StrAppend(&finding.witness, "; ", effect.witness);
    if (!effects.empty()) finding.module = effects[0].module;
    finding.remedy = absl::StrCat("imply again what the weights were trained for: ",
                                  finding.file.empty() ? "the catalogue" : finding.file, "\n", finding.remedy);
    return finding;
  }

  // True where all that moved is what moved in the version too: the same numbers where both are constructed alike,
  // else the same parts, from the same module as far as that is known.
  bool MovesWithVersion(const ProbeChange& change) const {
    if (!change.any()) return true;
    if (version_.comparison == nullptr || version_.was == nullptr || version_.is == nullptr) return false;
    const ProbeChange& all = version_.comparison->probe;
    if ((change.state && !all.state) || (change.output && !all.output && !all.state) ||
        (change.gradient && !all.gradient && !all.state) || (change.training && !all.training && !all.state) ||
        (change.calibrated && !all.calibrated && !all.state))
      return false;
    if (AsVersion(was_.probe(), version_.was->probe())) return AsVersion(is_.probe(), version_.is->probe());
    // Constructed otherwise: what it implies is the same, and so is the module.
    if (!fields_.implied.empty()) return false;
    return SameModule(change);
  }

  static bool AsVersion(const proto::Probe& entry, const proto::Probe& version) {
    if (entry.output().numel() != version.output().numel()) return false;
    const double floor = ToleranceOf(version).output;
    return std::abs(entry.output().l2() - version.output().l2()) <= floor * version.output().l2() &&
           std::abs(entry.rect().l2() - version.rect().l2()) <= floor * version.rect().l2();
  }

  bool SameModule(const ProbeChange& change) const {
    if (evidence_.was_trace == nullptr || evidence_.is_trace == nullptr) return true;
    std::set<std::string> modules;
    for (const Finding& finding : version_.comparison->findings) modules.insert(finding.module);
    for (const Finding& finding : ProbeFindings(subject_, change, evidence_)) {
      if (!finding.module.empty() && !modules.count(finding.module)) return false;
    }
    return true;
  }

  // The preset's fields, its stages and what became of golden inputs tell one cause.
  void Preset(const char* rule, const std::vector<FieldChange>& fields, const StageChange& stage,
              const std::string& inputs, bool version_moved, bool& along) {
    if (fields.empty() && stage.words.empty() && inputs.empty()) return;
    if (fields.empty() && version_moved) {
      preset_moved_ = along = true;
      return;
    }
    preset_moved_ = true;
    std::vector<std::string> words;
    if (!fields.empty()) words.push_back(FieldsText(fields));
    if (!stage.words.empty()) words.push_back(stage.words);
    if (stage.words.empty() && !inputs.empty()) words.push_back(inputs);
    Add(rule, absl::StrJoin(words, "; ")).module = stage.stage;
  }

  void Categories() {
    const bool names_moved = was_.categories_sha256() != is_.categories_sha256() && was_.has_categories_sha256();
    const std::string file = ValueOf(is_.catalogue(), "meta.categories").value_or("");
    if (names_moved && file == ValueOf(was_.catalogue(), "meta.categories")) result_.told_categories = file;
    if (categories_told_ || (!names_moved && fields_.categories.empty())) return;
    categories_moved_ = true;
    std::vector<std::string> words;
    if (!fields_.categories.empty()) words.push_back(FieldsText(fields_.categories));
    if (names_moved) {
      std::string difference = category_difference_ && !file.empty() ? category_difference_(file) : "";
      words.push_back(difference.empty() ? "the names of the categories, or their order, are others"
                                         : std::move(difference));
    }
    Finding& finding = Add("CATEGORIES_CHANGED", absl::StrJoin(words, "; "));
    if (!names_moved || file.empty() || !fields_.categories.empty()) return;
    finding.file = absl::StrCat("weights/categories/", file, ".txt");
    finding.remedy = absl::StrCat("put the names back in ", finding.file, "\n", finding.remedy);
  }

  void Answers(const AnswerChange& change) {
    if (!change.missing.empty()) Add("ANSWER_MISSING", change.missing);
    if (change.answers.empty()) return;
    // They follow from what is told already, of this entry or of its version.
    const auto cause = std::find_if(result_.findings.begin(), result_.findings.end(), [](const Finding& finding) {
      return finding.breaking() && (finding.level == Level::kOutput || finding.level == Level::kLoad);
    });
    if (cause != result_.findings.end()) {
      absl::StrAppend(&cause->witness, "; the answers to golden inputs moved too: ", change.answers);
    } else if (!behaviour_moved_ && !preset_moved_ && !categories_moved_) {
      Add("ANSWER_CHANGED", change.answers);
    }
  }

  // What the release's weights and today's answer to the same images. A few that rounding turned over are no drop.
  void MeasuredAccuracy() {
    for (const MeasuredUpdate& update : CompareMeasured(was_, is_)) {
      if (update.verdict.kind != UpdateVerdict::Kind::kWorse) continue;
      Add("ACCURACY_DROPPED", absl::StrCat("measured ", update.Text())).item =
          absl::StrCat("measured.", update.dataset);
    }
    for (const proto::AccuracyGolden& was : was_.accuracy()) {
      const bool there = std::any_of(is_.accuracy().begin(), is_.accuracy().end(),
                                     [&](const auto& is) { return is.dataset() == was.dataset(); });
      const std::string why_not = WhyNotComparable(was, is_);
      if (there && why_not.empty()) continue;
      Add("METRIC_REMOVED", absl::StrCat("what was measured on ", was.dataset(), " is no longer in the lock",
                                         why_not.empty() ? "" : ": ", why_not))
          .item = absl::StrCat("measured.", was.dataset(), " ", was.data_digest().substr(0, 8));
    }
  }

  static const char* VerdictWords(proto::CrossVersion::Verdict verdict) {
    switch (verdict) {
      case proto::CrossVersion::EQUAL:
        return "loads and answers alike";
      case proto::CrossVersion::DIFFERS:
        return "loads and answers otherwise";
      case proto::CrossVersion::DOES_NOT_LOAD:
        return "does not load";
    }
    return "";
  }

  void CrossVersions() {
    if (behaviour_moved_ || MeasuredOtherwise(was_.probe(), is_.probe())) return;  // it follows
    for (const proto::CrossVersion& was : was_.cross_version()) {
      for (const proto::CrossVersion& is : is_.cross_version()) {
        if (is.builder() != was.builder() || is.verdict() == was.verdict()) continue;
        const bool refused = is.verdict() == proto::CrossVersion::DOES_NOT_LOAD;
        result_.cross_version.push_back(
            {.builder = was.builder(),
             .level = refused || was.verdict() == proto::CrossVersion::DOES_NOT_LOAD ? Level::kLoad : Level::kOutput,
             // The verdicts are numbered from the best to the worst.
             .breaking = is.verdict() > was.verdict(),
             .words = absl::StrCat(was.builder(), ": ", VerdictWords(was.verdict()), " -> ", VerdictWords(is.verdict()),
                                   is.witness().empty() ? "" : absl::StrCat(" (", is.witness(), ")"))});
      }
    }
  }

  Finding& Add(const char* rule, std::string witness) {
    result_.findings.push_back(MakeFinding(rule, subject_, std::move(witness)));
    return result_.findings.back();
  }

  const Subject& subject_;
  const proto::EntryGolden& was_;
  const proto::EntryGolden& is_;
  const ProbeEvidence& evidence_;
  const VersionEvidence& version_;
  const CategoryDifference& category_difference_;
  const SortedFields fields_;
  bool behaviour_moved_ = false;
  bool preset_moved_ = false;
  bool categories_moved_ = false;
  bool categories_told_ = false;
  EntryComparison result_;
};

}  // namespace

EntryComparison CompareEntry(const Subject& subject, const proto::EntryGolden& was, const proto::EntryGolden& is,
                             ProbeEvidence evidence, const VersionEvidence& version,
                             const CategoryDifference& category_difference) {
  evidence.was = &was.probe();
  evidence.is = &is.probe();
  evidence.was_blessing = &was.blessing();
  evidence.is_blessing = &is.blessing();
  return Comparison(subject, was, is, evidence, version, category_difference).Compare();
}

std::vector<Finding> CrossVersionFindings(const Subject& subject, const std::vector<CrossVersionChange>& changes) {
  std::vector<Finding> findings;
  for (const bool breaking : {true, false}) {
    std::vector<std::string> words;
    Level level = Level::kMeta;
    for (const CrossVersionChange& change : changes) {
      if (change.breaking != breaking) continue;
      words.push_back(change.words);
      level = std::min(level, change.level);
    }
    if (words.empty()) continue;
    Finding finding = MakeFinding("CROSS_VERSION_CHANGED", subject, absl::StrJoin(words, "; "));
    finding.level = level;
    if (!breaking) {
      finding.item = "what got better";
      finding.severity = Severity::kNotice;
      finding.breaks = "";
      finding.remedy = "nothing: more loads, or answers alike, than did";
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace assay::bc

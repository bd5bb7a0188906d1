#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/compare_probe.h"
#include "harness/compare_stages.h"
#include "harness/compatibility/compare_library.h"
#include "harness/compatibility/field_change.h"
#include "harness/compatibility/make_finding.h"
#include "harness/compatibility/measurement_change.h"
#include "harness/compatibility/probe_change.h"

namespace assay::bc {
namespace {

// What a case does otherwise; empty where nothing.
struct CaseChange {
  std::string words;
  std::string module;
  bool state = false;
  bool harmless = false;
};

// The code with which a case was refused; empty where it was not.
std::string RefusalOf(const proto::ComponentCase& item) {
  return item.field_size() == 1 && item.field(0).name() == "refused" ? item.field(0).value() : "";
}

// A refusal with another code breaks nobody, nor does reading what had only not been taught yet. What was refused for
// breaking a rule and is read now is a hole.
bool IsHarmlessForReaders(const proto::ComponentCase& was, const proto::ComponentCase& is) {
  const std::string refused = RefusalOf(was);
  return !refused.empty() && (!RefusalOf(is).empty() || refused == "UNIMPLEMENTED");
}

CaseChange CompareCases(const Subject& subject, const proto::ComponentCase& was, const proto::ComponentCase& is,
                        const ProbeEvidence& environment) {
  CaseChange change;
  const auto tell = [&](const std::string& words) {
    if (!words.empty()) absl::StrAppend(&change.words, change.words.empty() ? "" : "; ", words);
  };
  const auto fields = CompareFields(was.field(), is.field());
  if (!fields.empty()) {
    tell(fields[0].Text());
    if (fields.size() > 1) absl::StrAppend(&change.words, " (and ", fields.size() - 1, " more)");
  }
  if (was.has_probe() || is.has_probe()) {
    ProbeEvidence evidence = environment;
    evidence.was = &was.probe();
    evidence.is = &is.probe();
    const ProbeChange probe = CompareProbeParts(
        was.probe(), is.probe(),
        DrawAlike(environment.was_blessing->cpu_capability(), environment.is_blessing->cpu_capability()));
    change.state = probe.state.has_value();
    for (const Finding& finding : ProbeFindings(subject, probe, evidence)) {
      tell(finding.witness);
      if (change.module.empty()) change.module = finding.module;
    }
  }
  if (was.has_stage() || is.has_stage()) tell(StageDifference(was.stage(), is.stage()));
  // Of bytes there is nothing to say but that they are others; what the fields say is more.
  if (change.words.empty() && was.sha256() != is.sha256())
    tell(absl::StrCat("its bytes are others: sha256 ", was.sha256().substr(0, 12), " -> ", is.sha256().substr(0, 12)));
  return change;
}

}  // namespace

std::vector<Finding> CompareComponentCases(const proto::ComponentGolden& promised,
                                           const proto::ComponentGolden& present) {
  // What lies between a file and a model.
  const bool readers = promised.component() == "readers" || promised.component() == "loading";
  const char* rule = readers ? "READER_CHANGED" : "COMPONENT_CHANGED";
  const ProbeEvidence environment{.was_blessing = &promised.blessing(), .is_blessing = &present.blessing()};
  std::map<std::string, const proto::ComponentCase*> now;
  for (const proto::ComponentCase& item : present.item()) now.emplace(item.name(), &item);
  std::vector<Finding> findings;
  for (const proto::ComponentCase& was : promised.item()) {
    const Subject subject{.builder = absl::StrCat(promised.component(), ": ", was.name())};
    const auto found = now.find(was.name());
    if (found != now.end() && MeasuredOtherwise(promised, present)) continue;  // told of the library
    CaseChange change;
    if (found == now.end()) {
      change.words = "the lock no longer holds this case: nothing keeps what it promised";
    } else {
      change = CompareCases(subject, was, *found->second, environment);
      change.harmless = readers && IsHarmlessForReaders(was, *found->second);
    }
    if (change.words.empty()) continue;
    Finding finding = MakeFinding(rule, subject, std::move(change.words));
    finding.module = std::move(change.module);
    if (change.state) finding.level = Level::kLoad;
    if (change.harmless) {
      finding.severity = Severity::kNotice;
      finding.breaks.clear();
    }
    finding.file = absl::StrCat("golden/components/", promised.component(), ".textproto");
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace assay::bc

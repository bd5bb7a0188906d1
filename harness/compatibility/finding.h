// A difference between what was promised and what is: what `assay bc` reports.
//
//   for (const Finding& finding : findings) {
//     if (finding.breaking() && !finding.accepted) std::cerr << finding.rule << " " << finding.subject << "\n";
//   }
#ifndef ASSAY_HARNESS_COMPATIBILITY_FINDING_H_
#define ASSAY_HARNESS_COMPATIBILITY_FINDING_H_

#include <string>
#include <vector>

namespace assay {

// The ladder, worst first: whose code does not compile, whose files do not load, whose answers move, and so on down to
// what is only written differently.
enum class Level { kApi, kLoad, kOutput, kAccuracy, kSpeed, kMeta };

// "API", "LOAD", "OUTPUT", "ACCURACY", "SPEED", "META".
constexpr const char* LevelName(Level level) {
  switch (level) {
    case Level::kApi:
      return "API";
    case Level::kLoad:
      return "LOAD";
    case Level::kOutput:
      return "OUTPUT";
    case Level::kAccuracy:
      return "ACCURACY";
    case Level::kSpeed:
      return "SPEED";
    case Level::kMeta:
      return "META";
  }
  return "";
}

enum class Severity {
  kBreaking,  // someone who relied on the release is broken, unless it is accepted
  kNotice,    // worth knowing; breaks nobody
};

// A line of a table that belongs to a finding, such as an old and a new entry side by side.
struct FindingRow {
  std::string name;
  std::string was;
  std::string is;
};

// An entry that moves along with its version, and the rule of what it does otherwise.
struct MovedEntry {
  std::string entry;  // "IMAGENET1K_V1"
  std::string rule;   // "PROBE_OUTPUT_CHANGED"
};

struct Finding {
  std::string rule;  // a name of harness/compatibility/rules.h: "PROBE_OUTPUT_CHANGED"
  Level level = Level::kMeta;
  Severity severity = Severity::kBreaking;
  // A version "resnet50", a combination "resnet50 x IMAGENET1K_V1", a component "readers: bfloat16.pth", a class of
  // ContextParams "FrozenBatchNorm2d".
  std::string subject;
  // Which of the subject's, where one rule may find several: an option "ResNetOptions.groups", a parameter "eps". Rule,
  // subject and item together are those of one finding alone.
  std::string item = {};
  // What is different: the key or field, old and new, and how much against the noise floor.
  std::string witness;
  // The module that the change comes from, where it could be localised: "layer3.0.bn2".
  std::string module;
  std::string breaks;  // whom
  std::string remedy;
  std::string file;  // where to mend it, from the repository's root; empty where unknown
  // By an entry of golden/acceptances.textproto, with its reason.
  bool accepted = false;
  std::string accepted_reason;
  std::vector<FindingRow> rows = {};
  // Of a version: its entries that break by the same cause and have no finding of their own, unless the version's break
  // is accepted without them.
  std::vector<MovedEntry> moved_along = {};

  bool breaking() const { return severity == Severity::kBreaking; }
};

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_FINDING_H_

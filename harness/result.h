// What a validation found: checks, and what they add up to.
//
//   const CombinationResult result = ValidateBuilder(builder, &golden, cache).result;
//   if (result.outcome() == Outcome::kFail) std::cerr << result.checks[0].findings[0];
#ifndef ASSAY_HARNESS_RESULT_H_
#define ASSAY_HARNESS_RESULT_H_

#include <string>
#include <vector>

namespace assay {

enum class Outcome { kPass, kFail, kPending };

// "PASS", "FAIL", "PENDING".
inline const char* OutcomeName(Outcome outcome) {
  return outcome == Outcome::kPass ? "PASS" : outcome == Outcome::kFail ? "FAIL" : "PENDING";
}

struct Check {
  std::string name;
  // How near, for a table: "logits 3e-6"; the name alone where there is no number.
  std::string summary;
  // What is wrong, a sentence each; empty where nothing is.
  std::vector<std::string> findings;
  // The findings are differences from the lock, which a bless would record; else something is wrong in itself.
  bool against_lock = false;
  // Units: seconds of wall time.
  double seconds = 0;

  Outcome outcome() const { return findings.empty() ? Outcome::kPass : Outcome::kFail; }
};

// One version, or one version x entry.
struct CombinationResult {
  std::string builder;
  std::string weights;  // "MobileNet_V2_Weights.IMAGENET1K_V1"; empty for the version itself
  std::vector<Check> checks;
  // Why it is PENDING; a failed check outranks it.
  std::string pending_reason;
  double seconds = 0;

  Outcome outcome() const {
    for (const Check& check : checks) {
      if (check.outcome() == Outcome::kFail) return Outcome::kFail;
    }
    return pending_reason.empty() ? Outcome::kPass : Outcome::kPending;
  }
};

// How to record what `subject` (a builder, the full name of weights, a glob) is now: for messages.
inline std::string BlessCommand(const std::string& subject) {
  return "./bazelw run //tools:bless -- '" + subject + "' --reason=...";
}

// What to do about a difference from the lock that is meant.
inline std::string RemedyOfMeantChange(const std::string& subject) {
  return "if the change is meant: a new builder, or a new entry; see docs/changing-behaviour.md. What was never "
         "released may change: " +
         BlessCommand(subject);
}

}  // namespace assay

#endif  // ASSAY_HARNESS_RESULT_H_

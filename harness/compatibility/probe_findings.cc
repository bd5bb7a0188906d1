#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/compatibility/environment_note.h"
#include "harness/compatibility/override_remedy.h"
#include "harness/compatibility/probe_change.h"
#include "harness/localise.h"

namespace assay::bc {
namespace {

using Part = ProbeChange::Part;

// The module; of an operator of the model itself its place, "the model between its bn1 and its layer1.0.conv1".
std::string PlaceIn(const Localisation& source) { return source.module.empty() ? source.Place() : source.module; }

// "the model's output moved 4.7e-05 (noise floor 2e-12)"; the difference itself where no number says it, as of shapes
// or an argmax.
std::string HowFar(const char* what, const Part& part) {
  if (!std::isfinite(part.error) || part.error <= part.floor) return part.sentence;
  return absl::StrFormat("%s moved %.2g (noise floor %.0e)", what, part.error, part.floor);
}

// "; gradients and training moved too".
std::string Too(const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string list = names.back();
  if (names.size() > 1) list = absl::StrCat(absl::StrJoin(names.begin(), names.end() - 1, ", "), " and ", names.back());
  return absl::StrCat("; ", list, " moved too");
}

// What else moved, of the parts after `first`.
std::vector<std::string> AlsoMoved(const ProbeChange& change, const std::optional<Part>* first, bool with_init) {
  std::vector<std::string> names;
  const auto add = [&](const std::optional<Part>& part, const char* name) {
    if (part && &part != first) names.emplace_back(name);
  };
  add(change.output, "outputs");
  add(change.calibrated, "calibrated statistics");
  add(change.gradient, "gradients");
  add(change.training, "training");
  if (with_init) add(change.init, "initial values");
  return names;
}

class Findings {
 public:
  Findings(const Subject& subject, const ProbeChange& change, const ProbeEvidence& evidence)
      : subject_(subject), change_(change), evidence_(evidence) {}

  std::vector<Finding> Make() {
    if (change_.state) {
      State();
    } else {
      Behaviour();
    }
    // Of a changed state other draws follow; else nothing that moves outputs moves initial values.
    if (change_.init && !change_.state) Init();
    return std::move(findings_);
  }

 private:
  void State() {
    const StateChange& state = *change_.state;
    Finding& finding = Add(state.rule, absl::StrCat(state.witness, Too(AlsoMoved(change_, nullptr, true))));
    finding.module = state.module;
    // What is only trained otherwise, or stands elsewhere, moves no output: that is a second cause.
    if (!state.moves_outputs && change_.output) Behaviour();
  }

  // The first of outputs, calibration, gradients and training that moved, with the others in its words.
  void Behaviour() {
    if (change_.output) {
      // What moves for other sizes alone moves nothing that was recorded: what modules and operators say is left.
      const auto source = FirstOf(change_.output->floor);
      Moved("PROBE_OUTPUT_CHANGED", change_.output, "the model's output", source ? source : FirstAttribute());
    } else if (change_.calibrated) {
      Moved("CALIBRATION_CHANGED", change_.calibrated, "the calibrated statistics",
            FirstTensor(&proto::Probe::calibrated_l2, *change_.calibrated, 0));
    } else if (change_.gradient) {
      Moved("GRADIENT_CHANGED", change_.gradient, "the gradients", LastGradient());
    } else if (change_.training) {
      Moved("TRAINING_CHANGED", change_.training, "a step of training", FirstAttribute());
    }
  }

  void Moved(const char* rule, const std::optional<Part>& part, const char* what,
             const std::optional<Localisation>& source) {
    std::string witness = source ? absl::StrCat(source->Sentence(), "; ") : "";
    absl::StrAppend(&witness, HowFar(what, *part));
    if (&part == &change_.output && change_.rect_alone)
      absl::StrAppend(&witness, ", for the input whose height and width differ alone");
    absl::StrAppend(&witness, Too(AlsoMoved(change_, &part, false)),
                    EnvironmentNote(evidence_, part->error, part->floor));
    Finding& finding = Add(rule, std::move(witness));
    if (!source) return;
    finding.module = PlaceIn(*source);
    AddOverrideRemedy(subject_, *source, evidence_, finding);
  }

  void Init() {
    // Sums below 1 count absolutely (harness/compare_probe.h).
    const auto source = FirstTensor(&proto::Probe::init_seed0_sum, *change_.init, 1);
    std::string witness = source ? absl::StrCat(source->Sentence(), "; ") : "";
    absl::StrAppend(&witness, HowFar("the sum of its values after the seed 0", *change_.init),
                    EnvironmentNote(evidence_, change_.init->error, change_.init->floor));
    Finding& finding = Add("INIT_CHANGED", std::move(witness));
    if (source) finding.module = PlaceIn(*source);
  }

  std::optional<Localisation> FirstOf(double noise) const {
    if (evidence_.was_trace == nullptr || evidence_.is_trace == nullptr) return std::nullopt;
    return FirstDifference(*evidence_.was_trace, *evidence_.is_trace, noise);
  }

  std::optional<Localisation> FirstAttribute() const {
    if (evidence_.was_trace == nullptr || evidence_.is_trace == nullptr) return std::nullopt;
    return FirstAttributeChange(*evidence_.was_trace, *evidence_.is_trace);
  }

  using Values = const NamedValues& (proto::Probe::*)() const;

  std::optional<Localisation> FirstTensor(Values values, const Part& part, double floor) const {
    return FirstDifferentTensor((evidence_.was->*values)(), (evidence_.is->*values)(), part.floor, floor, Types());
  }

  // Gradients run backwards: what changed them stands at, or right after, the last parameter whose gradient moved.
  std::optional<Localisation> LastGradient() const {
    const NamedValues &was = evidence_.was->gradient_l2(), &is = evidence_.is->gradient_l2();
    NamedValues reversed_was(was), reversed_is(is);
    std::reverse(reversed_was.begin(), reversed_was.end());
    std::reverse(reversed_is.begin(), reversed_is.end());
    // A gradient that is zero but for rounding does not decide (harness/compare_probe.h).
    double largest = 0;
    for (const proto::NamedValue& value : was) largest = std::max(largest, std::abs(value.value()));
    return FirstDifferentTensor(reversed_was, reversed_is, change_.gradient->floor, 1e-6 * largest, Types());
  }

  // The modules' types, where they are known.
  const proto::Trace& Types() const {
    return evidence_.is_trace != nullptr ? *evidence_.is_trace : proto::Trace::default_instance();
  }

  Finding& Add(const std::string& rule, std::string witness) {
    findings_.push_back(MakeFinding(rule, subject_, std::move(witness)));
    return findings_.back();
  }

  const Subject& subject_;
  const ProbeChange& change_;
  const ProbeEvidence& evidence_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> ProbeFindings(const Subject& subject, const ProbeChange& change, const ProbeEvidence& evidence) {
  return Findings(subject, change, evidence).Make();
}

}  // namespace assay::bc

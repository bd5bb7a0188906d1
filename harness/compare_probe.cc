#include "harness/compare_probe.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/compare.h"
#include "harness/compare_state.h"

namespace assay {
namespace {

constexpr size_t kMostFindings = 8;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Kind = ProbePart::Kind;

template <class Field>
std::string List(const Field& values) {
  return absl::StrCat("[", absl::StrJoin(values, ", "), "]");
}

template <class Field>
bool Equal(const Field& a, const Field& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Of a summary, `name` "output".
ProbePart CompareSummaries(Kind kind, const std::string& name, const proto::TensorSummary& expected,
                           const proto::TensorSummary& actual, absl::Span<const int64_t> shape, double tolerance) {
  ProbePart part{.kind = kind, .name = name, .tolerance = tolerance};
  if (expected.numel() != actual.numel()) {
    part.error = kInfinity;
    part.findings.push_back(absl::StrCat(name, ": expected ", expected.numel(), " values, got ", actual.numel()));
    return part;
  }
  const double rms = expected.numel() ? expected.l2() / std::sqrt(static_cast<double>(expected.numel())) : 0;
  const auto first = CompareValues(absl::MakeConstSpan(expected.first()), absl::MakeConstSpan(actual.first()), rms);
  if (expected.first_size() == 0 && expected.numel() > 0)
    part.findings.push_back(absl::StrCat(name, ": no values to compare"));
  if (!first.Within(tolerance)) part.findings.push_back(absl::StrCat(name, ": ", first.Describe(shape, tolerance)));
  part.error = first.relative;
  const auto check_moment = [&](const char* what, double was, double is, double scale) {
    const auto difference = CompareValues(absl::MakeConstSpan(&was, 1), absl::MakeConstSpan(&is, 1), scale);
    part.error = std::max(part.error, difference.relative);
    if (difference.Within(tolerance)) return;
    part.findings.push_back(absl::StrFormat("%s: the %s is %.12g, was %.12g (relative %.2g, tolerance %.0e)", name,
                                            what, is, was, difference.relative, tolerance));
  };
  check_moment("norm", expected.l2(), actual.l2(), expected.l2());
  check_moment("mean", expected.mean(), actual.mean(), rms);
  return part;
}

// An output with its shape.
template <class Field>
ProbePart CompareOutputs(const std::string& name, const Field& expected_shape, const proto::TensorSummary& expected,
                         const Field& actual_shape, const proto::TensorSummary& actual, double tolerance) {
  ProbePart part = CompareSummaries(Kind::kOutput, name, expected, actual, expected_shape, tolerance);
  if (!Equal(expected_shape, actual_shape)) {
    part.findings.insert(part.findings.begin(),
                         absl::StrCat(name, ": expected shape ", List(expected_shape), ", got ", List(actual_shape)));
  }
  return part;
}

bool SameTokens(const google::protobuf::RepeatedPtrField<proto::TokenTensor>& expected,
                const google::protobuf::RepeatedPtrField<proto::TokenTensor>& actual) {
  return std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(), [](const auto& a, const auto& b) {
    return a.name() == b.name() && Equal(a.shape(), b.shape()) && Equal(a.value(), b.value());
  });
}

ProbePart CompareFirstOutputs(const proto::Probe& expected, const proto::Probe& actual, double tolerance) {
  const std::string name = actual.has_output_name() ? actual.output_name() : "output";
  ProbePart part = CompareOutputs(name, expected.output_shape(), expected.output(), actual.output_shape(),
                                  actual.output(), tolerance);
  if (expected.output_name() != actual.output_name()) {
    part.findings.push_back(absl::StrCat("the first output is ", name, ", was ",
                                         expected.has_output_name() ? expected.output_name() : "output"));
  }
  if (!Equal(expected.argmax(), actual.argmax())) {
    part.findings.push_back(
        absl::StrCat("argmax: expected ", List(expected.argmax()), ", got ", List(actual.argmax())));
  }
  if (!SameTokens(expected.token_input(), actual.token_input()) ||
      !SameTokens(expected.rect_token_input(), actual.rect_token_input())) {
    part.findings.push_back("the model takes other tokens than it did: names, shapes or number of ids");
  }
  return part;
}

// A part for each output after the first.
void CompareOtherOutputs(const proto::Probe& expected, const proto::Probe& actual, double tolerance,
                         std::vector<ProbePart>& parts) {
  std::map<std::string, const proto::NamedOutput*> left;
  for (const auto& output : actual.other_output()) left.emplace(output.name(), &output);
  for (const auto& output : expected.other_output()) {
    const auto found = left.find(output.name());
    if (found == left.end()) {
      parts.push_back({.kind = Kind::kOutput,
                       .name = output.name(),
                       .error = kInfinity,
                       .tolerance = tolerance,
                       .findings = {absl::StrCat("output ", output.name(), " is gone")}});
      continue;
    }
    const proto::NamedOutput& now = *found->second;
    parts.push_back(
        CompareOutputs(output.name(), output.shape(), output.summary(), now.shape(), now.summary(), tolerance));
    left.erase(found);
  }
  for (const auto& [name, output] : left) {
    parts.push_back({.kind = Kind::kOutput,
                     .name = name,
                     .error = kInfinity,
                     .tolerance = tolerance,
                     .findings = {absl::StrCat("output ", name, " is new")}});
  }
}

using Values = google::protobuf::RepeatedPtrField<proto::NamedValue>;

// Adds a finding for each value that is missing, new, or further off than `tolerance` allows of its `scale`.
void CompareNamed(const std::string& what, const Values& expected, const Values& actual, double tolerance,
                  const std::function<double(double)>& scale, ProbePart& part) {
  part.tolerance = tolerance;
  std::map<std::string, double> left;
  for (const auto& value : actual) left[value.name()] = value.value();
  for (const auto& value : expected) {
    const auto found = left.find(value.name());
    if (found == left.end()) {
      part.error = kInfinity;
      part.findings.push_back(absl::StrCat(what, " of ", value.name(), " is gone"));
      continue;
    }
    const double was = value.value(), is = found->second;
    const auto difference = CompareValues(absl::MakeConstSpan(&was, 1), absl::MakeConstSpan(&is, 1), scale(was));
    part.error = std::max(part.error, difference.relative);
    if (!difference.Within(tolerance)) {
      part.findings.push_back(absl::StrFormat("%s of %s is %.12g, was %.12g (error %.2g, tolerance %.0e)", what,
                                              value.name(), is, was, difference.relative, tolerance));
    }
    left.erase(found);
  }
  for (const auto& [name, value] : left) {
    part.error = kInfinity;
    part.findings.push_back(absl::StrCat(what, " of ", name, " is new"));
  }
}

double Magnitude(double value) { return std::abs(value); }

ProbePart CompareGradients(const proto::Probe& expected, const proto::Probe& actual, double tolerance) {
  double largest = 0;
  for (const auto& value : expected.gradient_l2()) largest = std::max(largest, std::abs(value.value()));
  ProbePart part{.kind = Kind::kGradient, .name = "gradient"};
  CompareNamed(
      "gradient", expected.gradient_l2(), actual.gradient_l2(), tolerance,
      [&](double value) { return std::max(std::abs(value), kSmallestGradient * largest); }, part);
  return part;
}

ProbePart CompareTraining(const proto::TrainingProbe& expected, const proto::TrainingProbe& actual, double tolerance) {
  ProbePart part = CompareSummaries(Kind::kTraining, "training", expected.output(), actual.output(), {}, tolerance);
  Values were, are;
  if (expected.has_gradient_l2()) were.Add()->set_value(expected.gradient_l2());
  if (actual.has_gradient_l2()) are.Add()->set_value(actual.gradient_l2());
  for (Values* values : {&were, &are}) {
    if (!values->empty()) values->Mutable(0)->set_name("all parameters");
  }
  CompareNamed("training: gradient", were, are, tolerance, Magnitude, part);
  CompareNamed("training: afterwards the norm", expected.buffer_l2(), actual.buffer_l2(), tolerance, Magnitude, part);
  return part;
}

void Finish(ProbePart& part) {
  const size_t found = part.findings.size();
  if (part.kind != Kind::kState) part.summary = absl::StrFormat("%.0e", part.error);
  if (found == 0) return;
  part.summary = "differs";
  if (found <= kMostFindings) return;
  part.findings.resize(kMostFindings);
  part.findings.push_back(absl::StrCat("... and ", found - kMostFindings, " more"));
}

}  // namespace

bool DrawAlike(absl::string_view capability, absl::string_view other) {
  const auto draws_in_vectors = [](absl::string_view name) { return absl::StartsWith(name, "AVX"); };
  return capability == other || (draws_in_vectors(capability) && draws_in_vectors(other));
}

ProbeTolerance ToleranceOf(const proto::Probe& golden, bool draws_alike) {
  const proto::Noise& noise = golden.noise();
  // A NaN is not below either, so that nothing passes.
  const auto floor = [](double value) { return value > kBluntest ? kBluntest : value; };
  return {.output = floor(noise.output()),
          .amplified = floor(noise.amplified()),
          .gradient = floor(noise.gradient()),
          .training = floor(noise.training()),
          .calibrated = floor(noise.calibrated()),
          .init = draws_alike ? 100 * 0x1p-23 : 3e-3};
}

std::vector<ProbePart> CompareProbes(const proto::Probe& expected, const proto::Probe& actual,
                                     const ProbeTolerance& tolerance) {
  std::vector<ProbePart> parts;
  parts.push_back(CompareStates(expected, actual));
  if (expected.measured_by() != actual.measured_by()) {
    parts.push_back({.kind = Kind::kOutput, .name = "protocol", .error = std::numeric_limits<double>::infinity()});
    parts.back().findings = {absl::StrCat("protocol: expected numbers of protocol ", expected.measured_by(),
                                          ", and these are of ", actual.measured_by(), ": they cannot be compared")};
    for (ProbePart& part : parts) Finish(part);
    return parts;
  }
  parts.push_back(CompareFirstOutputs(expected, actual, tolerance.output));
  CompareOtherOutputs(expected, actual, tolerance.output, parts);
  // What one side alone holds is a difference: a lock that lost a part must not pass.
  if (expected.has_rect() || actual.has_rect()) {
    parts.push_back(CompareSummaries(Kind::kOutput, "rect", expected.rect(), actual.rect(), {}, tolerance.output));
  }
  if (expected.has_amplified() || actual.has_amplified()) {
    parts.push_back(CompareSummaries(Kind::kOutput, "amplified", expected.amplified(), actual.amplified(), {},
                                     tolerance.amplified));
  }
  if (expected.gradient_l2_size() > 0 || actual.gradient_l2_size() > 0)
    parts.push_back(CompareGradients(expected, actual, tolerance.gradient));
  if (expected.calibrated_l2_size() > 0 || actual.calibrated_l2_size() > 0) {
    parts.push_back({.kind = Kind::kCalibrated, .name = "calibrated"});
    CompareNamed("calibrated: the norm", expected.calibrated_l2(), actual.calibrated_l2(), tolerance.calibrated,
                 Magnitude, parts.back());
  }
  if (expected.has_training() || actual.has_training())
    parts.push_back(CompareTraining(expected.training(), actual.training(), tolerance.training));
  if (expected.init_seed0_sum_size() > 0 || actual.init_seed0_sum_size() > 0) {
    parts.push_back({.kind = Kind::kInit, .name = "init"});
    CompareNamed(
        "init", expected.init_seed0_sum(), actual.init_seed0_sum(), tolerance.init,
        [](double value) { return std::max(1.0, std::abs(value)); }, parts.back());
  }
  for (ProbePart& part : parts) Finish(part);
  return parts;
}

}  // namespace assay

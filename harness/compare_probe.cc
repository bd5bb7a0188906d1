#include "harness/compare_probe.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/compare.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

constexpr size_t kMostFindings = 8;

template <class Field>
std::string List(const Field& values) {
  return absl::StrCat("[", absl::StrJoin(values, ", "), "]");
}

template <class Field>
bool Equal(const Field& a, const Field& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

std::string Describe(const proto::StateTensor& tensor) {
  return absl::StrCat(tensor.dtype(), " ", List(tensor.shape()));
}

ProbePart CompareStates(const proto::Probe& expected, const proto::Probe& actual) {
  ProbePart part{.name = "state", .summary = absl::StrCat(actual.state_size())};
  if (expected.has_state_sha256() || actual.has_state_sha256()) {
    part.summary = "by digest";
    if (expected.state_sha256() != actual.state_sha256() || expected.state_size() != actual.state_size()) {
      part.findings.push_back(
          "the state dict has other keys, types, shapes or another order; the version's own check names them");
    }
    return part;
  }
  std::map<std::string, const proto::StateTensor*> left;
  for (const auto& tensor : actual.state()) left.emplace(tensor.key(), &tensor);
  for (const auto& tensor : expected.state()) {
    const auto found = left.find(tensor.key());
    if (found == left.end()) {
      part.findings.push_back(absl::StrCat("key ", tensor.key(), " is gone"));
      continue;
    }
    const proto::StateTensor& now = *found->second;
    if (now.dtype() != tensor.dtype() || !Equal(now.shape(), tensor.shape())) {
      part.findings.push_back(absl::StrCat(tensor.key(), ": expected ", Describe(tensor), ", got ", Describe(now)));
    } else if (now.has_parameter() != tensor.has_parameter() || now.parameter() != tensor.parameter()) {
      part.findings.push_back(absl::StrCat(tensor.key(), ": expected a ", tensor.parameter() ? "parameter" : "buffer",
                                           ", got a ", now.parameter() ? "parameter" : "buffer"));
    }
    left.erase(found);
  }
  for (const auto& tensor : actual.state()) {
    if (left.count(tensor.key())) part.findings.push_back(absl::StrCat("key ", tensor.key(), " is new"));
  }
  if (part.findings.empty()) {
    for (int i = 0; i < expected.state_size(); ++i) {
      if (expected.state(i).key() == actual.state(i).key()) continue;
      part.findings.push_back(
          absl::StrCat("the order changed: key ", i, " was ", expected.state(i).key(), ", is ", actual.state(i).key()));
      break;
    }
  }
  if (expected.parameters() != actual.parameters()) {
    part.findings.push_back(absl::StrCat("expected ", expected.parameters(), " parameters, got ", actual.parameters()));
  }
  return part;
}

// `name` of a summary, e.g. "output".
ProbePart CompareSummaries(const std::string& name, const proto::TensorSummary& expected,
                           const proto::TensorSummary& actual, absl::Span<const int64_t> shape, double tolerance) {
  ProbePart part{.name = name};
  if (expected.numel() != actual.numel()) {
    part.findings.push_back(absl::StrCat(name, ": expected ", expected.numel(), " values, got ", actual.numel()));
    return part;
  }
  const double rms = expected.numel() ? expected.l2() / std::sqrt(static_cast<double>(expected.numel())) : 0;
  const auto first = CompareValues(absl::MakeConstSpan(expected.first()), absl::MakeConstSpan(actual.first()), rms);
  if (expected.first_size() == 0 && expected.numel() > 0)
    part.findings.push_back(absl::StrCat(name, ": no values to compare"));
  if (!first.Within(tolerance)) part.findings.push_back(absl::StrCat(name, ": ", first.Describe(shape, tolerance)));
  double worst = first.relative;
  const auto check_moment = [&](const char* what, double was, double is, double scale) {
    const auto difference = CompareValues(absl::MakeConstSpan(&was, 1), absl::MakeConstSpan(&is, 1), scale);
    worst = std::max(worst, difference.relative);
    if (difference.Within(tolerance)) return;
    part.findings.push_back(absl::StrFormat("%s: the %s is %.12g, was %.12g (relative %.2g, tolerance %.0e)", name,
                                            what, is, was, difference.relative, tolerance));
  };
  check_moment("norm", expected.l2(), actual.l2(), expected.l2());
  check_moment("mean", expected.mean(), actual.mean(), rms);
  part.summary = absl::StrFormat("%.0e", worst);
  return part;
}

// An output with its shape.
template <class Field>
ProbePart CompareOutputs(const std::string& name, const Field& expected_shape, const proto::TensorSummary& expected,
                         const Field& actual_shape, const proto::TensorSummary& actual, double tolerance) {
  ProbePart part = CompareSummaries(name, expected, actual, expected_shape, tolerance);
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
      parts.push_back({.name = output.name(), .findings = {absl::StrCat("output ", output.name(), " is gone")}});
      continue;
    }
    const proto::NamedOutput& now = *found->second;
    parts.push_back(
        CompareOutputs(output.name(), output.shape(), output.summary(), now.shape(), now.summary(), tolerance));
    left.erase(found);
  }
  for (const auto& [name, output] : left)
    parts.push_back({.name = name, .findings = {absl::StrCat("output ", name, " is new")}});
}

template <class Field, class Allowed>
ProbePart CompareNamed(const std::string& name, const Field& expected, const Field& actual, double tolerance,
                       Allowed scale) {
  ProbePart part{.name = name};
  std::map<std::string, double> left;
  for (const auto& value : actual) left[value.name()] = value.value();
  double worst = 0;
  for (const auto& value : expected) {
    const auto found = left.find(value.name());
    if (found == left.end()) {
      part.findings.push_back(absl::StrCat(name, ": ", value.name(), " is missing"));
      continue;
    }
    const double expected_value = value.value();
    const auto difference = CompareValues(absl::MakeConstSpan(&expected_value, 1),
                                          absl::MakeConstSpan(&found->second, 1), scale(expected_value));
    worst = std::max(worst, difference.relative);
    if (!difference.Within(tolerance)) {
      part.findings.push_back(absl::StrFormat("%s of %s is %.12g, was %.12g (error %.2g, tolerance %.0e)", name,
                                              value.name(), found->second, expected_value, difference.relative,
                                              tolerance));
    }
    left.erase(found);
  }
  for (const auto& [key, value] : left) part.findings.push_back(absl::StrCat(name, ": ", key, " is new"));
  part.summary = absl::StrFormat("%.0e", worst);
  return part;
}

ProbePart CompareGradients(const proto::Probe& expected, const proto::Probe& actual, double tolerance) {
  double largest = 0;
  for (const auto& value : expected.gradient_l2()) largest = std::max(largest, std::abs(value.value()));
  // A gradient that is zero but for rounding does not decide.
  return CompareNamed("gradient", expected.gradient_l2(), actual.gradient_l2(), tolerance,
                      [largest](double value) { return std::max(std::abs(value), 1e-6 * largest); });
}

void Cut(ProbePart& part) {
  const size_t found = part.findings.size();
  if (found == 0) return;
  part.summary = "differs";
  if (found <= kMostFindings) return;
  part.findings.resize(kMostFindings);
  part.findings.push_back(absl::StrCat("... and ", found - kMostFindings, " more"));
}

}  // namespace

std::string StateSha256(const proto::Probe& probe) {
  std::string signature;
  for (const proto::StateTensor& tensor : probe.state()) {
    absl::StrAppend(&signature, tensor.key(), " ", Describe(tensor), tensor.parameter() ? " parameter\n" : " buffer\n");
  }
  return Sha256Hex(absl::MakeConstSpan(reinterpret_cast<const std::byte*>(signature.data()), signature.size()));
}

std::vector<ProbePart> CompareProbes(const proto::Probe& expected, const proto::Probe& actual,
                                     const ProbeTolerance& tolerance) {
  std::vector<ProbePart> parts;
  parts.push_back(CompareStates(expected, actual));
  parts.push_back(CompareFirstOutputs(expected, actual, tolerance.output));
  CompareOtherOutputs(expected, actual, tolerance.output, parts);
  // What one side alone holds is a difference: a lock that lost a part must not pass.
  if (expected.has_rect() || actual.has_rect()) {
    parts.push_back(CompareSummaries("rect", expected.rect(), actual.rect(), {}, tolerance.output));
  }
  if (expected.gradient_l2_size() > 0 || actual.gradient_l2_size() > 0)
    parts.push_back(CompareGradients(expected, actual, tolerance.output));
  if (expected.init_seed0_sum_size() > 0 || actual.init_seed0_sum_size() > 0) {
    parts.push_back(CompareNamed("init", expected.init_seed0_sum(), actual.init_seed0_sum(), tolerance.init,
                                 [](double value) { return std::max(1.0, std::abs(value)); }));
  }
  for (ProbePart& part : parts) Cut(part);
  return parts;
}

}  // namespace assay

#include "harness/compare_state.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

using Tensor = proto::StateTensor;

std::string Describe(const Tensor& tensor) {
  return absl::StrCat(tensor.dtype(), " [", absl::StrJoin(tensor.shape(), ", "), "]");
}

const char* Role(const Tensor& tensor) { return tensor.parameter() ? "parameter" : "buffer"; }

// Where both have the same key. Empty where they are equal.
std::string Compare(const Tensor& expected, const Tensor& actual) {
  if (Describe(expected) != Describe(actual))
    return absl::StrCat("expected ", Describe(expected), ", got ", Describe(actual));
  if (expected.has_parameter() != actual.has_parameter() || expected.parameter() != actual.parameter())
    return absl::StrCat("expected a ", Role(expected), ", got a ", Role(actual));
  if (expected.has_requires_grad() != actual.has_requires_grad())
    return absl::StrCat("whether it takes gradients is known of ", expected.has_requires_grad() ? "the lock" : "now",
                        " alone");
  if (expected.requires_grad() != actual.requires_grad())
    return expected.requires_grad() ? "took gradients, is frozen" : "was frozen, takes gradients";
  return "";
}

ProbePart CompareDigests(const proto::Probe& expected, const proto::Probe& actual) {
  ProbePart part{.name = "state", .summary = "by digest"};
  if (expected.state_sha256() != actual.state_sha256() || expected.state_size() != actual.state_size()) {
    part.findings.push_back(
        "the state dict has other keys, types, shapes, roles or another order; the version's own check names them");
  }
  return part;
}

}  // namespace

std::string StateSha256(const proto::Probe& probe) {
  std::string signature;
  for (const Tensor& tensor : probe.state()) {
    const bool frozen = tensor.parameter() && tensor.has_requires_grad() && !tensor.requires_grad();
    absl::StrAppend(&signature, tensor.key(), " ", Describe(tensor), " ", Role(tensor), frozen ? ", frozen\n" : "\n");
  }
  return Sha256Hex(absl::MakeConstSpan(reinterpret_cast<const std::byte*>(signature.data()), signature.size()));
}

ProbePart CompareStates(const proto::Probe& expected, const proto::Probe& actual) {
  if (expected.has_state_sha256() || actual.has_state_sha256()) return CompareDigests(expected, actual);
  ProbePart part{.name = "state", .summary = absl::StrCat(actual.state_size())};
  std::map<std::string, const Tensor*> left;
  for (const Tensor& tensor : actual.state()) left.emplace(tensor.key(), &tensor);
  for (const Tensor& tensor : expected.state()) {
    const auto found = left.find(tensor.key());
    if (found == left.end()) {
      part.findings.push_back(absl::StrCat("key ", tensor.key(), " is gone"));
      continue;
    }
    const std::string difference = Compare(tensor, *found->second);
    if (!difference.empty()) part.findings.push_back(absl::StrCat(tensor.key(), ": ", difference));
    left.erase(found);
  }
  for (const Tensor& tensor : actual.state()) {
    if (left.count(tensor.key())) part.findings.push_back(absl::StrCat("key ", tensor.key(), " is new"));
  }
  if (part.findings.empty()) {
    const auto [was, is] = std::mismatch(expected.state().begin(), expected.state().end(), actual.state().begin(),
                                         [](const Tensor& a, const Tensor& b) { return a.key() == b.key(); });
    if (was != expected.state().end()) {
      part.findings.push_back(absl::StrCat("the order changed: key ", was - expected.state().begin(), " was ",
                                           was->key(), ", is ", is->key()));
    }
  }
  if (expected.parameters() != actual.parameters()) {
    part.findings.push_back(absl::StrCat("expected ", expected.parameters(), " parameters, got ", actual.parameters()));
  }
  return part;
}

}  // namespace assay

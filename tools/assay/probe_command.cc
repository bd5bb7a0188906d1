// assay probe BUILDER: a version's fingerprint, and whether it is the lock's.
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/compare_probe.h"
#include "harness/environment.h"
#include "harness/probe.h"
#include "harness/probe_json.h"
#include "models/registry.h"
#include "tools/assay/commands.h"
#include "tools/assay/golden.h"

namespace assay {
namespace {

// How the probe stands to the lock, a sentence each.
struct Verdict {
  std::string agreement;
  std::vector<std::string> findings;
};

absl::StatusOr<Verdict> CompareWithGolden(const Builder& builder, const proto::Probe& probe) {
  const auto golden = ReadGolden<proto::BuilderGolden>(GoldenPath(builder));
  if (!golden.ok()) return golden.status();
  if (!golden->has_value()) return Verdict{.agreement = "none yet"};
  Verdict verdict;
  std::vector<std::string> parts;
  const bool draws_alike = DrawAlike((*golden)->blessing().cpu_capability(), CurrentEnvironment().cpu_capability);
  for (const ProbePart& part : CompareProbes((*golden)->probe(), probe, ToleranceOf((*golden)->probe(), draws_alike))) {
    parts.push_back(absl::StrCat(part.name, " ", part.summary));
    verdict.findings.insert(verdict.findings.end(), part.findings.begin(), part.findings.end());
  }
  verdict.agreement = absl::StrCat(verdict.findings.empty() ? "equal: " : "DIFFERENT: ", absl::StrJoin(parts, ", "));
  return verdict;
}

template <class Field>
std::string Shape(const Field& shape) {
  return absl::StrCat("[", absl::StrJoin(shape, ", "), "]");
}

// "[2, 3, 64, 64]", or each input of tokens with its name.
std::string InputsText(const proto::Probe& probe) {
  if (probe.token_input_size() == 0) return Shape(probe.input_shape());
  return absl::StrJoin(probe.token_input(), ", ", [](std::string* out, const proto::TokenTensor& input) {
    absl::StrAppend(out, input.name(), " ", Shape(input.shape()));
  });
}

// "output      l2 ..., mean ..." of each output, a line each.
std::string OutputsText(const proto::Probe& probe) {
  const auto line = [](const std::string& name, const proto::TensorSummary& output, const std::string& more) {
    return absl::StrFormat("  %-10s  l2 %.12g, mean %.12g%s\n", name, output.l2(), output.mean(), more);
  };
  const std::string argmax = probe.argmax_size() > 0 ? absl::StrCat(", argmax ", Shape(probe.argmax())) : "";
  std::string text = line(probe.has_output_name() ? probe.output_name() : "output", probe.output(), argmax);
  for (const proto::NamedOutput& other : probe.other_output())
    absl::StrAppend(&text, line(other.name(), other.summary(), ""));
  return text;
}

std::string ProbeText(const Builder& builder, const proto::Probe& probe, const Verdict& verdict) {
  return absl::StrFormat(
      "%s\n"
      "  parameters  %d, in a state dict of %d tensors\n"
      "  input       %s -> %s\n"
      "%s"
      "  gradients   of %d parameters\n"
      "  golden      %s\n",
      builder.name, probe.parameters(), probe.state_size(), InputsText(probe), Shape(probe.output_shape()),
      OutputsText(probe), probe.gradient_l2_size(), verdict.agreement);
}

ExitCode Probe(const Arguments& arguments) {
  const auto builder = FindBuilder(arguments.words().front());
  if (!builder.ok()) return Fail(builder.status());
  const auto probe = RunProbe([&] { return Construct(**builder, DefaultOptions(**builder)); });
  if (!probe.ok()) return Fail(probe.status());
  const auto verdict = CompareWithGolden(**builder, *probe);
  if (!verdict.ok()) return Fail(verdict.status());
  std::cout << (arguments.Has("json") ? ProbeJson((*builder)->name, *probe) + "\n"
                                      : ProbeText(**builder, *probe, *verdict));
  for (const std::string& finding : verdict->findings) Complain(absl::StrCat("differs from the golden: ", finding));
  return verdict->findings.empty() ? kFine : kFindings;
}

}  // namespace

Command ProbeCommand() {
  return {.name = "probe",
          .usage = "BUILDER [--json]",
          .summary = "fingerprint a builder's behaviour without weights, and hold it against its golden",
          .details =
              "  assay probe resnet50\n"
              "  assay probe resnet50 --json > resnet50.json\n",
          .options = {{.name = "json", .help = "one JSON document: state dict, outputs, gradients, initial values"}},
          .fewest_words = 1,
          .most_words = 1,
          .run = Probe};
}

}  // namespace assay

// How far this machine's numbers lie from the lock's, part by part, beside the noise floor that the lock allows them.
//
//   ./bazelw build -c opt //tools/nightly:noise_floor
//   ATEN_CPU_CAPABILITY=avx2 bazel-bin/tools/nightly/noise_floor --threads=2 --onednn=off 'resnet*'
//
// Prints a line of JSON a version or combination: {"subject", "capability", "threads", "onednn", "parts": {"output":
// {"error", "floor"}, ...}}. An error that is not finite is "inf". noise_floor.py runs it under every setting and
// writes docs/noise-floor.md. Exit: 0 however far they are; 2 where something could not be measured.
#include <ATen/Context.h>

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "harness/answer_noise.h"
#include "harness/compare_probe.h"
#include "harness/environment.h"
#include "harness/run_on_all_cores.h"
#include "harness/validate.h"
#include "models/registry.h"
#include "tools/assay/environment.h"
#include "tools/assay/golden.h"
#include "tools/assay/names.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

using Json = nlohmann::ordered_json;

struct Request {
  int threads = 1;
  bool onednn = true;
  std::vector<std::string> globs;
};

absl::StatusOr<Request> ParseArguments(int argc, char** argv) {
  Request request;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--threads=")) {
      if (!absl::SimpleAtoi(argument, &request.threads) || request.threads < 1)
        return absl::InvalidArgumentError("--threads= takes a number from 1");
    } else if (absl::ConsumePrefix(&argument, "--onednn=")) {
      if (argument != "on" && argument != "off") return absl::InvalidArgumentError("--onednn= takes on or off");
      request.onednn = argument == "on";
    } else if (absl::StartsWith(argument, "-")) {
      return absl::InvalidArgumentError("usage: noise_floor [--threads=N] [--onednn=on|off] [GLOB...]");
    } else {
      request.globs.emplace_back(argument);
    }
  }
  if (request.globs.empty()) request.globs = {"*"};
  return request;
}

class NoiseFloor {
 public:
  explicit NoiseFloor(const Request& request) : request_(request), cache_({.threads = request.threads}) {}

  absl::Status Run() {
    at::globalContext().setUserEnabledMkldnn(request_.onednn);
    const ThreadsScope threads(request_.threads);
    for (const std::string& name : list()) {
      if (!MatchesAnyGlob(request_.globs, name)) continue;
      ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(name));
      ASSAY_RETURN_IF_ERROR(MeasureProbe(*builder));
      for (const WeightEntry* entry : Catalog::Global().ForBuilder(name))
        ASSAY_RETURN_IF_ERROR(MeasureAnswers(*builder, *entry));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status MeasureProbe(const Builder& builder) {
    ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadGolden<proto::BuilderGolden>(GoldenPath(builder)));
    if (!golden) return absl::NotFoundError(absl::StrCat("no golden of ", builder.name));
    ASSAY_ASSIGN_OR_RETURN(const proto::Probe probe, cache_.Get(builder, DefaultOptions(builder)));
    const bool draws_alike = DrawAlike(golden->blessing().cpu_capability(), CurrentEnvironment().cpu_capability);
    Json parts = Json::object();
    for (const ProbePart& part : CompareProbes(golden->probe(), probe, ToleranceOf(golden->probe(), draws_alike))) {
      if (part.kind == ProbePart::Kind::kState) {
        if (!part.findings.empty()) return absl::FailedPreconditionError(part.findings.front());
        continue;
      }
      // The outputs by one name, but for the amplified one, which has a floor of its own.
      const bool output = part.kind == ProbePart::Kind::kOutput && part.name != "amplified";
      Add(output ? "output" : part.name, part.error, part.tolerance, parts);
    }
    Print(builder.name, parts);
    return absl::OkStatus();
  }

  // Where the file is at hand and the lock holds its answers.
  absl::Status MeasureAnswers(const Builder& builder, const WeightEntry& entry) {
    ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadGolden<proto::EntryGolden>(GoldenPath(builder, entry)));
    ASSAY_ASSIGN_OR_RETURN(const EntryInputs inputs, InputsOf(entry));
    if (!golden || !golden->has_file() || !inputs.file.ok()) return absl::OkStatus();
    const EntryMeasurement measured = ValidateEntry(builder, entry, inputs, &*golden, cache_);
    Json parts = Json::object();
    Add("answers", AnswerMovement(*golden, measured.now), AnswerTolerance(*golden), parts);
    Print(entry.FullName(), parts);
    return absl::OkStatus();
  }

  // Of several outputs the worst.
  static void Add(const std::string& part, double error, double floor, Json& parts) {
    if (parts.contains(part) && parts[part]["error"].is_number()) error = std::max(error, double(parts[part]["error"]));
    parts[part] = {{"error", std::isfinite(error) ? Json(error) : Json("inf")}, {"floor", floor}};
  }

  void Print(const std::string& subject, const Json& parts) const {
    const Json line = {{"subject", subject},
                       {"capability", CurrentEnvironment().cpu_capability},
                       {"threads", request_.threads},
                       {"onednn", request_.onednn},
                       {"parts", parts}};
    std::cout << line.dump() << std::endl;
  }

  const Request request_;
  ProbeCache cache_;
};

int Main(int argc, char** argv) {
  const auto request = ParseArguments(argc, argv);
  const absl::Status status = request.ok() ? NoiseFloor(*request).Run() : request.status();
  if (status.ok()) return 0;
  std::cerr << "noise_floor: " << status.message() << "\n";
  return 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }

#include "benchmarks/compare/environment_differences.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay {
namespace {

std::string Number(int value) { return value == 0 ? "" : absl::StrCat(value); }

}  // namespace

std::vector<std::string> EnvironmentDifferences(const RunEnvironment& old_run, const RunEnvironment& new_run) {
  std::vector<std::string> differences;
  const auto add = [&](const char* name, const std::string& was, const std::string& is) {
    if (was != is && !was.empty() && !is.empty()) differences.push_back(absl::StrCat(name, ": ", was, " and ", is));
  };
  add("device", old_run.device, new_run.device);
  if (old_run.device.empty() != new_run.device.empty()) {
    const auto named = [](const RunEnvironment& run) { return run.device.empty() ? "none" : run.device; };
    differences.push_back(absl::StrCat("device: ", named(old_run), " and ", named(new_run)));
  }
  add("build mode", old_run.build_mode, new_run.build_mode);
  add("processor", old_run.processor, new_run.processor);
  add("cores", Number(old_run.cores), Number(new_run.cores));
  add("governor", old_run.governor, new_run.governor);
  add("threads", Number(old_run.threads), Number(new_run.threads));
  add("CPU capability", old_run.cpu_capability, new_run.cpu_capability);
  add("driver", old_run.driver, new_run.driver);
  add("CUDA", old_run.cuda, new_run.cuda);
  add("LibTorch", old_run.libtorch, new_run.libtorch);
  add("commit", old_run.commit, new_run.commit);
  return differences;
}

absl::Status CheckComparable(const RunEnvironment& old_run, const RunEnvironment& new_run) {
  std::vector<std::string> apart;
  const auto check = [&](const char* name, const std::string& was, const std::string& is) {
    if (was != is)
      apart.push_back(absl::StrCat(name, " ", was.empty() ? "none" : was, " and ", is.empty() ? "none" : is));
  };
  check("device", old_run.device, new_run.device);
  if (old_run.device.empty() && new_run.device.empty()) check("processor", old_run.processor, new_run.processor);
  check("build mode", old_run.build_mode, new_run.build_mode);
  if (apart.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the runs differ in ", absl::StrJoin(apart, ", in "),
                   ": measure both on one machine and in one build mode, or give --across"));
}

}  // namespace assay

#include "harness/components/probe_case.h"

#include "absl/strings/str_cat.h"
#include "harness/components/component.h"
#include "harness/environment.h"

namespace assay {

absl::Status AddProbe(const std::string& name, const std::function<Model()>& construct, const ProbeParts& parts,
                      proto::ComponentGolden& golden) {
  auto probe = RunProbe(construct, parts);
  if (!probe.ok()) return absl::Status(probe.status().code(), absl::StrCat(name, ": ", probe.status().message()));
  *AddCase(golden, name).mutable_probe() = *std::move(probe);
  golden.mutable_blessing()->set_cpu_capability(CurrentEnvironment().cpu_capability);
  return absl::OkStatus();
}

}  // namespace assay

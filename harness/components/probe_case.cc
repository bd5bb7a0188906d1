#include "harness/components/probe_case.h"

#include "absl/strings/str_cat.h"
#include "harness/components/component.h"
#include "harness/probe.h"

namespace assay {

absl::Status AddProbe(const std::string& name, const std::function<Model()>& construct,
                      proto::ComponentGolden& golden) {
  auto probe = RunProbe(construct);
  if (!probe.ok()) return absl::Status(probe.status().code(), absl::StrCat(name, ": ", probe.status().message()));
  *AddCase(golden, name).mutable_probe() = *std::move(probe);
  return absl::OkStatus();
}

}  // namespace assay

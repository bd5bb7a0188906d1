#include "harness/environment.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/headeronly/version.h>

namespace assay {

Environment CurrentEnvironment() {
  return {.libtorch = TORCH_VERSION,
          .cpu_capability = at::get_cpu_capability(),
          .device = "cpu",
          .threads = at::get_num_threads()};
}

bool CpuHasAvx2() { return at::get_cpu_capability() != "DEFAULT"; }

proto::Blessing CurrentBlessing(const std::string& reason) {
  const Environment environment = CurrentEnvironment();
  proto::Blessing blessing;
  blessing.set_reason(reason);
  blessing.set_libtorch(environment.libtorch);
  blessing.set_cpu_capability(environment.cpu_capability);
  blessing.set_threads(environment.threads);
  return blessing;
}

}  // namespace assay

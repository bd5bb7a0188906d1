#include "harness/environment.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/headeronly/version.h>

#include "absl/strings/str_cat.h"

namespace assay {

Environment CurrentEnvironment() {
  return {.libtorch = TORCH_VERSION,
          .cpu_capability = at::get_cpu_capability(),
          .device = "cpu",
          .threads = at::get_num_threads()};
}

std::string BlessedElsewhere(const proto::Blessing& blessing, const Environment& now) {
  if (!blessing.has_libtorch()) return "";
  if (blessing.libtorch() == now.libtorch && blessing.cpu_capability() == now.cpu_capability) return "";
  return absl::StrCat("the lock was blessed on LibTorch ", blessing.libtorch(), ", ", blessing.cpu_capability(), ", ",
                      blessing.threads(), " threads; this is LibTorch ", now.libtorch, ", ", now.cpu_capability, ", ",
                      now.threads, " threads");
}

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

#include "tools/assay/environment.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/headeronly/version.h>

namespace assay {

Environment CurrentEnvironment() {
  return {
      .libtorch = TORCH_VERSION,
      .cpu_capability = at::get_cpu_capability(),
      .threads = at::get_num_threads(),
      .device = "cpu",
#ifdef __clang__
      .compiler = "clang " __clang_version__,
#else
      .compiler = "gcc " __VERSION__,
#endif
  };
}

}  // namespace assay

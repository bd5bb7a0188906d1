// What a measurement ran on, so that two reports can be told apart.
#ifndef ASSAY_TOOLS_ASSAY_ENVIRONMENT_H_
#define ASSAY_TOOLS_ASSAY_ENVIRONMENT_H_

#include <string>

namespace assay {

struct Environment {
  std::string libtorch;        // "2.11.0"
  std::string cpu_capability;  // "AVX512": the widest vectors that LibTorch's kernels use here
  int threads = 0;
  std::string device;    // "cpu"
  std::string compiler;  // of our own code
};

// This process's.
Environment CurrentEnvironment();

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_ENVIRONMENT_H_

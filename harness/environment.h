// What a measurement was made on.
#ifndef ASSAY_HARNESS_ENVIRONMENT_H_
#define ASSAY_HARNESS_ENVIRONMENT_H_

#include <string>

#include "harness/golden.pb.h"

namespace assay {

struct Environment {
  std::string libtorch;        // "2.11.0"
  std::string cpu_capability;  // what LibTorch's kernels use: "AVX512"
  std::string device;          // "cpu"
  int threads = 0;
};

Environment CurrentEnvironment();

// Where the lock was blessed on another LibTorch or another CPU capability, a sentence that says so, for a check that
// failed; else, and where the lock does not say, empty. Threads decide nothing, since whatever is locked runs on one.
std::string BlessedElsewhere(const proto::Blessing& blessing, const Environment& now = CurrentEnvironment());

// The environment with the reason of a bless.
proto::Blessing CurrentBlessing(const std::string& reason);

}  // namespace assay

#endif  // ASSAY_HARNESS_ENVIRONMENT_H_

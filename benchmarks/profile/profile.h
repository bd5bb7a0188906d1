// Where the time of a run goes: its kernels with their shares, and how near each is to what the machine can do.
//
//   ASSAY_ASSIGN_OR_RETURN(const Profile profile, ProfileRun([&] { model.forward(images); }, {.runs = 10}));
//   for (const Kernel& kernel : profile.kernels) ...   // the longest first
//
// On the CPU a kernel is an operator of LibTorch ("mkldnn_convolution"), timed by LibTorch's own profiler without what
// it calls; on a GPU it is what CUPTI, through that profiler, says that the device ran, a copy too.
#ifndef ASSAY_BENCHMARKS_PROFILE_PROFILE_H_
#define ASSAY_BENCHMARKS_PROFILE_PROFILE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

struct Kernel {
  std::string name = {};
  int64_t calls = 0;   // of one run
  double seconds = 0;  // of one run, all calls together
  double share = 0;    // of all kernels' time
  double bytes = 0;    // of one run: what its operator's tensors hold; 0 where that is not known
  double flops = 0;    // of one run: of convolutions and products of matrices; 0 for others
};

struct Profile {
  std::vector<Kernel> kernels = {};  // the longest first
  double seconds = 0;                // of one run, by the wall clock
};

struct ProfileOptions {
  int warm_ups = 3;
  int runs = 10;
  bool on_gpu = false;  // what the GPU ran, in place of the CPU's operators
};

// Errors: what `run` throws, as a Status; FailedPrecondition where the profiler saw nothing.
absl::StatusOr<Profile> ProfileRun(const std::function<void()>& run, const ProfileOptions& options);

// The names of `profile`'s longest `top` kernels, of those that take a hundredth of the time or more, that `known`
// lacks: what a look at the newest run should start with.
std::vector<std::string> NewKernels(const Profile& profile, const std::vector<std::string>& known, size_t top = 5);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_PROFILE_PROFILE_H_

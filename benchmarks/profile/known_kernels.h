// The kernels that were seen when a combination was last profiled, by device: a loose lock. A file of JSON:
//   {"cpu": {"resnet50": ["mkldnn_convolution", "batch_norm", ...]}, "NVIDIA H200": {...}}
//
//   ASSAY_ASSIGN_OR_RETURN(KnownKernels known, KnownKernels::Read("benchmarks/results/kernels.json"));
//   if (const auto* names = known.Find("cpu", "resnet50")) NewKernels(profile, *names);
#ifndef ASSAY_BENCHMARKS_PROFILE_KNOWN_KERNELS_H_
#define ASSAY_BENCHMARKS_PROFILE_KNOWN_KERNELS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "benchmarks/profile/profile.h"

namespace assay {

class KnownKernels {
 public:
  // Nothing for a file that is not there. Errors: InvalidArgument, naming the file, for what is no such document.
  static absl::StatusOr<KnownKernels> Read(const std::string& path);

  // Null where that combination was never profiled there.
  const std::vector<std::string>* Find(const std::string& device, const std::string& combination) const;

  // The names of the kernels that take a thousandth of the time or more: a tenth of what NewKernels looks at, so that
  // one whose share moves a little is not new the next time.
  void Keep(const std::string& device, const std::string& combination, const Profile& profile);

  std::string Json() const;

 private:
  std::map<std::string, std::map<std::string, std::vector<std::string>>> names_;
};

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_PROFILE_KNOWN_KERNELS_H_

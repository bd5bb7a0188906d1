#include "harness/compatibility/environment_note.h"

#include "absl/strings/str_cat.h"

namespace assay::bc {
namespace {

// The floor is derived for one LibTorch, whose kernels differ in nothing but the order of their sums. Another one may
// also choose other algorithms (Winograd's convolution, a fused attention), whose error bounds are a few hundred times
// those of plain sums; a change of code that means something stands far above even that.
constexpr double kOtherAlgorithms = 1e3;

std::string Environment(const proto::Blessing& blessing) {
  return absl::StrCat("LibTorch ", blessing.libtorch(), " with ", blessing.cpu_capability());
}

}  // namespace

std::string EnvironmentNote(const ProbeEvidence& evidence, double error, double floor) {
  if (evidence.was_blessing == nullptr || evidence.is_blessing == nullptr) return "";
  const std::string was = Environment(*evidence.was_blessing), is = Environment(*evidence.is_blessing);
  if (was == is || !(error < kOtherAlgorithms * floor)) return "";
  return absl::StrCat("; the promise was blessed on ", was, ", the present on ", is,
                      ": `assay bc --libtorch` tells whether that is the cause");
}

}  // namespace assay::bc

#include "benchmarks/kernel_case.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

struct OnCpu {
  KernelCase kernel;
  std::vector<KernelBytes> outputs;
  KernelPointers pointers;
  bool is_valid = false;
};

std::shared_ptr<OnCpu> MakeOnCpu(KernelCase kernel) {
  auto running = std::make_shared<OnCpu>(OnCpu{.kernel = std::move(kernel)});
  for (KernelBytes& input : running->kernel.inputs) running->pointers.push_back(input.data());
  for (const size_t size : running->kernel.outputs) running->outputs.emplace_back(size);
  for (KernelBytes& output : running->outputs) running->pointers.push_back(output.data());
  return running;
}

// The twin is what the kernel is held against, and is itself held against references by its own tests: here it must
// run, and answer the same each time.
absl::StatusOr<Prepared> PrepareOnCpu(KernelCase kernel) {
  const RowWork work = kernel.work;
  const std::shared_ptr<OnCpu> running = MakeOnCpu(std::move(kernel));
  Prepared prepared = {.run = [running](int64_t) { running->is_valid = running->kernel.on_cpu(running->pointers); },
                       .check = [running]() -> absl::Status {
                         if (!running->is_valid) return absl::InternalError("the twin refuses its arguments");
                         const std::vector<KernelBytes> timed = running->outputs;
                         running->kernel.on_cpu(running->pointers);
                         return CompareBytes(running->outputs, timed);
                       },
                       .is_single_threaded = true};
  prepared.work = {.items = work.items, .item = work.item};
  return prepared;
}

}  // namespace

absl::Status CompareBytes(const std::vector<KernelBytes>& expected, const std::vector<KernelBytes>& actual) {
  for (size_t i = 0; i < expected.size(); ++i) {
    if (actual.size() <= i || actual[i].size() != expected[i].size())
      return absl::InternalError(absl::StrCat("output ", i, " has another size"));
    const auto differs = std::mismatch(expected[i].begin(), expected[i].end(), actual[i].begin());
    if (differs.first != expected[i].end())
      return absl::InternalError(absl::StrCat("output ", i, " differs at byte ", differs.first - expected[i].begin()));
  }
  return absl::OkStatus();
}

void RegisterKernel(const std::string& name, std::function<KernelCase()> make) {
  RegisterRow({.name = name, .prepare = [make] { return PrepareOnCpu(make()); }});
  if (!HasGpu()) return;
  RegisterRow({.name = absl::StrCat("cuda/", name),
               .prepare = [make] { return PrepareKernelOnGpu(make()); },
               .columns = {Column::kHot, Column::kCold}});
}

}  // namespace assay

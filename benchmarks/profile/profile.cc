#include "benchmarks/profile/profile.h"

#include <torch/csrc/autograd/profiler_kineto.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "benchmarks/profile/operator_bytes.h"
#include "harness/count_flops.h"
#include "models/exceptions.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using torch::autograd::profiler::KinetoEvent;
using torch::autograd::profiler::ProfilerResult;
using torch::profiler::impl::ActivityType;

constexpr double kLeastShare = 0.01;  // of a kernel that is worth a word

// An operator's call on the CPU.
struct Call {
  const KinetoEvent* event = nullptr;
  double inner_seconds = 0;  // of the operators that it calls
  double bytes = 0;
  double flops = 0;
  bool is_counted = false;  // as CountMultiplyAdds counts
  int parent = -1;
};

std::unique_ptr<ProfilerResult> Record(const std::function<void()>& run, const ProfileOptions& options) {
  namespace profiler = torch::autograd::profiler;
  std::set<ActivityType> activities = {ActivityType::CPU};
  if (options.on_gpu) activities.insert(ActivityType::CUDA);
  const torch::profiler::impl::ProfilerConfig config(torch::profiler::impl::ProfilerState::KINETO);
  // Kineto complains on standard error of a machine without a GPU. What the user has set stays.
  setenv("KINETO_LOG_LEVEL", "99", /*overwrite=*/0);
  profiler::prepareProfiler(config, activities);
  profiler::enableProfiler(config, activities);
  for (int i = 0; i < options.runs; ++i) run();
  return profiler::disableProfiler();
}

double Seconds(const KinetoEvent& event) { return 1e-9 * static_cast<double>(event.durationNs()); }

// The operators' calls in the order in which they began, each with the call that made it.
std::vector<Call> CallsOf(const ProfilerResult& result) {
  std::vector<const KinetoEvent*> events;
  for (const KinetoEvent& event : result.events()) {
    if (event.deviceType() == c10::DeviceType::CPU && absl::StartsWith(event.name(), "aten::"))
      events.push_back(&event);
  }
  // Of two that begin at once the longer is the outer one.
  std::stable_sort(events.begin(), events.end(), [](const KinetoEvent* a, const KinetoEvent* b) {
    if (a->startThreadId() != b->startThreadId()) return a->startThreadId() < b->startThreadId();
    return a->startNs() != b->startNs() ? a->startNs() < b->startNs() : a->endNs() > b->endNs();
  });
  std::vector<Call> calls;
  int open = -1;
  for (const KinetoEvent* event : events) {
    while (open >= 0 && (calls[open].event->startThreadId() != event->startThreadId() ||
                         calls[open].event->endNs() <= event->startNs()))
      open = calls[open].parent;
    if (open >= 0) calls[open].inner_seconds += Seconds(*event);
    calls.push_back({.event = event, .parent = open});
    open = static_cast<int>(calls.size()) - 1;
  }
  return calls;
}

double OwnSeconds(const Call& call) { return std::max(0.0, Seconds(*call.event) - call.inner_seconds); }

// Whether the call lies within one whose operations are counted.
bool IsWithinCounted(const std::vector<Call>& calls, int parent) {
  for (; parent >= 0; parent = calls[parent].parent) {
    if (calls[parent].is_counted) return true;
  }
  return false;
}

// The k-th counted call of a run did what the k-th of one run, watched, did. Its operations are those of the call
// within it that takes the longest, whose kernel it is: convolution's are mkldnn_convolution's.
void GiveFlops(const std::vector<CountedCall>& counted, std::vector<Call>& calls) {
  std::set<std::string> names;
  for (const CountedCall& call : counted) names.insert(call.op);
  size_t next = 0;
  for (size_t i = 0; i < calls.size() && !counted.empty(); ++i) {
    if (names.count(calls[i].event->name()) == 0 || IsWithinCounted(calls, calls[i].parent)) continue;
    calls[i].is_counted = true;
    size_t longest = i;
    for (size_t j = i + 1; j < calls.size() && calls[j].event->endNs() <= calls[i].event->endNs(); ++j) {
      if (OwnSeconds(calls[j]) > OwnSeconds(calls[longest])) longest = j;
    }
    calls[longest].flops += 2 * static_cast<double>(counted[next++ % counted.size()].multiply_adds);
  }
}

// Whether the call moves its tensors' elements itself: not where it leaves that to what it calls, and not where it
// makes room, or another view.
bool MovesElements(const Call& call) {
  static const auto& without =
      *new std::set<std::string>{"aten::empty",      "aten::empty_like",  "aten::empty_strided", "aten::resize_",
                                 "aten::as_strided", "aten::as_strided_", "aten::view",          "aten::t",
                                 "aten::transpose",  "aten::expand",      "aten::select",        "aten::slice"};
  return OwnSeconds(call) >= 0.5 * Seconds(*call.event) && without.count(call.event->name()) == 0;
}

// The k-th call of an operator moved what the k-th call of one run, watched, did: runs are alike.
void GiveBytes(const OperatorBytes& bytes, std::vector<Call>& calls) {
  std::map<std::string, size_t> seen;
  for (Call& call : calls) {
    const auto found = bytes.find(call.event->name());
    if (found == bytes.end()) continue;
    const double moved = found->second[seen[call.event->name()]++ % found->second.size()];
    if (MovesElements(call)) call.bytes = moved;
  }
}

void Add(const std::string& name, double seconds, double bytes, double flops, std::map<std::string, Kernel>& kernels) {
  Kernel& kernel = kernels[name];
  kernel.name = name;
  ++kernel.calls;
  kernel.seconds += seconds;
  kernel.bytes += bytes;
  kernel.flops += flops;
}

std::map<std::string, Kernel> CpuKernels(const std::vector<Call>& calls) {
  std::map<std::string, Kernel> kernels;
  for (const Call& call : calls) {
    Add(std::string(absl::StripPrefix(call.event->name(), "aten::")), OwnSeconds(call), call.bytes, call.flops,
        kernels);
  }
  return kernels;
}

// A kernel belongs to the operator that launched it; where that launched several, the longest one moves its bytes.
std::map<std::string, Kernel> GpuKernels(const ProfilerResult& result, const std::vector<Call>& calls) {
  std::map<uint64_t, const Call*> by_id;
  for (const Call& call : calls) by_id[call.event->correlationId()] = &call;
  std::map<uint64_t, const KinetoEvent*> longest;
  for (const KinetoEvent& event : result.events()) {
    if (event.deviceType() != c10::DeviceType::CUDA) continue;
    const KinetoEvent*& kept = longest[event.linkedCorrelationId()];
    if (kept == nullptr || event.durationNs() > kept->durationNs()) kept = &event;
  }
  std::map<std::string, Kernel> kernels;
  for (const KinetoEvent& event : result.events()) {
    if (event.deviceType() != c10::DeviceType::CUDA) continue;
    const auto launcher = by_id.find(event.linkedCorrelationId());
    const bool has_cost = launcher != by_id.end() && longest[event.linkedCorrelationId()] == &event;
    Add(event.name(), Seconds(event), has_cost ? launcher->second->bytes : 0, has_cost ? launcher->second->flops : 0,
        kernels);
  }
  return kernels;
}

// Of one run, the longest first.
std::vector<Kernel> Shares(std::map<std::string, Kernel> kernels, int runs) {
  double all = 0;
  for (const auto& [name, kernel] : kernels) all += kernel.seconds;
  std::vector<Kernel> sorted;
  for (auto& [name, kernel] : kernels) {
    kernel.share = all > 0 ? kernel.seconds / all : 0;
    kernel.calls /= runs;
    for (double* total : {&kernel.seconds, &kernel.bytes, &kernel.flops}) *total /= runs;
    sorted.push_back(std::move(kernel));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Kernel& a, const Kernel& b) { return a.seconds > b.seconds; });
  return sorted;
}

}  // namespace

absl::StatusOr<Profile> ProfileRun(const std::function<void()>& run, const ProfileOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const OperatorBytes bytes, CountOperatorBytes(run));
  // Where an operator's products cannot be seen from outside, no operations are known, and the shares still are.
  const auto counted = ListMultiplyAdds(run);
  if (!counted.ok() && !absl::IsUnimplemented(counted.status())) return counted.status();
  Profile profile;
  const absl::Status ran = ExceptionsToStatus([&] {
    for (int i = 0; i < options.warm_ups; ++i) run();
    // Not profiled: what watches takes time.
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < options.runs; ++i) run();
    profile.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / options.runs;
    const std::unique_ptr<ProfilerResult> result = Record(run, options);
    std::vector<Call> calls = CallsOf(*result);
    GiveBytes(bytes, calls);
    if (counted.ok()) GiveFlops(*counted, calls);
    profile.kernels = Shares(options.on_gpu ? GpuKernels(*result, calls) : CpuKernels(calls), options.runs);
  });
  if (!ran.ok()) return ran;
  if (profile.kernels.empty())
    return absl::FailedPreconditionError("LibTorch's profiler saw no kernel: does this build of LibTorch have Kineto?");
  return profile;
}

std::vector<std::string> NewKernels(const Profile& profile, const std::vector<std::string>& known, size_t top) {
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(top, profile.kernels.size()); ++i) {
    if (profile.kernels[i].share < kLeastShare) break;
    const std::string& name = profile.kernels[i].name;
    if (std::find(known.begin(), known.end(), name) == known.end()) names.push_back(name);
  }
  return names;
}

}  // namespace assay

#include "harness/probe_cache.h"

#include "harness/memory_gate.h"

namespace assay {
namespace {

// A value in float64.
constexpr int64_t kBytesAParameter = 8;

// Of the parameters of all probes that run side by side. What else a process holds comes on top.
MemoryGate& Gate() {
  static MemoryGate& gate = *new MemoryGate(int64_t{2} << 30);
  return gate;
}

}  // namespace

ProbeCache::Probed& ProbeCache::Run(const Builder& builder, const ConstructOptions& options) {
  std::unique_lock<std::mutex> lock(mutex_);
  Probed& probed = probes_[ConstructionKey(builder, options)];
  lock.unlock();
  std::call_once(probed.once, [&] {
    const auto skeleton = Skeleton(builder, options);
    const MemoryGate::Pass pass(Gate(), skeleton.ok() ? kBytesAParameter * skeleton->num_parameters() : 0);
    probed.probe = RunProbe([&] { return Construct(builder, options); }, parts_);
  });
  return probed;
}

absl::StatusOr<proto::Probe> ProbeCache::Get(const Builder& builder, const ConstructOptions& options) {
  return Run(builder, options).probe;
}

absl::StatusOr<ModelFacts> ProbeCache::Facts(const Builder& builder, const ConstructOptions& options,
                                             std::optional<SizeMeta> image) {
  Probed& probed = Run(builder, options);
  if (!probed.probe.ok()) return probed.probe.status();
  const std::pair<int, int> size = image ? std::make_pair(image->height, image->width) : std::make_pair(0, 0);
  const auto [found, is_new] = probed.facts.try_emplace(size);
  if (!is_new) return found->second;
  auto skeleton = Skeleton(builder, options);
  if (!skeleton.ok()) return found->second = skeleton.status();
  return found->second = MeasureFacts(*skeleton, image);
}

absl::StatusOr<Model> ProbeCache::Skeleton(const Builder& builder, const ConstructOptions& options) {
  return skeletons_->Get(builder, options);
}

}  // namespace assay

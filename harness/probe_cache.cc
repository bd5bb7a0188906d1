#include "harness/probe_cache.h"

namespace assay {

ProbeCache::Probed& ProbeCache::Run(const Builder& builder, const ConstructOptions& options) {
  std::unique_lock<std::mutex> lock(mutex_);
  Probed& probed = probes_[ConstructionKey(builder, options)];
  lock.unlock();
  std::call_once(probed.once, [&] {
    probed.probe = RunProbe([&] { return *(probed.model = Construct(builder, options)); }, parts_);
    if (probed.model) {
      // As large as the model itself, and of no further use.
      for (const StateEntry& entry : probed.model->state_dict()) entry.tensor.mutable_grad().reset();
    }
    probed.is_done = true;
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
  if (is_new) found->second = MeasureFacts(*probed.model, image);
  return found->second;
}

absl::StatusOr<Model> ProbeCache::Skeleton(const Builder& builder, const ConstructOptions& options) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = probes_.find(ConstructionKey(builder, options));
    if (found != probes_.end() && found->second.is_done && found->second.model) return *found->second.model;
  }
  return skeletons_->Get(builder, options);
}

}  // namespace assay

#include "harness/probe_cache.h"

#include "harness/probe.h"

namespace assay {

ProbeCache::Probed& ProbeCache::Run(const Builder& builder, const ConstructOptions& options) {
  const auto [found, is_new] = probes_.try_emplace(ConstructionKey(builder, options));
  Probed& probed = found->second;
  if (!is_new) return probed;
  probed.probe =
      RunProbe([&] { return *(probed.model = Construct(builder, options)); }, {.noise = noise_ == Noise::kMeasure});
  if (!probed.model) return probed;
  // As large as the model itself, and of no further use.
  for (const StateEntry& entry : probed.model->state_dict()) entry.tensor.mutable_grad().reset();
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
  const auto found = probes_.find(ConstructionKey(builder, options));
  if (found != probes_.end() && found->second.model) return *found->second.model;
  return skeletons_->Get(builder, options);
}

}  // namespace assay

// Probes that were run, and facts that were measured, so that a combination which constructs what its version
// constructs does not do it again.
//
//   ProbeCache cache;
//   ASSAY_ASSIGN_OR_RETURN(const proto::Probe probe, cache.Get(builder, options));
#ifndef ASSAY_HARNESS_PROBE_CACHE_H_
#define ASSAY_HARNESS_PROBE_CACHE_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"
#include "harness/model_facts.h"
#include "harness/probe.h"
#include "harness/skeletons.h"
#include "models/model.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

class ProbeCache {
 public:
  // Bless measures the noise floors (harness/noise.h), which doubles a probe's time; who compares takes the lock's.
  // Caches of several threads share their `skeletons`.
  explicit ProbeCache(const ProbeParts& parts = {},
                      std::shared_ptr<Skeletons> skeletons = std::make_shared<Skeletons>())
      : parts_(parts), skeletons_(std::move(skeletons)) {}

  const ProbeParts& parts() const { return parts_; }

  // Safe to call from several threads, which then probe several models side by side.
  // Errors: as RunProbe.
  absl::StatusOr<proto::Probe> Get(const Builder& builder, const ConstructOptions& options);

  // The facts of the model, of its skeleton: none depends on the values. Only of a model that could be probed.
  // Errors: as RunProbe, Skeletons::Get and MeasureFacts.
  absl::StatusOr<ModelFacts> Facts(const Builder& builder, const ConstructOptions& options,
                                   std::optional<SizeMeta> image);

  // A model without values, for its keys, shapes and signature. Errors: as Skeletons::Get.
  absl::StatusOr<Model> Skeleton(const Builder& builder, const ConstructOptions& options);

 private:
  struct Probed {
    // No model: a large one's would stay, as large as it is, for as long as the cache.
    std::once_flag once;
    absl::StatusOr<proto::Probe> probe;
    std::map<std::pair<int, int>, absl::StatusOr<ModelFacts>> facts;  // by the image's size
  };
  Probed& Run(const Builder& builder, const ConstructOptions& options);

  const ProbeParts parts_;
  const std::shared_ptr<Skeletons> skeletons_;
  std::mutex mutex_;                      // of the map, whose elements stay where they are
  std::map<std::string, Probed> probes_;  // by ConstructionKey
};

}  // namespace assay

#endif  // ASSAY_HARNESS_PROBE_CACHE_H_

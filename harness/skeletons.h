// Models without their values: keys, shapes, types and the rules of loading alone, for who asks whether weights fit.
//
//   Skeletons skeletons;
//   ASSAY_ASSIGN_OR_RETURN(const Model other, skeletons.Get(**FindBuilder("resnet50_v2"), options));
//   other.FindMisfits(state).empty();   // they load
#ifndef ASSAY_HARNESS_SKELETONS_H_
#define ASSAY_HARNESS_SKELETONS_H_

#include <map>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "models/model.h"
#include "models/registry.h"

namespace assay {

// All that decides how a model is constructed, as a key: the builder, the number of classes, what the entry implies.
std::string ConstructionKey(const Builder& builder, const ConstructOptions& options);

// Safe to use from several threads. Each is constructed once, and takes no time and no memory to speak of.
class Skeletons {
 public:
  // A model whose floating-point tensors have their shapes and no values: each is a one, seen many times. To be run
  // within WithoutValues alone (harness/without_values.h). Errors: what constructing it throws, as a Status.
  absl::StatusOr<Model> Get(const Builder& builder, const ConstructOptions& options);

 private:
  std::mutex mutex_;
  std::map<std::string, absl::StatusOr<Model>> models_;  // by ConstructionKey
};

}  // namespace assay

#endif  // ASSAY_HARNESS_SKELETONS_H_

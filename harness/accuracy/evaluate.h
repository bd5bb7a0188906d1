// A classifier over a data set: batches on all cores, each on one thread, and every finished one in the journal.
//
//   ASSAY_ASSIGN_OR_RETURN(const proto::Evaluation evaluation,
//                          Evaluate(model, preprocess, *data, key, {.journal = "run.journal"}));
#ifndef ASSAY_HARNESS_ACCURACY_EVALUATE_H_
#define ASSAY_HARNESS_ACCURACY_EVALUATE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "harness/accuracy/dataset.h"
#include "harness/accuracy/evaluation.pb.h"
#include "models/model.h"
#include "transforms/image_classification.h"

namespace assay {

// What has been done, an earlier process' part too.
struct EvaluateProgress {
  int64_t images = 0;
  int64_t of = 0;       // of this shard
  int64_t correct = 0;  // of `images`
};

struct EvaluateOptions {
  // This evaluation's part: the batches whose number, divided by `shards`, leaves `shard` over. Parts merge into what
  // one run gives, bit for bit: a batch holds the same images whoever computes it.
  int shard = 0;
  int shards = 1;
  std::string journal = {};                                    // a file; "" keeps none
  std::function<void(const EvaluateProgress&)> progress = {};  // after each batch, one call at a time
};

// OK if that shard of the key's batches has images.
// Errors: InvalidArgument, saying how many batches there are; shards as people count them, from 1.
absl::Status CheckShard(const proto::EvaluationKey& key, int shard, int shards);

// The model's answers. It is in eval mode. `key` says the batches and how many categories to keep, at most as many as
// the model has. Errors: InvalidArgument for a key, data without images, and CheckShard's; those of loading an image,
// of preprocessing it and of the model, naming the image; DataLoss where an answer is NaN or infinite, naming the first
// such image; those of the journal.
absl::StatusOr<proto::Evaluation> Evaluate(const Model& model, const ImageClassification& preprocess,
                                           const Dataset& data, const proto::EvaluationKey& key,
                                           const EvaluateOptions& options = {});

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_EVALUATE_H_

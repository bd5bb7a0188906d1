// Which mistake in preprocessing an accuracy comes from: the usual ones are tried on the data.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::vector<TriedWay> tried,
//                          TryWays(model, UsualWays(preprocess.options()), *data, {.batch_size = 32}));
//   const std::vector<ComparedWay> compared = CompareWays(tried, 41.2, /*whole=*/true);
//   compared[0].tried.way.name;  // "BGR order"
#ifndef ASSAY_HARNESS_ACCURACY_EXPLAIN_H_
#define ASSAY_HARNESS_ACCURACY_EXPLAIN_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "harness/accuracy/dataset.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/metrics.h"
#include "harness/accuracy/preprocessing_ways.h"
#include "models/model.h"

namespace assay {

struct TriedWay {
  PreprocessingWay way;
  Metric accuracy;           // acc@1
  std::vector<int> answers;  // the best category of each image
};

struct TryWaysOptions {
  int batch_size = 32;
  // Which way, and how far its evaluation is; one call at a time.
  std::function<void(size_t way, const EvaluateProgress&)> progress = {};
};

// The accuracy of each way, in their order. The model is in eval mode.
// Errors: Evaluate's, with the way's name.
absl::StatusOr<std::vector<TriedWay>> TryWays(const Model& model, absl::Span<const PreprocessingWay> ways,
                                              const Dataset& data, const TryWaysOptions& options);

// Units: percent.
struct ComparedWay {
  TriedWay tried;
  double distance = 0;   // of its accuracy from the expected one
  bool matches = false;  // may be where the expected accuracy comes from
};

// All ways, the nearest first; of equally near ones in the order of `tried`, where the right one comes first. On the
// `whole` of the data that the expected accuracy was measured on a way matches when it gives that accuracy, up to 0.05
// points, since people round; on a sample of them when its interval holds it.
std::vector<ComparedWay> CompareWays(absl::Span<const TriedWay> tried, double expected, bool whole);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_EXPLAIN_H_

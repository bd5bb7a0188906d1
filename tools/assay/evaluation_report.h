// An evaluation for its reader: whether the weights do what they declare, first.
//
//   std::cout << EvaluationText(report, ColourWanted(STDOUT_FILENO));
//   // DigitsResNet20_Weights.DIGITS_V1 on Digits (test): 97.33 % right (95.4 to 98.5), as declared
#ifndef ASSAY_TOOLS_ASSAY_EVALUATION_REPORT_H_
#define ASSAY_TOOLS_ASSAY_EVALUATION_REPORT_H_

#include <string>
#include <vector>

#include "harness/accuracy/evaluation.pb.h"
#include "harness/accuracy/metrics.h"
#include "tools/assay/json.h"
#include "weights/weight_entry.h"

namespace assay {

struct EvaluationReport {
  proto::Evaluation evaluation;
  std::string path = {};                  // of the data; empty for a merge
  std::string shard = {};                 // "3/16"; empty for all
  std::vector<MetricMeta> declared = {};  // of this split of this data set
  bool is_whole_split = false;            // whether the data are all of it; this evaluation may be a part
  double images_per_second = 0;           // 0 where nothing was computed
  std::string out = {};                   // where the answers are, as the user wrote it
};

// Where the very images that metrics were declared on give others: more than 0.02 points apart, since an interval would
// hide a wrong preprocessing. Empty for a part of them.
std::vector<std::string> Contradictions(const EvaluationReport& report);

std::string EvaluationText(const EvaluationReport& report, bool colour);

// The contract's fields (weights, data, metrics, images_per_second) and more. Of values that are not known, null.
Json EvaluationJson(const EvaluationReport& report);

// {"value", "low", "high"} of a metric.
Json MetricJson(const Metric& metric);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EVALUATION_REPORT_H_

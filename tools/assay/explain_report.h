// What `assay evaluate --explain` found, for its reader: which preprocessing gives the expected accuracy, first.
//
//   std::cout << ExplainText(report, ColourWanted(STDOUT_FILENO));
//   // the expected 41.20 % is what BGR order gives: 41.16 %; turn the channels to red, green, blue: ...
#ifndef ASSAY_TOOLS_ASSAY_EXPLAIN_REPORT_H_
#define ASSAY_TOOLS_ASSAY_EXPLAIN_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "harness/accuracy/evaluation.pb.h"
#include "harness/accuracy/explain.h"
#include "tools/assay/json.h"

namespace assay {

struct ExplainReport {
  std::string weights;
  proto::EvaluatedData data;
  std::string path;    // of the data
  int64_t images = 0;  // that were tried, of `of`
  int64_t of = 0;
  bool is_whole = false;          // whether they are all images that the expected accuracy is of
  double expected = 0;            // in percent
  std::vector<ComparedWay> ways;  // the nearest first
};

std::string ExplainText(const ExplainReport& report, bool colour);
Json ExplainJson(const ExplainReport& report);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EXPLAIN_REPORT_H_

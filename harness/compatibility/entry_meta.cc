#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "harness/compatibility/compare_entry.h"
#include "harness/compatibility/metric_order.h"
#include "harness/compatibility/sorted_fields.h"

namespace assay::bc {
namespace {

void CompareMetrics(const Subject& subject, const std::vector<FieldChange>& metrics, std::vector<Finding>& findings) {
  std::vector<FieldChange> dropped, removed, other;
  for (const FieldChange& metric : metrics) {
    (!metric.is                                                    ? removed
     : metric.was && IsWorse(metric.name, *metric.was, *metric.is) ? dropped
                                                                   : other)
        .push_back(metric);
  }
  if (!dropped.empty()) findings.push_back(MakeFinding("ACCURACY_DROPPED", subject, FieldsText(dropped)));
  if (!removed.empty()) findings.push_back(MakeFinding("METRIC_REMOVED", subject, FieldsText(removed)));
  if (other.empty()) return;
  findings.push_back(MakeFinding("META_CHANGED", subject, FieldsText(other)));
  findings.back().item = "meta.metrics";
}

}  // namespace

void CompareMeta(const Subject& subject, const SortedFields& fields, const std::string& taxonomy,
                 std::vector<Finding>& findings) {
  CompareMetrics(subject, fields.metrics, findings);
  if (!fields.licence.empty()) findings.push_back(MakeFinding("LICENCE_CHANGED", subject, FieldsText(fields.licence)));
  // The entry that became the latest is told at the one that no longer is.
  for (const FieldChange& change : fields.latest) {
    if (change.was == "true")
      findings.push_back(MakeFinding("LATEST_MOVED", subject, absl::StrCat("no longer the latest of ", taxonomy)));
  }
  if (!fields.other.empty()) findings.push_back(MakeFinding("META_CHANGED", subject, FieldsText(fields.other)));
}

}  // namespace assay::bc

// Locks that another protocol measured than the promise's: their numbers say nothing about the library.
//
//   AddMeasurementChange("resnet50", was.probe(), is.probe(), changes);
//   if (const auto finding = MeasurementFinding(changes)) findings.push_back(*finding);
//
// What such a protocol moves is told once, of the library, and not as breaks of its models.
#ifndef ASSAY_HARNESS_COMPATIBILITY_MEASUREMENT_CHANGE_H_
#define ASSAY_HARNESS_COMPATIBILITY_MEASUREMENT_CHANGE_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/compatibility/finding.h"
#include "harness/golden.pb.h"

namespace assay::bc {

struct MeasurementChange {
  std::string lock;  // "resnet50", "resnet50 x IMAGENET1K_V1", "components/layers"
  int was = 0;
  int is = 0;
};

// A probe or a component's golden.
template <class M>
bool MeasuredOtherwise(const M& was, const M& is) {
  return was.measured_by() != is.measured_by();
}

// Nothing where a side has no such measurement.
void AddMeasurementChange(const std::string& lock, const proto::Probe& was, const proto::Probe& is,
                          std::vector<MeasurementChange>& changes);

// The component's own protocol, else that of the probes among its cases.
void AddMeasurementChange(const proto::ComponentGolden& was, const proto::ComponentGolden& is,
                          std::vector<MeasurementChange>& changes);

// MEASUREMENT_CHANGED of the subject "library"; null where nothing was measured otherwise.
std::optional<Finding> MeasurementFinding(const std::vector<MeasurementChange>& changes);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_MEASUREMENT_CHANGE_H_

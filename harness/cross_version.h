// What becomes of an entry's weights in the other versions of its family: equal, different, or not to be loaded.
//
//   for (const proto::CrossVersion& row : MeasureCrossVersions(builder, entry, {}, cache)) {
//     std::cout << row.builder() << ": " << CrossVersionText(row) << "\n";
//   }
//   // resnet50_v2: differs in output
//   // resnet101: does not load: missing layer3.6.conv1.weight
//
// It follows from keys, shapes and probes: no file is needed. The versions are those of the family that are linked. A
// builder of another family that takes the weights as its backbone's is none of them: a test links one family, and what
// the backbone answers there is held by that builder's own probe.
#ifndef ASSAY_HARNESS_CROSS_VERSION_H_
#define ASSAY_HARNESS_CROSS_VERSION_H_

#include <string>
#include <vector>

#include "harness/cross_version_table.h"
#include "harness/golden.pb.h"
#include "harness/probe_cache.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// A row for each other version of `builder`'s family, sorted. Each is constructed as the entry constructs its own
// version: with its number of categories, its implied options and overrides. `noise` is how far rounding moves the
// entry's own outputs; of two models, each may be off by that.
// A version loads the weights where strict loading (Model::FindMisfits) would. Then both are probed, each filled by the
// same keys with the same values; the numbers of the outputs decide.
CrossVersions MeasureCrossVersions(const Builder& builder, const WeightEntry& entry, const proto::Noise& noise,
                                   ProbeCache& cache);

// A sentence for each version whose row is another one, that is new or that is gone.
std::vector<std::string> CompareCrossVersions(const CrossVersions& expected, const CrossVersions& actual);

}  // namespace assay

#endif  // ASSAY_HARNESS_CROSS_VERSION_H_

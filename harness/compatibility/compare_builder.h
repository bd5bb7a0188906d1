// One version against its promise, with what its entries need to know of it.
#ifndef ASSAY_HARNESS_COMPATIBILITY_COMPARE_BUILDER_H_
#define ASSAY_HARNESS_COMPATIBILITY_COMPARE_BUILDER_H_

#include <map>
#include <string>
#include <vector>

#include "harness/compatibility/finding.h"
#include "harness/compatibility/make_finding.h"
#include "harness/compatibility/probe_change.h"
#include "harness/golden.pb.h"

namespace assay::bc {

struct BuilderComparison {
  std::vector<Finding> findings;
  // Of those findings, by their place, that tell what the model does otherwise: the rule by which an entry that moves
  // along does so.
  std::map<size_t, std::string> behaviour;
  ProbeChange probe;
  // What the entries that say nothing of their own have from the version.
  bool transforms_moved = false;
  bool postprocessing_moved = false;
  bool default_moved = false;
  bool enum_renamed = false;
};

// `evidence` holds the traces and the table of overrides; the probes and blessings are those of the goldens.
BuilderComparison CompareBuilder(const Subject& subject, const proto::BuilderGolden& was,
                                 const proto::BuilderGolden& is, ProbeEvidence evidence);

// The signatures alone: harness/compatibility/compare_api.cc.
void CompareApis(const Subject& subject, const proto::BuilderApi& was, const proto::BuilderApi& is,
                 BuilderComparison& comparison);

// The options of a builder and its constructors: harness/compatibility/compare_options.cc. Structs are told apart by
// their names; of a renamed enum, by their places.
std::vector<Finding> CompareOptions(const Subject& subject, const proto::BuilderApi& was, const proto::BuilderApi& is);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_COMPARE_BUILDER_H_

// How good the newest weights of a builder are beside its oldest of the same name, as their authors measured both:
// `assay list --compare`.
//
//   for (const OldAndNew& row : CompareOldAndNew(Catalog::Global(), {"resnet50"})) {
//     row.old_value;     // 76.13, of IMAGENET1K_V1
//     row.new_value;     // 80.858, of IMAGENET1K_V2
//     row.Difference();  // 4.728
//   }
#ifndef ASSAY_TOOLS_ASSAY_OLD_AND_NEW_H_
#define ASSAY_TOOLS_ASSAY_OLD_AND_NEW_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tools/assay/json.h"
#include "tools/assay/table.h"
#include "weights/catalog.h"
#include "weights/weight_entry.h"

namespace assay {

struct OldAndNew {
  std::string builder;                     // "resnet50"
  std::string dataset;                     // on which both were measured: "ImageNet-1K"
  std::string metric;                      // "acc@1"
  const WeightEntry* old_entry = nullptr;  // The catalogue's.
  double old_value = 0;
  const WeightEntry* new_entry = nullptr;
  double new_value = 0;

  // Units: the metric's, without the noise of the subtraction.
  double Difference() const;
};

// A row for each builder and data set where an enum has several versions of one entry (IMAGENET1K_V1, IMAGENET1K_V2):
// the oldest against the newest, in the task's first metric. Entries of one version, or without that metric, have none.
// In the order of `builders`; the rows point into the catalogue.
std::vector<OldAndNew> CompareOldAndNew(const Catalog& catalog, absl::Span<const std::string> builders);

// {"compared":[{"builder","metric","dataset","old":{"weights","value"},"new":{"weights","value"},"difference"}]}
Json OldAndNewJson(absl::Span<const OldAndNew> rows);

Table OldAndNewTable(absl::Span<const OldAndNew> rows);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_OLD_AND_NEW_H_

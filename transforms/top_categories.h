// The post-processing of image classification: logits to the likeliest categories.
//
//   for (const RankedCategory& best : TopCategories(logits, categories, 5)) {
//     std::cout << best.category << " " << 100 * best.score << "%\n";
//   }
#ifndef ASSAY_TRANSFORMS_TOP_CATEGORIES_H_
#define ASSAY_TRANSFORMS_TOP_CATEGORIES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace assay {

struct RankedCategory {
  int64_t index = 0;
  std::string category;
  double score = 0;
};

// The `count` likeliest categories, best first; fewer where there are fewer logits. Of equal ones the lower index
// leads, and a NaN comes last. A category without a name gets its index as name. Shapes: logits [classes]. Units: score
// is the softmax probability, in [0, 1].
std::vector<RankedCategory> TopCategories(absl::Span<const float> logits, absl::Span<const std::string> categories,
                                          size_t count);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TOP_CATEGORIES_H_

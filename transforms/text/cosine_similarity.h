// How alike two embeddings are: the cosine of the angle between them.
//
//   ASSAY_ASSIGN_OR_RETURN(double score, CosineSimilarity(embeddings.Row(0), embeddings.Row(1)));  // 1: the same
#ifndef ASSAY_TRANSFORMS_TEXT_COSINE_SIMILARITY_H_
#define ASSAY_TRANSFORMS_TEXT_COSINE_SIMILARITY_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "transforms/text/mean_pooling.h"

namespace assay {

// In [-1, 1]; 0 where a vector is all zeros; NaN where one holds a NaN. The vectors may have any length.
// Errors: InvalidArgument for vectors of different sizes.
// Source: sentence-transformers, util.cos_sim; summed in double here.
absl::StatusOr<double> CosineSimilarity(absl::Span<const float> a, absl::Span<const float> b);

// Every text against every text. Shapes: embeddings (rows, width), result (rows, rows), symmetric.
std::vector<double> CosineSimilarities(const Embeddings& embeddings);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_COSINE_SIMILARITY_H_

#include "transforms/text/cosine_similarity.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

double Dot(absl::Span<const float> a, absl::Span<const float> b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

double Cosine(absl::Span<const float> a, absl::Span<const float> b) {
  const double lengths = std::sqrt(Dot(a, a)) * std::sqrt(Dot(b, b));
  // Rounding may lead out of [-1, 1]. A NaN stays one.
  return lengths == 0 ? 0.0 : std::clamp(Dot(a, b) / lengths, -1.0, 1.0);
}

}  // namespace

absl::StatusOr<double> CosineSimilarity(absl::Span<const float> a, absl::Span<const float> b) {
  if (a.size() != b.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the vectors have ", a.size(), " and ", b.size(), " values: expected as many"));
  }
  return Cosine(a, b);
}

std::vector<double> CosineSimilarities(const Embeddings& embeddings) {
  std::vector<double> similarities(embeddings.rows * embeddings.rows);
  for (int64_t i = 0; i < embeddings.rows; ++i) {
    for (int64_t j = 0; j <= i; ++j) {
      const double similarity = Cosine(embeddings.Row(i), embeddings.Row(j));
      similarities[i * embeddings.rows + j] = similarities[j * embeddings.rows + i] = similarity;
    }
  }
  return similarities;
}

}  // namespace assay

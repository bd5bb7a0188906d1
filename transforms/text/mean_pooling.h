// The post-processing of a sentence encoder: the vectors of its tokens to one vector a text, of length 1.
//
//   MeanPooling pool;
//   ASSAY_ASSIGN_OR_RETURN(Embeddings embeddings, pool({.values = hidden, .rows = 2, .columns = 9, .width = 384},
//                                                      batch.attention_mask));
//   embeddings.Row(0);  // 384 floats
#ifndef ASSAY_TRANSFORMS_TEXT_MEAN_POOLING_H_
#define ASSAY_TRANSFORMS_TEXT_MEAN_POOLING_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace assay {

struct MeanPoolingOptions {
  bool normalize = true;  // to Euclidean length 1
};

// An encoder's answer, which someone else owns.
// Shapes: values holds (rows, columns, width), texts x tokens x features, the last running fastest.
struct HiddenStates {
  absl::Span<const float> values = {};
  int64_t rows = 0;
  int64_t columns = 0;
  int64_t width = 0;
};

// Shapes: values holds (rows, width), a text a row.
struct Embeddings {
  int64_t rows = 0;
  int64_t width = 0;
  std::vector<float> values = {};

  absl::Span<const float> Row(int64_t row) const { return absl::MakeConstSpan(values).subspan(row * width, width); }
};

class MeanPooling {
 public:
  explicit MeanPooling(MeanPoolingOptions options = {}) : options_(options) {}

  // The mean over the tokens that the mask has as 1, then normalised. A text of no tokens is a row of zeros.
  // Shapes: hidden (rows, columns, width), attention_mask (rows, columns), result (rows, width).
  // Errors: InvalidArgument for sizes that do not agree, or a mask of other values than 0 and 1.
  // Source: sentence-transformers 2.0, Pooling (mean tokens; the count at least 1e-9) and Normalize (torch's normalize:
  // the length at least 1e-12); summed in double here.
  absl::StatusOr<Embeddings> operator()(const HiddenStates& hidden, absl::Span<const int64_t> attention_mask) const;

  const MeanPoolingOptions& options() const { return options_; }

 private:
  MeanPoolingOptions options_;
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_MEAN_POOLING_H_

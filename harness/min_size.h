// The smallest image that a model takes, found by trying.
//
//   model.eval();
//   ASSAY_ASSIGN_OR_RETURN(const SizeMeta size, FindMinSize(model, {224, 224}));
#ifndef ASSAY_HARNESS_MIN_SIZE_H_
#define ASSAY_HARNESS_MIN_SIZE_H_

#include <functional>

#include "absl/status/statusor.h"
#include "models/model.h"
#include "weights/weight_entry.h"

namespace assay {

// Whether the model answers an image of this size, in finite numbers. In eval mode: in training, batch normalisation
// refuses what leaves one value a channel.
// Shapes: of the image [1, 3, height, width].
bool TakesImage(const Model& model, SizeMeta size);

// The least height and width that the model takes, searched by halving from `known`, a size that it takes.
// Errors: InvalidArgument where it takes neither `known` nor a smaller one, or where it takes a size, but not a larger
// one next to it (only multiples of 32, say): no one size is the least then.
absl::StatusOr<SizeMeta> FindMinSize(const Model& model, SizeMeta known);

// The same for anything that takes sizes.
absl::StatusOr<SizeMeta> FindMinSize(const std::function<bool(SizeMeta)>& takes, SizeMeta known);

}  // namespace assay

#endif  // ASSAY_HARNESS_MIN_SIZE_H_

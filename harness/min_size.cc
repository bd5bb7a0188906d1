#include "harness/min_size.h"

#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/exceptions.h"

namespace assay {
namespace {

std::string Text(SizeMeta size) { return absl::StrCat(size.height, "x", size.width); }

absl::Status NotTaken(SizeMeta size) {
  return absl::InvalidArgumentError(absl::StrCat("the model does not take an image of ", Text(size)));
}

// The least n in [1, high] with takes(n), where takes(high) holds. Doubles, then halves: what is large is dear to try.
int Least(int high, const std::function<bool(int)>& takes) {
  int low = 0;
  for (int n = 1; n < high; n *= 2) {
    if (takes(n)) {
      high = n;
    } else {
      low = n;
    }
  }
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (takes(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

bool TakesImage(const Model& model, SizeMeta size) {
  const auto taken = ExceptionsToStatus([&] {
    c10::InferenceMode inference;
    const at::Tensor output = model.forward(at::zeros({1, 3, size.height, size.width}));
    // A mean over nothing is no number, and no exception either.
    return output.numel() > 0 && at::isfinite(output).all().item<bool>();
  });
  return taken.ok() && *taken;
}

absl::StatusOr<SizeMeta> FindMinSize(const Model& model, SizeMeta known) {
  return FindMinSize([&](SizeMeta size) { return TakesImage(model, size); }, known);
}

absl::StatusOr<SizeMeta> FindMinSize(const std::function<bool(SizeMeta)>& takes, SizeMeta known) {
  if (known.height < 1 || known.width < 1) return NotTaken(known);
  // Squares first: a narrow image keeps the cost of every attempt small.
  const auto square = [&](int side) { return SizeMeta{std::min(side, known.height), std::min(side, known.width)}; };
  const int largest = std::max(known.height, known.width);
  SizeMeta size = square(Least(largest, [&](int side) { return takes(square(side)); }));
  if (size.height > 1 && takes({size.height - 1, size.width})) {
    size.height = Least(size.height - 1, [&](int height) { return takes({height, size.width}); });
  }
  if (size.width > 1 && takes({size.height, size.width - 1})) {
    size.width = Least(size.width - 1, [&](int width) { return takes({size.height, width}); });
  }
  // `known` is dear to try: only where nothing smaller vouches for it.
  if (size.height == known.height && size.width == known.width)
    return takes(known) ? absl::StatusOr<SizeMeta>(size) : NotTaken(known);
  // Halving presumes that whatever is larger fits too. That much of it is cheap to see.
  const SizeMeta larger = {std::min(size.height + 1, known.height), std::min(size.width + 1, known.width)};
  if (takes(larger)) return size;
  return absl::InvalidArgumentError(absl::StrCat("the model takes an image of ", Text(size), ", but none of ",
                                                 Text(larger),
                                                 ": it has no smallest size; leave min_size out, and say in docs "
                                                 "which sizes it takes"));
}

}  // namespace assay

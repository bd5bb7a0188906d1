#include "transforms/text/mean_pooling.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr double kLeastCount = 1e-9;
constexpr double kLeastLength = 1e-12;

absl::Status CheckShapes(const HiddenStates& hidden, absl::Span<const int64_t> mask) {
  const auto holds = [](size_t size, std::initializer_list<int64_t> sides) {
    // Division, since a product may overflow.
    for (const int64_t side : sides) {
      if (side < 1 || size % side != 0) return false;
      size /= side;
    }
    return size == 1;
  };
  if (!holds(hidden.values.size(), {hidden.rows, hidden.columns, hidden.width}) ||
      !holds(mask.size(), {hidden.rows, hidden.columns})) {
    return absl::InvalidArgumentError(absl::StrCat("the hidden states hold ", hidden.values.size(),
                                                   " values and the attention mask ", mask.size(), ": expected ",
                                                   hidden.rows, " x ", hidden.columns, " x ", hidden.width, " and ",
                                                   hidden.rows, " x ", hidden.columns, ", each side at least 1"));
  }
  const auto odd = std::find_if(mask.begin(), mask.end(), [](int64_t value) { return value != 0 && value != 1; });
  if (odd != mask.end()) {
    return absl::InvalidArgumentError(absl::StrCat("the attention mask has ", *odd, " at ", odd - mask.begin(),
                                                   ": expected 1 for a token and 0 for padding"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Embeddings> MeanPooling::operator()(const HiddenStates& hidden,
                                                   absl::Span<const int64_t> attention_mask) const {
  ASSAY_RETURN_IF_ERROR(CheckShapes(hidden, attention_mask));
  Embeddings embeddings = {.rows = hidden.rows, .width = hidden.width};
  embeddings.values.reserve(hidden.rows * hidden.width);
  std::vector<double> mean(hidden.width);
  const float* token = hidden.values.data();
  const int64_t* mask = attention_mask.data();
  for (int64_t row = 0; row < hidden.rows; ++row) {
    std::fill(mean.begin(), mean.end(), 0.0);
    int64_t count = 0;
    for (int64_t column = 0; column < hidden.columns; ++column, token += hidden.width) {
      if (*mask++ == 0) continue;
      ++count;
      for (int64_t i = 0; i < hidden.width; ++i) mean[i] += token[i];
    }
    double squares = 0;
    for (double& value : mean) {
      value /= std::max<double>(count, kLeastCount);
      squares += value * value;
    }
    const double length = options_.normalize ? std::max(std::sqrt(squares), kLeastLength) : 1.0;
    for (const double value : mean) embeddings.values.push_back(static_cast<float>(value / length));
  }
  return embeddings;
}

}  // namespace assay

#include "harness/stages.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "weights/reader/digest.h"

namespace assay {
namespace {

constexpr size_t kKept = 12;
constexpr size_t kMostIds = 64;

proto::StageGolden Stage(const std::string& input, const std::string& name, const std::vector<int64_t>& shape) {
  proto::StageGolden stage;
  stage.set_input(input);
  stage.set_stage(name);
  stage.mutable_shape()->Add(shape.begin(), shape.end());
  return stage;
}

template <class T>
void AddBytes(const std::vector<T>& values, proto::StageGolden& stage) {
  stage.set_sha256(
      Sha256Hex(absl::MakeConstSpan(reinterpret_cast<const std::byte*>(values.data()), values.size() * sizeof(T))));
  *stage.mutable_summary() = SummariseValues(std::vector<double>(values.begin(), values.end()));
}

}  // namespace

proto::TensorSummary SummariseValues(absl::Span<const double> values) {
  proto::TensorSummary summary;
  double sum = 0, squares = 0;
  for (const double value : values) sum += value, squares += value * value;
  summary.set_numel(static_cast<int64_t>(values.size()));
  summary.set_l2(std::sqrt(squares));
  summary.set_mean(values.empty() ? 0 : sum / static_cast<double>(values.size()));
  const absl::Span<const double> first = values.subspan(0, kKept);
  summary.mutable_first()->Add(first.begin(), first.end());
  return summary;
}

proto::StageGolden PixelStage(const std::string& input, const std::string& stage, const Image& image) {
  proto::StageGolden golden = Stage(input, stage, {image.height, image.width, kPixelBytes});
  AddBytes(image.pixels, golden);
  return golden;
}

proto::StageGolden FloatStage(const std::string& input, const std::string& stage, const FloatImage& image) {
  proto::StageGolden golden = Stage(input, stage, {image.channels, image.height, image.width});
  AddBytes(image.values, golden);
  return golden;
}

proto::StageGolden ValueStage(const std::string& input, const std::string& stage, const std::vector<int64_t>& shape,
                              absl::Span<const double> values) {
  proto::StageGolden golden = Stage(input, stage, shape);
  *golden.mutable_summary() = SummariseValues(values);
  return golden;
}

proto::StageGolden TokenStage(const std::string& input, const std::string& stage, absl::Span<const int64_t> ids) {
  proto::StageGolden golden = Stage(input, stage, {static_cast<int64_t>(ids.size())});
  if (ids.size() <= kMostIds) {
    golden.mutable_id()->Add(ids.begin(), ids.end());
  } else {
    AddBytes(std::vector<int64_t>(ids.begin(), ids.end()), golden);
  }
  return golden;
}

}  // namespace assay

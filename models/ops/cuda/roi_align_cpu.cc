#include <vector>

#include "models/ops/cuda/roi_align.h"
#include "models/ops/cuda/roi_align_value.h"

namespace assay {
namespace {

std::vector<RoiSample> SamplesOf(const RoiAxis& axis, int64_t pooled) {
  std::vector<RoiSample> samples;
  for (int32_t bin = 0; bin < pooled; ++bin) {
    for (int32_t sample = 0; sample < axis.samples; ++sample) samples.push_back(MakeRoiSample(axis, bin, sample));
  }
  return samples;
}

// Steps, in elements, between neighbours along each axis.
struct Strides {
  int64_t channel, row, column;
};

Strides StridesOf(const FeatureMaps& maps, int64_t height, int64_t width) {
  if (maps.layout == Layout::kNhwc) return {1, width * maps.channels, maps.channels};
  return {height * width, width, 1};
}

// `map`: one channel of one image.
template <typename T>
float MeanOf(const T* map, const Strides& strides, const RoiSample* ys, const RoiSample* xs, const RoiFrame& frame) {
  float sum = 0.0f;
  for (int32_t i = 0; i < frame.y.samples; ++i) {
    if (ys[i].low < 0) continue;
    const T *low = map + ys[i].low * strides.row, *high = map + ys[i].high * strides.row;
    for (int32_t j = 0; j < frame.x.samples; ++j) {
      if (xs[j].low < 0) continue;
      const int64_t left = xs[j].low * strides.column, right = xs[j].high * strides.column;
      sum += ys[i].low_weight * xs[j].low_weight * ToFloat(low[left]) +
             ys[i].low_weight * xs[j].high_weight * ToFloat(low[right]) +
             ys[i].high_weight * xs[j].low_weight * ToFloat(high[left]) +
             ys[i].high_weight * xs[j].high_weight * ToFloat(high[right]);
    }
  }
  return sum / RoiDivisor(frame);
}

template <typename T>
void Align(const FeatureMaps& maps, const RoiAlign& align, int64_t roi) {
  const RoiFrame frame = MakeRoiFrame(align.rois + roi * 5, maps, align);
  const std::vector<RoiSample> ys = SamplesOf(frame.y, align.pooled_height),
                               xs = SamplesOf(frame.x, align.pooled_width);
  const Strides from = StridesOf(maps, maps.height, maps.width);
  const Strides to = StridesOf(maps, align.pooled_height, align.pooled_width);
  const int64_t size = maps.channels * align.pooled_height * align.pooled_width;
  T* output = static_cast<T*>(align.output) + roi * size;
  for (int64_t channel = 0; channel < maps.channels; ++channel) {
    const T* map =
        static_cast<const T*>(align.input) + frame.image * maps.channels * maps.plane() + channel * from.channel;
    for (int64_t row = 0; row < align.pooled_height; ++row) {
      for (int64_t column = 0; column < align.pooled_width; ++column) {
        const float mean = frame.image < 0 ? NAN
                                           : MeanOf(map, from, ys.data() + row * frame.y.samples,
                                                    xs.data() + column * frame.x.samples, frame);
        output[channel * to.channel + row * to.row + column * to.column] = FromFloat<T>(mean);
      }
    }
  }
}

// Marks what one region's samples touch, in a table of pixels.
void Touch(const FeatureMaps& maps, const RoiAlign& align, const RoiFrame& frame, std::vector<bool>* touched) {
  std::vector<bool> rows(maps.height, false), columns(maps.width, false);
  for (const RoiSample& y : SamplesOf(frame.y, align.pooled_height)) {
    if (y.low >= 0) rows[y.low] = rows[y.high] = true;
  }
  for (const RoiSample& x : SamplesOf(frame.x, align.pooled_width)) {
    if (x.low >= 0) columns[x.low] = columns[x.high] = true;
  }
  for (int64_t row = 0; row < maps.height; ++row) {
    if (!rows[row]) continue;
    for (int64_t column = 0; column < maps.width; ++column) {
      if (columns[column]) (*touched)[frame.image * maps.plane() + row * maps.width + column] = true;
    }
  }
}

}  // namespace

bool RoiAlignOnCpu(const FeatureMaps& maps, const RoiAlign& arguments) {
  if (!IsValidRoiAlign(maps, arguments)) return false;
  if (maps.channels == 0) return true;
  WithElementType(maps.type, [&](auto zero) {
    for (int64_t roi = 0; roi < arguments.count; ++roi) Align<decltype(zero)>(maps, arguments, roi);
  });
  return true;
}

Work RoiAlignWork(const FeatureMaps& maps, const RoiAlign& arguments) {
  std::vector<bool> touched(maps.images * maps.plane(), false);
  const double outputs = static_cast<double>(maps.channels * arguments.pooled_height * arguments.pooled_width);
  Work work;
  for (int64_t roi = 0; roi < arguments.count; ++roi) {
    const RoiFrame frame = MakeRoiFrame(arguments.rois + roi * 5, maps, arguments);
    if (frame.image < 0) continue;
    Touch(maps, arguments, frame, &touched);
    work.flops += 8.0 * outputs * frame.y.samples * frame.x.samples;
  }
  int64_t pixels = 0;
  for (bool pixel : touched) pixels += pixel;
  work.bytes = (static_cast<double>(pixels * maps.channels) + outputs * arguments.count) * SizeOf(maps.type) +
               20.0 * arguments.count;
  return work;
}

}  // namespace assay

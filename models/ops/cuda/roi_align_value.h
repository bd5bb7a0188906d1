// What the kernels and their twin on the CPU share: where samples lie, and which arguments are valid.
#ifndef ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_VALUE_H_
#define ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_VALUE_H_

#include <cmath>
#include <cstdint>

#include "models/ops/cuda/pointers.h"
#include "models/ops/cuda/roi_align.h"
#include "models/ops/cuda/rounded.h"

namespace assay {

// A region along one axis.
struct RoiAxis {
  float start;      // in the map's pixels
  float bin;        // the length of one
  int32_t samples;  // of a bin; -1: there are too many, or the numbers are not finite
  int32_t size;     // of the map
};

struct RoiFrame {
  int64_t image;  // -1: the outputs are NaN
  RoiAxis y, x;
};

ASSAY_HOST_DEVICE inline bool IsFinite(float value) { return value - value == 0.0f; }

ASSAY_HOST_DEVICE inline RoiAxis MakeRoiAxis(float low, float high, int64_t size, int64_t pooled,
                                             const RoiAlign& align) {
  const float offset = align.aligned ? 0.5f : 0.0f;
  const float start = AddRounded(MultiplyRounded(low, align.spatial_scale), -offset);
  const float end = AddRounded(MultiplyRounded(high, align.spatial_scale), -offset);
  float length = AddRounded(end, -start);
  if (!align.aligned && length < 1.0f) length = 1.0f;
  RoiAxis axis = {start, DivideRounded(length, static_cast<float>(pooled)), -1, static_cast<int32_t>(size)};
  const float samples = align.sampling_ratio > 0 ? static_cast<float>(align.sampling_ratio) : ceilf(axis.bin);
  if (!IsFinite(start) || !IsFinite(end) || !IsFinite(length) || samples > kMostRoiSamples) return axis;
  axis.samples = samples > 0.0f ? static_cast<int32_t>(samples) : 0;
  return axis;
}

// `roi`: the five numbers of one region.
ASSAY_HOST_DEVICE inline RoiFrame MakeRoiFrame(const float* roi, const FeatureMaps& maps, const RoiAlign& align) {
  RoiFrame frame;
  frame.x = MakeRoiAxis(roi[1], roi[3], maps.width, align.pooled_width, align);
  frame.y = MakeRoiAxis(roi[2], roi[4], maps.height, align.pooled_height, align);
  const bool exists = roi[0] > -1.0f && roi[0] < static_cast<float>(maps.images);  // not of a NaN
  frame.image = exists && frame.x.samples >= 0 && frame.y.samples >= 0 ? static_cast<int64_t>(roi[0]) : -1;
  return frame;
}

// A sample along one axis: the pixels on its two sides and their weights. `low` is -1 where it lies outside of the map.
struct alignas(16) RoiSample {
  int32_t low, high;
  float low_weight, high_weight;
};

ASSAY_HOST_DEVICE inline RoiSample MakeRoiSample(const RoiAxis& axis, int32_t bin, int32_t sample) {
  const float within =
      DivideRounded(MultiplyRounded(static_cast<float>(sample) + 0.5f, axis.bin), static_cast<float>(axis.samples));
  float place = AddRounded(AddRounded(axis.start, MultiplyRounded(static_cast<float>(bin), axis.bin)), within);
  if (!(place >= -1.0f && place <= static_cast<float>(axis.size))) return {-1, -1, 0.0f, 0.0f};
  if (place <= 0.0f) place = 0.0f;
  const int32_t low = static_cast<int32_t>(place);
  if (low >= axis.size - 1) return {axis.size - 1, axis.size - 1, 1.0f, 0.0f};
  const float high_weight = AddRounded(place, -static_cast<float>(low));
  return {low, low + 1, AddRounded(1.0f, -high_weight), high_weight};
}

// What the sum of a bin's samples is divided by.
ASSAY_HOST_DEVICE inline float RoiDivisor(const RoiFrame& frame) {
  const int64_t samples = int64_t{frame.y.samples} * frame.x.samples;
  return static_cast<float>(samples > 1 ? samples : 1);
}

inline bool IsValidRoiAlign(const FeatureMaps& maps, const RoiAlign& align) {
  if (!IsValid(maps) || align.count < 0 || align.count > kMostInAPlane) return false;
  for (int64_t pooled : {align.pooled_height, align.pooled_width}) {
    if (pooled < 1 || pooled > 1024) return false;
  }
  if (align.sampling_ratio > kMostRoiSamples) return false;
  if (align.count == 0 || maps.channels == 0) return true;
  if (maps.images > 0 && (maps.plane() == 0 || align.input == nullptr)) return false;
  if (align.rois == nullptr || align.output == nullptr) return false;
  const int64_t size = SizeOf(maps.type);
  return IsMultipleOf(align.input, size) && IsMultipleOf(align.output, size) && IsMultipleOf(align.rois, sizeof(float));
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_VALUE_H_

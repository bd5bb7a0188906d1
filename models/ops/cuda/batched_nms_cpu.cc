#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <vector>

#include "models/ops/cuda/batched_nms.h"
#include "models/ops/cuda/batched_nms_value.h"

namespace assay {

bool BatchedNmsOnCpu(const BatchedNms& arguments) {
  if (!IsValidBatchedNms(arguments)) return false;
  std::vector<uint32_t> order(arguments.count);
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return DescendingKey(arguments.scores[a]) < DescendingKey(arguments.scores[b]);
  });
  const float threshold = FloatBelow(arguments.iou_threshold);
  std::unordered_map<int64_t, std::vector<Box>> kept_of_class;
  int64_t count = 0;
  for (uint32_t i : order) {
    const float* corner = arguments.boxes + int64_t{i} * 4;
    const Box box = {corner[0], corner[1], corner[2], corner[3]};
    std::vector<Box>& kept = kept_of_class[arguments.classes == nullptr ? 0 : arguments.classes[i]];
    const auto removes = [&](const Box& better) { return Overlap(better, box, threshold); };
    if (std::any_of(kept.begin(), kept.end(), removes)) continue;
    kept.push_back(box);
    arguments.kept[count++] = i;
  }
  *arguments.kept_count = count;
  return true;
}

Work BatchedNmsWork(int64_t count, int64_t kept, int64_t pairs) {
  const double gone = static_cast<double>(count - kept);
  return {.bytes = 28.0 * count + 8.0 * kept, .flops = 13.0 * (static_cast<double>(pairs) + gone)};
}

}  // namespace assay

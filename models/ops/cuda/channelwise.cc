#include "models/ops/cuda/channelwise.h"

#include <algorithm>
#include <numeric>

namespace assay {
namespace {

constexpr int64_t kThreads = 256;
constexpr int64_t kMostThreads = 1024;
constexpr int64_t kMostPerThread = 8;
// Enough for every multiprocessor of a large device to hold as many as it can, twice over.
constexpr int64_t kWantedBlocks = 2048;
constexpr int64_t kMostRows = 65535;

int64_t DivideUp(int64_t a, int64_t b) { return (a + b - 1) / b; }

// The number of threads, near kThreads, whose elements side by side end where a channel's row does; 0 where none does.
int64_t ThreadsOfWholeRows(int64_t channels, int64_t width) {
  const int64_t period = channels / std::gcd(channels, width);
  if (period > kMostThreads) return 0;
  return period >= kThreads ? period : kThreads / period * period;
}

}  // namespace

ChannelwiseGeometry MakeGeometry(const FeatureMaps& maps, ParametersOf parameters) {
  const bool own = parameters == ParametersOf::kImageAndChannel;
  const uint32_t channels = static_cast<uint32_t>(maps.channels);
  if (maps.layout == Layout::kNhwc) {
    // With parameters of its own each image is a run; else all images are one.
    const int64_t runs = own ? maps.images : 1;
    return {.runs = runs,
            .run_length = runs == 0 ? 0 : maps.count() / runs,
            .channels = channels,
            .inner = 1,
            .interleaved = true};
  }
  return {.runs = 1,
          .run_length = maps.count(),
          .channels = own ? static_cast<uint32_t>(maps.images * maps.channels) : channels,
          .inner = static_cast<uint32_t>(maps.plane()),
          .interleaved = false};
}

ChannelwisePlan MakePlan(const ChannelwiseGeometry& geometry, const Addresses& addresses, int64_t element_size) {
  ChannelwisePlan plan;
  const bool alike =
      (addresses.input ^ addresses.output) % 16 == 0 && (addresses.residual ^ addresses.output) % 16 == 0;
  plan.width = alike ? static_cast<int>(16 / element_size) : 1;
  const int64_t whole_rows = geometry.interleaved ? ThreadsOfWholeRows(geometry.channels, plan.width) : 0;
  plan.kept = whole_rows != 0;
  const int64_t threads = plan.kept ? whole_rows : kThreads;
  // At least one: the head and the tail are a block's too.
  const int64_t vectors = std::max<int64_t>(1, DivideUp(geometry.run_length, plan.width));
  const int64_t for_each_run = std::max<int64_t>(1, kWantedBlocks / std::max<int64_t>(1, geometry.runs));
  int64_t per_thread = std::clamp<int64_t>(vectors / (threads * for_each_run), 1, kMostPerThread);
  constexpr int64_t kMostBlocks = (int64_t{1} << 31) - 1;
  plan.threads = static_cast<uint32_t>(threads);
  plan.per_thread = static_cast<uint32_t>(std::max(per_thread, DivideUp(vectors, threads * kMostBlocks)));
  plan.blocks = static_cast<uint32_t>(DivideUp(vectors, threads * plan.per_thread));
  plan.rows = static_cast<uint32_t>(std::min(geometry.runs, kMostRows));
  return plan;
}

}  // namespace assay

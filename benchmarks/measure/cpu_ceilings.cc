#include "benchmarks/measure/cpu_ceilings.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "benchmarks/measure/machine.h"

namespace assay {
namespace {

constexpr int kTries = 5;

// The least seconds of several tries in which each of the threads runs `work` once.
double BestSeconds(int threads, const std::function<void(int thread)>& work) {
  using Clock = std::chrono::steady_clock;
  double best = 0;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    const Clock::time_point start = Clock::now();
    std::vector<std::thread> others;
    for (int thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
    work(0);
    for (std::thread& other : others) other.join();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    best = attempt == 0 ? seconds : std::min(best, seconds);
  }
  return best;
}

double CopyBandwidth(int threads) {
  const size_t all = std::max<size_t>(static_cast<size_t>(LastLevelCacheBytes()) * 4, size_t{128} << 20);
  const size_t part = all / static_cast<size_t>(threads);
  std::vector<char> from(part * static_cast<size_t>(threads), 1), to(from.size(), 2);
  const double seconds = BestSeconds(threads, [&](int thread) {
    const size_t begin = part * static_cast<size_t>(thread);
    std::memcpy(to.data() + begin, from.data() + begin, part);
  });
  return 2 * static_cast<double>(from.size()) / seconds;
}

constexpr int64_t kRounds = 2'000'000;
// Enough that each round's sums need not wait for the round before: latency times units, and the registers suffice.
constexpr int kChains = 10;

// `floats` of them fill one register; GCC makes fused multiply-adds of the loop where `features` has them.
#define ASSAY_FMA_CHAINS(name, floats, features)                                           \
  __attribute__((target(features), optimize("O3"), noinline)) float name(int64_t rounds) { \
    typedef float V __attribute__((vector_size((floats) * sizeof(float))));                \
    V chain[kChains];                                                                      \
    for (int i = 0; i < kChains; ++i) chain[i] = V{} + static_cast<float>(i);              \
    V factor = V{} + 0.999f, term = V{} + 0.001f;                                          \
    asm volatile("" : "+x"(factor), "+x"(term));                                           \
    for (int64_t round = 0; round < rounds; ++round) {                                     \
      for (int i = 0; i < kChains; ++i) chain[i] = chain[i] * factor + term;               \
    }                                                                                      \
    V sum{};                                                                               \
    for (int i = 0; i < kChains; ++i) sum += chain[i];                                     \
    return sum[0];                                                                         \
  }

ASSAY_FMA_CHAINS(FmaAvx512, 16, "avx512f,fma")
ASSAY_FMA_CHAINS(FmaAvx2, 8, "avx2,fma")
ASSAY_FMA_CHAINS(MultiplyAddSse, 4, "sse2")

double FlopRate(int threads) {
  const bool has_avx512 = __builtin_cpu_supports("avx512f"), has_avx2 = __builtin_cpu_supports("avx2");
  float (*const chains)(int64_t) = has_avx512 ? FmaAvx512 : has_avx2 ? FmaAvx2 : MultiplyAddSse;
  const double floats = has_avx512 ? 16 : has_avx2 ? 8 : 4;
  std::vector<float> results(static_cast<size_t>(threads));
  const double seconds = BestSeconds(threads, [&](int thread) { results[thread] = chains(kRounds); });
  asm volatile("" : : "r"(results.data()) : "memory");
  return 2 * floats * kChains * static_cast<double>(kRounds) * threads / seconds;
}

}  // namespace

Ceilings MeasureCpuCeilings(int threads) {
  return {.bytes_per_second = CopyBandwidth(threads), .flops_per_second = FlopRate(threads)};
}

}  // namespace assay

#include "transforms/resample_passes.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>
#include <vector>

#include "transforms/image.h"

#define ASSAY_AVX2 __attribute__((target("avx2")))

namespace assay {
namespace {

constexpr int kGroupTaps = 4;
constexpr int kGroupBytes = kGroupTaps * kPixelBytes;
constexpr int kLoadBytes = 16;  // of which a group takes the first twelve

// A weight has more bits than the 16 that the multiplication of pairs takes, so it goes in two parts:
// weight == (high << kLowBits) + low. The sums of the parts, put together, are the sum modulo 2^32, as in plain C++.
constexpr int kLowBits = 11;

// Four taps' weights as the registers hold them: one part of taps 0 and 1 for each lane of the first half, of 2 and 3
// for the second.
struct WeightGroup {
  int16_t high[16];
  int16_t low[16];
};

unsigned Groups(unsigned taps) { return (taps + kGroupTaps - 1) / kGroupTaps; }

std::vector<WeightGroup> GroupWeights(const AxisWeights& weights) {
  std::vector<WeightGroup> groups;
  for (int i = 0; i < static_cast<int>(weights.taps.size()); ++i) {
    for (int g = 0; g < static_cast<int>(Groups(weights.taps[i])); ++g) {
      WeightGroup& group = groups.emplace_back();
      for (int lane = 0; lane < 16; ++lane) {
        const int tap = kGroupTaps * g + lane / 8 * 2 + lane % 2;
        const int32_t weight = tap < weights.taps[i] ? weights.of(i)[tap] : 0;
        group.high[lane] = static_cast<int16_t>(weight >> kLowBits);
        group.low[lane] = static_cast<int16_t>(weight & ((1 << kLowBits) - 1));
      }
    }
  }
  return groups;
}

ASSAY_AVX2 inline __m256i Load(const int16_t* lanes) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lanes));
}

// How many of the targets, from the left, load no byte after the row's end. A target may have a group less than the one
// before it, so a later one may be loadable again: it counts as not.
int LoadableTargets(const AxisWeights& weights, int64_t row_bytes) {
  const int count = static_cast<int>(weights.taps.size());
  int loadable = 0;
  for (; loadable < count; ++loadable) {
    const int64_t last_group = static_cast<int64_t>(Groups(weights.taps[loadable])) - 1;
    if (kPixelBytes * int64_t{weights.first[loadable]} + kGroupBytes * last_group + kLoadBytes > row_bytes) break;
  }
  return loadable;
}

// Levels of the sums, in the first four bytes.
ASSAY_AVX2 inline int32_t ToLevels(__m128i sums) {
  const __m128i levels = _mm_srai_epi32(sums, kWeightBits);
  const __m128i words = _mm_packs_epi32(levels, levels);
  return _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
}

// Four taps at a time: two in each half of a register, a 32-bit lane a channel.
ASSAY_AVX2 void AlongRow(const uint8_t* source, const AxisWeights& weights, const WeightGroup* group, int count,
                         uint8_t* target) {
  const __m256i spread_pixels =
      _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,     // taps 0 and 1 of each channel
                       6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1);  // taps 2 and 3
  const __m128i rounding = _mm_set1_epi32(kRounding);
  const int* first = weights.first.data();
  const int* taps = weights.taps.data();
  for (int i = 0; i < count; ++i, target += kPixelBytes) {
    const uint8_t* pixel = source + int64_t{kPixelBytes} * first[i];
    __m256i high = _mm256_setzero_si256(), low = high;
    for (unsigned left = Groups(taps[i]); left > 0; --left, ++group, pixel += kGroupBytes) {
      const __m128i pixels = _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixel));
      const __m256i pairs = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(pixels), spread_pixels);
      high = _mm256_add_epi32(high, _mm256_madd_epi16(pairs, Load(group->high)));
      low = _mm256_add_epi32(low, _mm256_madd_epi16(pairs, Load(group->low)));
    }
    const __m256i sums = _mm256_add_epi32(_mm256_slli_epi32(high, kLowBits), low);
    const __m128i halves = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    const int32_t levels = ToLevels(_mm_add_epi32(halves, rounding));
    std::memcpy(target, &levels, kPixelBytes);
  }
}

void AlongRows(const RowsToResize& rows, const AxisWeights& weights, uint8_t* target) {
  const std::vector<WeightGroup> groups = GroupWeights(weights);
  const int count = static_cast<int>(weights.first.size());
  const int loadable = LoadableTargets(weights, rows.bytes);
  for (int row = 0; row < rows.count; ++row, target += kPixelBytes * count) {
    const uint8_t* source = rows.first + row * rows.stride;
    AlongRow(source, weights, groups.data(), loadable, target);
    for (int i = loadable; i < count; ++i) ResamplePixel(source, weights, i, target + kPixelBytes * i);
  }
}

// Sixteen bytes at a time.
ASSAY_AVX2 void AcrossRows(const uint8_t* source, int64_t stride, const int32_t* weights, int taps, int64_t bytes,
                           uint8_t* target) {
  constexpr int kStep = 16;
  int64_t i = 0;
  for (; i + kStep <= bytes; i += kStep) {
    __m256i low = _mm256_set1_epi32(kRounding), high = low;
    for (int t = 0; t < taps; ++t) {
      const __m128i levels = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source + t * stride + i));
      const __m256i scale = _mm256_set1_epi32(weights[t]);
      low = _mm256_add_epi32(low, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(levels), scale));
      high = _mm256_add_epi32(high, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_srli_si128(levels, 8)), scale));
    }
    low = _mm256_srai_epi32(low, kWeightBits);
    high = _mm256_srai_epi32(high, kWeightBits);
    // Packing works within each half of the register: the permutation puts the halves in order.
    const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), _MM_SHUFFLE(3, 1, 2, 0));
    const __m128i packed = _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target + i), packed);
  }
  ScalarPasses().across_rows(source + i, stride, weights, taps, bytes - i, target + i);
}

}  // namespace

const ResamplePasses* Avx2Passes() {
  static constexpr ResamplePasses passes = {.along_rows = AlongRows, .across_rows = AcrossRows};
  return __builtin_cpu_supports("avx2") ? &passes : nullptr;
}

}  // namespace assay

#else

namespace assay {

const ResamplePasses* Avx2Passes() { return nullptr; }

}  // namespace assay

#endif

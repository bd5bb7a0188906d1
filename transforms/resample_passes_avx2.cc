#include "transforms/resample_passes.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstring>

#include "transforms/image.h"

#define ASSAY_AVX2 __attribute__((target("avx2")))

namespace assay {
namespace {

constexpr int kPairBytes = 2 * kPixelBytes;
constexpr int kLoadBytes = 8;  // of which a pair takes the first six

// Levels of the sums, in the first four bytes.
ASSAY_AVX2 inline int32_t ToLevels(__m128i sums) {
  const __m128i levels = _mm_srai_epi32(sums, kWeightBits);
  const __m128i words = _mm_packs_epi32(levels, levels);
  return _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
}

// Two taps at a time: one in each half of a register, a lane a channel.
ASSAY_AVX2 void AlongRow(const uint8_t* source, int64_t source_bytes, const AxisWeights& weights, uint8_t* target) {
  const __m128i spread_pixels = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m256i spread_weights = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
  const __m128i rounding = _mm_set1_epi32(kRounding);
  const int count = static_cast<int>(weights.first.size());
  for (int i = 0; i < count; ++i, target += kPixelBytes) {
    const int64_t offset = int64_t{kPixelBytes} * weights.first[i];
    const int pairs = (weights.taps[i] + 1) / 2;
    const int32_t* weight = weights.of(i);
    __m256i sums = _mm256_setzero_si256();
    for (int p = 0; p < pairs; ++p) {
      const int64_t at = offset + int64_t{kPairBytes} * p;
      __m128i pixels;
      if (at + kLoadBytes <= source_bytes) {
        pixels = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(source + at));
      } else {  // the row's end: no byte after it may be read
        uint8_t rest[kLoadBytes] = {};
        std::memcpy(rest, source + at, source_bytes - at);
        pixels = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(rest));
      }
      const __m256i channels = _mm256_cvtepu8_epi32(_mm_shuffle_epi8(pixels, spread_pixels));
      const __m128i pair = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(weight + 2 * p));
      const __m256i scales = _mm256_permutevar8x32_epi32(_mm256_castsi128_si256(pair), spread_weights);
      sums = _mm256_add_epi32(sums, _mm256_mullo_epi32(channels, scales));
    }
    const __m128i halves = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    const int32_t levels = ToLevels(_mm_add_epi32(halves, rounding));
    std::memcpy(target, &levels, kPixelBytes);
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
  static constexpr ResamplePasses passes = {.along_row = AlongRow, .across_rows = AcrossRows};
  return __builtin_cpu_supports("avx2") ? &passes : nullptr;
}

}  // namespace assay

#else

namespace assay {

const ResamplePasses* Avx2Passes() { return nullptr; }

}  // namespace assay

#endif

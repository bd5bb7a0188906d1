// Memory for a kernel's test: values that repeat from run to run, at a chosen misalignment, with guards on both sides.
//
//   Buffer<Float16> input(100, /*offset=*/3), output(100, 3);   // each starts 3 elements behind a multiple of 16 bytes
//   input.FillNormal(/*seed=*/1);
//   ... run with input.data(), output.data() ...
//   EXPECT_TRUE(output.GuardsHold());
//   ExpectSameBits(output, expected);
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_BUFFER_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_BUFFER_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "gtest/gtest.h"
#include "tools/cuda/scalar_types.h"

namespace assay {

template <typename T>
class Buffer {
 public:
  // Filled with guard bytes: what is not written shows.
  explicit Buffer(int64_t count, int64_t offset = 0)
      : count_(count), bytes_(static_cast<size_t>(2 * kGuardBytes + (count + offset) * sizeof(T)) + 16, kGuard) {
    const size_t misaligned = reinterpret_cast<uintptr_t>(bytes_.data() + kGuardBytes) % 16;
    start_ = kGuardBytes + (16 - misaligned) % 16 + offset * sizeof(T);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  T* data() { return reinterpret_cast<T*>(bytes_.data() + start_); }
  const T* data() const { return reinterpret_cast<const T*>(bytes_.data() + start_); }
  int64_t count() const { return count_; }
  T& operator[](int64_t i) { return data()[i]; }
  const T& operator[](int64_t i) const { return data()[i]; }

  void FillNormal(unsigned seed, float mean = 0.0f, float deviation = 1.0f) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(mean, deviation);
    for (int64_t i = 0; i < count_; ++i) data()[i] = FromFloat<T>(normal(random));
  }

  // NaN, both infinities, both zeros, the largest and the smallest numbers, spread over the buffer.
  void Sprinkle() {
    const float special[] = {NAN, INFINITY, -INFINITY, 0.0f, -0.0f, 3e38f, -3e38f, 1e-45f, -1e-40f, 65504.0f};
    for (int64_t i = 0; i < count_; ++i) {
      if (i % 7 == 3) data()[i] = FromFloat<T>(special[i / 7 % 10]);
    }
  }

  // All of it, with the guards: for copies.
  unsigned char* storage() { return bytes_.data(); }
  const unsigned char* storage() const { return bytes_.data(); }
  size_t storage_bytes() const { return bytes_.size(); }

  bool GuardsHold() const {
    const auto is_guard = [](unsigned char byte) { return byte == kGuard; };
    return std::all_of(bytes_.begin(), bytes_.begin() + start_, is_guard) &&
           std::all_of(bytes_.begin() + start_ + count_ * sizeof(T), bytes_.end(), is_guard);
  }

 private:
  static constexpr int64_t kGuardBytes = 64;
  static constexpr unsigned char kGuard = 0xA5;

  int64_t count_;
  std::vector<unsigned char> bytes_;
  size_t start_;
};

// Every NaN equals every other: which of its bits survive an operation is no part of any promise.
template <typename T>
bool SameBits(const T& a, const T& b) {
  if (ToFloat(a) != ToFloat(a) && ToFloat(b) != ToFloat(b)) return true;
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <typename T>
void ExpectSameBits(const Buffer<T>& got, const Buffer<T>& expected) {
  ASSERT_EQ(got.count(), expected.count());
  for (int64_t i = 0; i < got.count(); ++i) {
    ASSERT_TRUE(SameBits(got[i], expected[i]))
        << "element " << i << " of " << got.count() << " is " << ToFloat(got[i]) << ", not " << ToFloat(expected[i]);
  }
}

// How many numbers of T lie between the two, at most; 0 for two NaNs, a million for one.
template <typename T>
int64_t UnitsApart(const T& a, const T& b) {
  if (SameBits(a, b)) return 0;
  if (ToFloat(a) != ToFloat(a) || ToFloat(b) != ToFloat(b)) return 1000000;
  const auto rank = [](const T& value) {
    using Bits = std::conditional_t<sizeof(T) == 4, int32_t, int16_t>;
    Bits bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return bits < 0 ? -int64_t{bits & std::numeric_limits<Bits>::max()} : int64_t{bits};
  };
  return std::abs(rank(a) - rank(b));
}

// `negligible`: a difference of values that is allowed however many numbers lie between.
template <typename T>
void ExpectUnitsApart(const Buffer<T>& got, const Buffer<T>& expected, int64_t units, float negligible) {
  ASSERT_EQ(got.count(), expected.count());
  for (int64_t i = 0; i < got.count(); ++i) {
    if (std::abs(ToFloat(got[i]) - ToFloat(expected[i])) <= negligible) continue;
    ASSERT_LE(UnitsApart(got[i], expected[i]), units)
        << "element " << i << " of " << got.count() << " is " << ToFloat(got[i]) << ", not " << ToFloat(expected[i]);
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_BUFFER_H_

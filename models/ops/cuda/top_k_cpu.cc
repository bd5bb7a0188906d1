#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "models/ops/cuda/descending_key.h"
#include "models/ops/cuda/top_k.h"

namespace assay {
namespace {

template <typename T>
void TopOfRow(const T* row, int64_t length, const TopK& arguments, T* values, int64_t* indices) {
  std::vector<int64_t> order(length);
  std::iota(order.begin(), order.end(), 0);
  const auto before = [&](int64_t a, int64_t b) {
    const uint32_t key_a = DescendingKey(ToFloat(row[a])), key_b = DescendingKey(ToFloat(row[b]));
    return key_a != key_b ? key_a < key_b : a < b;
  };
  std::partial_sort(order.begin(), order.begin() + arguments.k, order.end(), before);
  float largest = -std::numeric_limits<float>::infinity();
  double sum = 0.0;
  if (arguments.softmax) {
    for (int64_t i = 0; i < length; ++i) largest = std::max(largest, ToFloat(row[i]));
    for (int64_t i = 0; i < length; ++i) sum += std::exp(ToFloat(row[i]) - largest);
  }
  for (int64_t i = 0; i < arguments.k; ++i) {
    const T value = row[order[i]];
    const float factor = static_cast<float>(1.0 / sum);
    values[i] = arguments.softmax ? FromFloat<T>(std::exp(ToFloat(value) - largest) * factor) : value;
    indices[i] = order[i];
  }
}

}  // namespace

bool TopKOnCpu(const Rows& rows, const TopK& arguments) {
  if (!IsValidTopK(rows, arguments)) return false;
  WithElementType(rows.type, [&](auto zero) {
    using T = decltype(zero);
    for (int64_t row = 0; row < rows.count; ++row) {
      TopOfRow(static_cast<const T*>(arguments.input) + row * rows.length, rows.length, arguments,
               static_cast<T*>(arguments.values) + row * arguments.k, arguments.indices + row * arguments.k);
    }
  });
  return true;
}

Work TopKWork(const Rows& rows, int64_t k) {
  const double size = SizeOf(rows.type);
  return {.bytes = static_cast<double>(rows.count) * (static_cast<double>(rows.length) * size + k * (size + 8.0)),
          .flops = static_cast<double>(rows.count) * static_cast<double>(rows.length)};
}

}  // namespace assay

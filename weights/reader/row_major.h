// A tensor's elements in row-major order, whatever its strides.
//
//   ForEachRun(tensor, [&](const std::byte* bytes, size_t size) { hash.Add(bytes, size); });
#ifndef ASSAY_WEIGHTS_READER_ROW_MAJOR_H_
#define ASSAY_WEIGHTS_READER_ROW_MAJOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "weights/reader/dtype.h"
#include "weights/reader/tensor_view.h"

namespace assay {

// Calls add(first byte, bytes) for runs of adjacent elements. The tensor has elements.
template <typename AddRun>
void ForEachRun(const TensorView& tensor, const AddRun& add) {
  const size_t item_size = ItemSize(tensor.dtype);
  // The last dimensions, as far as they are contiguous together, are one run.
  size_t outer = tensor.shape.size();
  int64_t run = 1;
  while (outer > 0 && (tensor.shape[outer - 1] == 1 || tensor.strides[outer - 1] == run)) run *= tensor.shape[--outer];
  std::vector<int64_t> index(outer, 0);
  int64_t element = 0;
  for (;;) {
    add(tensor.data + element * static_cast<int64_t>(item_size), static_cast<size_t>(run) * item_size);
    size_t d = outer;
    for (; d > 0; --d) {
      element += tensor.strides[d - 1];
      if (++index[d - 1] < tensor.shape[d - 1]) break;
      element -= index[d - 1] * tensor.strides[d - 1];
      index[d - 1] = 0;
    }
    if (d == 0) return;
  }
}

// Calls add(first byte, bytes) for all of the tensor's elements in few pieces: runs may be single elements, and are
// gathered. A tensor without elements has none.
template <typename AddPiece>
void ForEachPiece(const TensorView& tensor, const AddPiece& add) {
  if (tensor.numel() == 0) return;
  std::array<std::byte, 16384> buffer;
  size_t used = 0;
  ForEachRun(tensor, [&](const std::byte* bytes, size_t size) {
    if (size > buffer.size() - used) {
      if (used > 0) add(static_cast<const std::byte*>(buffer.data()), used);
      used = 0;
    }
    if (size > buffer.size()) return add(bytes, size);
    std::memcpy(buffer.data() + used, bytes, size);
    used += size;
  });
  if (used > 0) add(static_cast<const std::byte*>(buffer.data()), used);
}

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_ROW_MAJOR_H_

// One tensor of a weight file, as it lies in the map; and one scalar beside the tensors.
//
//   for (const TensorView& tensor : file.tensors()) {
//     if (tensor.contiguous()) Use(tensor.name, tensor.data, tensor.numel() * ItemSize(tensor.dtype));
//   }
#ifndef ASSAY_WEIGHTS_READER_TENSOR_VIEW_H_
#define ASSAY_WEIGHTS_READER_TENSOR_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "weights/reader/dtype.h"

namespace assay {

// How the integers of a quantized tensor stand for numbers: (integer - zero point) * scale.
struct Quantization {
  // One of each, or one of each for every index of the dimension `axis`.
  std::vector<double> scales;
  std::vector<int64_t> zero_points;
  std::optional<int64_t> axis;
};

struct TensorView {
  std::string name;  // keys and list indices joined with '.'; empty for a bare tensor
  DType dtype = DType::kFloat32;
  bool is_parameter = false;  // saved as nn.Parameter; always false where the format does not say
  std::vector<int64_t> shape;
  std::vector<int64_t>
      strides;  // in elements; zero and overlapping strides occur (expanded tensors), negative ones never
  const std::byte* data = nullptr;  // the first element; not always aligned to the element's size

  // Of a tensor whose dtype is quantized; else null.
  std::shared_ptr<const Quantization> quantization;

  // The number of elements; readers guarantee that it and the bytes that they fill fit an int64.
  int64_t numel() const;
  // Whether the elements lie one after the other, in row-major order; true for a tensor without elements.
  bool contiguous() const;
  // The bytes from the first element to the end of the last, at most those of its storage; 0 without elements.
  size_t extent_bytes() const;
};

// A None, bool, int, float or str that lies beside the tensors: {'state_dict': ..., 'epoch': 3}.
struct Scalar {
  std::string name;
  std::variant<std::monostate, bool, int64_t, uint64_t, double, std::string> value;
};

// The strides, in elements, of a contiguous tensor of this shape, as torch writes them.
std::vector<int64_t> ContiguousStrides(absl::Span<const int64_t> shape);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_TENSOR_VIEW_H_

// Quantized tensors whose scales, zero points or schemes are none.
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/make_quantized.h"

namespace assay::testing_files {

std::vector<HostileFile> HostileQuantizedTensors() {
  return {
      {"NoScale", QuantizedFile(Tensor({.storage = QInt8Storage()})), "has no scale"},
      {"StorageOfFloats", QuantizedFile(Quantized(Storage({}), PerTensor())), "views a storage of float32"},
      {"ScaleIsNan", QuantizedFile(Quantized(QInt8Storage(), PerTensor(Double("\x7f\xf8")))), "the scale nan"},
      {"ScaleIsNegative", QuantizedFile(Quantized(QInt8Storage(), PerTensor(Double("\xbf\xe0")))), "the scale -0.5"},
      {"ScaleIsZero", QuantizedFile(Quantized(QInt8Storage(), PerTensor(Int(0)))), "the scale 0"},
      {"ScaleIsText", QuantizedFile(Quantized(QInt8Storage(), PerTensor(Str("1")))), "a scale"},
      {"ZeroPointIsAFraction", QuantizedFile(Quantized(QInt8Storage(), PerTensor(Double(), Double()))), "a zero point"},
      {"ZeroPointOutOfRange", QuantizedFile(Quantized(QInt8Storage(), PerTensor(Double(), Int(1000)))),
       "the zero point 1000"},
      {"SchemeIsADType",
       QuantizedFile(Quantized(QInt8Storage(), Tuple({Global("torch", "float32"), Double(), Int(0)}))),
       "scheme is none"},
      {"SchemeIsText", QuantizedFile(Quantized(QInt8Storage(), Tuple({Str("per_tensor_affine"), Double(), Int(0)}))),
       "a quantization scheme is a str"},
      {"NoParameters", QuantizedFile(Quantized(QInt8Storage(), Tuple({}))), "takes 3 to 4 values, got 0"},
      {"AxisTooLarge", QuantizedFile(Quantized(QInt8Storage(), PerChannel(2)), {2, 2}), "no axis 2"},
      {"AxisNegative", QuantizedFile(Quantized(QInt8Storage(), PerChannel(-1)), {2, 2}), "no axis -1"},
      {"ScalesOfAnotherAxis", QuantizedFile(Quantized(QInt8Storage(), PerChannel(1)), {2, 2}),
       "not one for each of 3 channels"},
      {"ScaleTooMany", QuantizedFile(Quantized(QInt8Storage(), PerChannel(0, 3)), {3, 2}),
       "not one for each of 2 channels"},
      {"ZeroPointsOfFloats", QuantizedFile(Quantized(QInt8Storage(), PerChannel(0, 2, "DoubleStorage")), {2, 2}),
       "zero points are of float64, expected int64"},
  };
}

}  // namespace assay::testing_files

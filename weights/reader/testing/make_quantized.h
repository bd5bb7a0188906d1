// Quantized tensors as torch writes them, for legacy files: six integers, in a file as the tensor "w".
//
//   std::string file = QuantizedFile(Quantized(QInt8Storage(), PerTensor()));                     // scale 0.5, zero
//   point 3 std::string more = QuantizedFile(Quantized(QInt8Storage(), PerChannel(/*axis=*/0)), {2, 2});  // two
//   scales, two points
#ifndef ASSAY_WEIGHTS_READER_TESTING_MAKE_QUANTIZED_H_
#define ASSAY_WEIGHTS_READER_TESTING_MAKE_QUANTIZED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "weights/reader/testing/make_files.h"

namespace assay::testing_files {

// The opcode of a number: 0.5 begins with 3f e0.
std::string Double(const char* two_high_bytes = "\x3f\xe0");

std::string QInt8Storage();
std::string PerTensor(const std::string& scale = Double(), const std::string& zero_point = Int(3));
std::string PerChannel(int64_t axis, int64_t scales = 2, const std::string& zero_points_type = "LongStorage");
std::string Quantized(const std::string& storage, const std::string& parameters);

// `more_storages`: how many values the storages '1', '2' have, of 0.5 in the first and 1 in the others.
std::string QuantizedFile(const std::string& tensor, const std::vector<int>& more_storages = {});

}  // namespace assay::testing_files

#endif  // ASSAY_WEIGHTS_READER_TESTING_MAKE_QUANTIZED_H_

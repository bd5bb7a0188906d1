#include "weights/reader/testing/make_quantized.h"

namespace assay::testing_files {
namespace {

// One value for each of `count` channels, over a storage of their own.
std::string Channels(const std::string& type, const std::string& key, int64_t count) {
  return Tensor({.storage = Storage({.type = Global("torch", type), .key = Str(key), .numel = count}),
                 .shape = {count},
                 .strides = {1}});
}

}  // namespace

std::string Double(const char* two_high_bytes) { return "G" + std::string(two_high_bytes, 2) + std::string(6, '\0'); }

std::string QInt8Storage() { return Storage({.type = Global("torch", "QInt8Storage")}); }

std::string PerTensor(const std::string& scale, const std::string& zero_point) {
  return Tuple({Global("torch", "per_tensor_affine"), scale, zero_point});
}

std::string Quantized(const std::string& storage, const std::string& parameters) {
  return Global("torch._utils", "_rebuild_qtensor") +
         Tuple({storage, Int(0), Ints({2, 3}), Ints({3, 1}), parameters, "\x89", OrderedDict()}) + "R";
}

std::string PerChannel(int64_t axis, int64_t scales, const std::string& zero_points_type) {
  return Tuple({Global("torch", "per_channel_affine"), Channels("DoubleStorage", "1", scales),
                Channels(zero_points_type, "2", 2), Int(axis)});
}

std::string QuantizedFile(const std::string& tensor, const std::vector<int>& more_storages) {
  LegacyParts parts;
  parts.object = Dict("w", tensor);
  parts.records = LittleEndian(6) + std::string(6, '\x04');
  std::string keys = Str("0");
  for (size_t i = 0; i < more_storages.size(); ++i) {
    keys += Str(std::to_string(i + 1));
    parts.records += LittleEndian(more_storages[i]);
    for (int j = 0; j < more_storages[i]; ++j) parts.records += LittleEndian(i == 0 ? 0x3fe0000000000000 : 1);
  }
  parts.keys = Pickle("](" + keys + "e");
  return parts.Join();
}

}  // namespace assay::testing_files

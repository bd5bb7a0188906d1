#include "weights/reader/testing/make_files.h"

#include <cstdlib>
#include <fstream>

namespace assay::testing_files {

std::string LittleEndian(uint64_t value, int bytes) {
  std::string result;
  for (int i = 0; i < bytes; ++i) result.push_back(static_cast<char>(value >> (8 * i)));
  return result;
}

std::string Str(const std::string& text) { return "X" + LittleEndian(text.size(), 4) + text; }

std::string Int(int64_t value) { return "\x8a\x08" + LittleEndian(static_cast<uint64_t>(value)); }

std::string Global(const std::string& module, const std::string& name) { return "c" + module + "\n" + name + "\n"; }

std::string Tuple(const std::vector<std::string>& elements) {
  std::string result = "(";
  for (const std::string& element : elements) result += element;
  return result + "t";
}

std::string Ints(const std::vector<int64_t>& values) {
  std::vector<std::string> elements;
  for (const int64_t value : values) elements.push_back(Int(value));
  return Tuple(elements);
}

std::string Dict(const std::string& key, const std::string& value) { return "}" + Str(key) + value + "s"; }

std::string OrderedDict() { return Global("collections", "OrderedDict") + ")R"; }

std::string Pickle(const std::string& opcodes) { return "\x80\x02" + opcodes + "."; }

std::string Storage(const StorageSpec& spec) {
  return Tuple({Str("storage"), spec.type, spec.key, Str("cpu"), Int(spec.numel), spec.view}) + "Q";
}

std::string Tensor(const TensorSpec& spec) {
  return Global("torch._utils", "_rebuild_tensor_v2") +
         Tuple({spec.storage, Int(spec.offset), Ints(spec.shape), Ints(spec.strides), "\x89", spec.hooks}) + "R";
}

std::string Safetensors(const std::string& json, const std::string& data) {
  return LittleEndian(json.size()) + json + data;
}

std::string WriteFile(const std::string& name, const std::string& bytes) {
  const char* folder = std::getenv("TEST_TMPDIR");
  const std::string path = std::string(folder == nullptr ? "/tmp" : folder) + "/" + name;
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

}  // namespace assay::testing_files

#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {

std::string Repeat(const std::string& text, int count) {
  std::string result;
  result.reserve(text.size() * count);
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

std::string WithPart(std::string LegacyParts::*part, const std::string& bytes) {
  LegacyParts parts;
  parts.*part = bytes;
  return parts.Join();
}

std::string WithObject(const std::string& opcodes) { return WithPart(&LegacyParts::object, opcodes); }

std::string WithPlainObject(const std::string& opcodes) {
  LegacyParts parts;
  parts.object = opcodes;
  parts.keys = Pickle("]");
  parts.records = "";
  return parts.Join();
}

std::string WithTensor(const TensorSpec& spec) { return WithObject(Dict("w", Tensor(spec))); }

std::string Patched(std::string bytes, int64_t at, const std::string& with) {
  const size_t begin = at < 0 ? bytes.size() - static_cast<size_t>(-at) : static_cast<size_t>(at);
  return bytes.replace(begin, with.size(), with);
}

std::vector<ZipEntry> WithRecord(const ZipEntry& entry) {
  std::vector<ZipEntry> records = TorchRecords();
  records.push_back(entry);
  return records;
}

std::string Zip64Field(const std::string& data) { return LittleEndian(1, 2) + LittleEndian(data.size(), 2) + data; }

}  // namespace assay::testing_files

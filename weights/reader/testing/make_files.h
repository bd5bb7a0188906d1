// Weight files made byte by byte, for tests and for the lock of the readers (harness/components/readers.h): valid ones,
// and ones wrong in a single place.
//
//   LegacyParts parts;                                    // {"w": a float32 tensor of 2x3}
//   parts.object = Dict("w", Tensor({.shape = {2, -3}}));
//   std::string file = parts.Join();
#ifndef ASSAY_WEIGHTS_READER_TESTING_MAKE_FILES_H_
#define ASSAY_WEIGHTS_READER_TESTING_MAKE_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

namespace assay::testing_files {

// Opcodes of protocol 2, without PROTO and STOP.
std::string Str(const std::string& text);
std::string Int(int64_t value);
std::string Global(const std::string& module, const std::string& name);
std::string Tuple(const std::vector<std::string>& elements);
std::string Ints(const std::vector<int64_t>& values);
std::string Dict(const std::string& key, const std::string& value);
std::string OrderedDict();
std::string Pickle(const std::string& opcodes);
std::string LittleEndian(uint64_t value, int bytes = 8);

struct StorageSpec {
  std::string type = Global("torch", "FloatStorage");
  std::string key = Str("0");
  int64_t numel = 6;
  std::string view = "N";
};
std::string Storage(const StorageSpec& spec);

struct TensorSpec {
  std::string storage = Storage({});
  int64_t offset = 0;
  std::vector<int64_t> shape = {2, 3};
  std::vector<int64_t> strides = {3, 1};
  std::string hooks = OrderedDict();
};
std::string Tensor(const TensorSpec& spec);

// The parts of a legacy file; each may be replaced.
struct LegacyParts {
  std::string magic = Pickle(std::string("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12));
  std::string version = Pickle(Int(1001));
  std::string system = Pickle(Dict("little_endian", "\x88"));
  std::string object = Dict("w", Tensor({}));
  std::string keys = Pickle("](" + Str("0") + "e");
  std::string records = LittleEndian(6) + std::string(24, '\x01');

  std::string Join() const { return magic + version + system + Pickle(object) + keys + records; }
};

// A safetensors file of this header and data.
std::string Safetensors(const std::string& json, const std::string& data);

// A file in the test's temporary folder; its path.
std::string WriteFile(const std::string& name, const std::string& bytes);

}  // namespace assay::testing_files

#endif  // ASSAY_WEIGHTS_READER_TESTING_MAKE_FILES_H_

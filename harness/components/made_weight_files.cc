#include "harness/components/made_weight_files.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using namespace testing_files;  // NOLINT: the file's whole vocabulary

// Bytes of which no two neighbours are equal.
std::string Counting(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(i * 37 + 5));
  return bytes;
}

// A legacy file with a storage of `numel` elements.
std::string Legacy(const std::string& object, int64_t numel = 6, int item_bytes = 4) {
  LegacyParts parts;
  parts.object = object;
  parts.records = LittleEndian(numel) + Counting(static_cast<int>(numel * item_bytes));
  return parts.Join();
}

std::string LegacyTensor(const TensorSpec& spec) { return Legacy(Dict("w", Tensor(spec))); }

std::string LegacyWith(std::string LegacyParts::*part, const std::string& bytes) {
  LegacyParts parts;
  parts.*part = bytes;
  return parts.Join();
}

std::string Entry(const std::string& fields, int data = 8) {
  return Safetensors("{\"a\":{" + fields + "}}", Counting(data));
}

void AddLegacy(std::vector<MadeWeightFile>& files) {
  files.push_back({"legacy: contiguous", LegacyTensor({})});
  files.push_back({"legacy: transposed", LegacyTensor({.shape = {3, 2}, .strides = {1, 3}})});
  files.push_back({"legacy: offset", LegacyTensor({.offset = 2, .shape = {2}, .strides = {2}})});
  files.push_back({"legacy: expanded", LegacyTensor({.shape = {2, 4}, .strides = {1, 0}})});
  files.push_back({"legacy: one element", LegacyTensor({.offset = 5, .shape = {}, .strides = {}})});
  files.push_back({"legacy: no element", LegacyTensor({.shape = {0, 3}, .strides = {3, 1}})});
  files.push_back(
      {"legacy: view of a storage",
       LegacyTensor(
           {.storage = Storage({.view = Tuple({Str("v"), Int(2), Int(4)})}), .shape = {2, 2}, .strides = {2, 1}})});
  const std::string parameter =
      Global("torch._utils", "_rebuild_parameter") + Tuple({Tensor({}), "\x88", OrderedDict()}) + "R";
  files.push_back({"legacy: parameter", Legacy(Dict("w", parameter))});
  files.push_back({"legacy: nested", Legacy(Dict("state_dict", Dict("module", "](" + Tensor({}) + Int(3) + "e")))});
  files.push_back({"legacy: ordered dict", Legacy(OrderedDict() + Str("w") + Tensor({}) + "s")});
  const std::string pairs = "](](" + Str("w") + Tensor({}) + "ee";
  files.push_back(
      {"legacy: ordered dict of Python 2", Legacy(Global("collections", "OrderedDict") + Tuple({pairs}) + "R")});
  files.push_back({"legacy: name with a dot", Legacy(Dict("a.b", Tensor({})))});
  for (const auto& [type, bytes] : std::vector<std::pair<std::string, int>>{{"DoubleStorage", 8},
                                                                            {"HalfStorage", 2},
                                                                            {"BFloat16Storage", 2},
                                                                            {"LongStorage", 8},
                                                                            {"IntStorage", 4},
                                                                            {"ShortStorage", 2},
                                                                            {"CharStorage", 1},
                                                                            {"ByteStorage", 1}}) {
    files.push_back({absl::StrCat("legacy: ", type),
                     Legacy(Dict("w", Tensor({.storage = Storage({.type = Global("torch", type)})})), 6, bytes)});
  }
  LegacyParts bools;
  bools.object = Dict("w", Tensor({.storage = Storage({.type = Global("torch", "BoolStorage")})}));
  bools.records = LittleEndian(6) + std::string("\0\1\1\0\1\0", 6);
  files.push_back({"legacy: BoolStorage", bools.Join()});
}

void AddSafetensors(std::vector<MadeWeightFile>& files) {
  for (const auto& [type, bytes] : std::vector<std::pair<std::string, int>>{{"F64", 8},
                                                                            {"I64", 8},
                                                                            {"U64", 8},
                                                                            {"F32", 4},
                                                                            {"I32", 4},
                                                                            {"U32", 4},
                                                                            {"F16", 2},
                                                                            {"BF16", 2},
                                                                            {"I16", 2},
                                                                            {"U16", 2},
                                                                            {"I8", 1},
                                                                            {"U8", 1}}) {
    const std::string fields =
        absl::StrCat("\"dtype\":\"", type, "\",\"shape\":[3],\"data_offsets\":[0,", 3 * bytes, "]");
    files.push_back({absl::StrCat("safetensors: ", type), Entry(fields, 3 * bytes)});
  }
  files.push_back(
      {"safetensors: scalar and empty", Safetensors(R"({"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
                                                    R"("e":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]}})",
                                                    Counting(4))});
  files.push_back(
      {"safetensors: meta-data and padding", Safetensors(R"({"__metadata__":{"format":"pt","by":"x"},)"
                                                         R"("a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}   )",
                                                         Counting(4))});
  files.push_back({"safetensors: order of the header, not of the data",
                   Safetensors(R"({"z":{"dtype":"U8","shape":[2],"data_offsets":[2,4]},)"
                               R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
                               Counting(4))});
  files.push_back({"safetensors: escaped name",
                   Safetensors(R"({"caf\u00e9":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", Counting(2))});
}

void AddRefusedLegacy(std::vector<MadeWeightFile>& files) {
  const std::string valid = LegacyParts().Join();
  files.push_back({"refused: os.system", Legacy(Global("os", "system") + Tuple({Str("true")}) + "R")});
  files.push_back({"refused: builtins.eval", Legacy(Global("builtins", "eval") + Tuple({Str("1")}) + "R")});
  files.push_back({"refused: opcode INST", Legacy("(ios\nsystem\n")});
  files.push_back({"refused: negative size", LegacyTensor({.shape = {2, -3}})});
  files.push_back({"refused: negative stride", LegacyTensor({.offset = 5, .strides = {-3, -1}})});
  files.push_back({"refused: outside its storage", LegacyTensor({.offset = 1})});
  files.push_back({"refused: expanded too far", LegacyTensor({.shape = {int64_t{1} << 40}, .strides = {0}})});
  files.push_back({"refused: storage larger than recorded",
                   LegacyTensor({.storage = Storage({.numel = 8}), .shape = {8}, .strides = {1}})});
  files.push_back({"refused: byte too many", valid + "x"});
  files.push_back({"refused: byte too few", valid.substr(0, valid.size() - 1)});
  files.push_back({"refused: cut in the pickle", valid.substr(0, 60)});
  files.push_back({"refused: other magic number", LegacyWith(&LegacyParts::magic, Pickle(Int(7)))});
  files.push_back({"refused: other version", LegacyWith(&LegacyParts::version, Pickle(Int(1002)))});
  files.push_back({"refused: big-endian", LegacyWith(&LegacyParts::system, Pickle(Dict("little_endian", "\x89")))});
  files.push_back({"refused: too deep", Legacy(std::string(100000, ']') + std::string(99999, 'a'))});
}

void AddRefused(std::vector<MadeWeightFile>& files) {
  AddRefusedLegacy(files);
  const auto two = [](const std::string& first, const std::string& second, int data) {
    return Safetensors("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + first +
                           "},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + second + "}}",
                       Counting(data));
  };
  const std::string sound = R"("dtype":"U8","shape":[4],"data_offsets":[0,4])";
  files.push_back({"refused: header beyond the file", LittleEndian(1000) + "{}"});
  files.push_back({"refused: tensors that overlap", two("[0,4]", "[2,6]", 6)});
  files.push_back({"refused: hole between tensors", two("[0,4]", "[5,9]", 9)});
  files.push_back({"refused: data beyond the file", Entry(sound, 3)});
  files.push_back({"refused: data behind the tensors", Entry(sound, 5)});
  files.push_back({"refused: shape and bytes disagree", Entry(R"("dtype":"U8","shape":[5],"data_offsets":[0,4])", 4)});
  files.push_back({"refused: unknown type", Entry(R"("dtype":"F7","shape":[4],"data_offsets":[0,4])", 4)});
  files.push_back({"refused: name twice",
                   Safetensors("{\"a\":{" + sound + R"(},"\u0061":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
                               Counting(8))});
  files.push_back({"refused: empty file", ""});
  files.push_back({"refused: HTML page", "<!DOCTYPE html><html><body>404</body></html>"});
  files.push_back({"refused: text", "Not Found\n"});
  files.push_back({"refused: zip", "PK\x03\x04" + std::string(30, '\0') + "archive/data.pkl"});
}

}  // namespace

std::vector<MadeWeightFile> MadeWeightFiles() {
  std::vector<MadeWeightFile> files;
  AddLegacy(files);
  AddSafetensors(files);
  AddRefused(files);
  return files;
}

}  // namespace assay

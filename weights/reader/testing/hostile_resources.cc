// Files that would take memory or time out of all proportion to their size.
#include <string>

#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

constexpr size_t kMebi = 1 << 20;

std::string Get(uint8_t entry) { return "h" + LittleEndian(entry, 1); }
std::string Put(uint8_t entry) { return "q" + LittleEndian(entry, 1); }

// A list of one tensor of a single byte, `count` times, and what lies behind it; what makes the tensor is memoised.
std::string ManyTensors(int count, const std::string& behind = "") {
  const std::string storage = Storage({.type = Global("torch", "ByteStorage"), .numel = 1, .view = "N"});
  const std::string arguments = Tuple({storage, Int(0), Ints({1}), Ints({1}), "\x89", "N"});
  LegacyParts parts;
  parts.object = Global("torch._utils", "_rebuild_tensor_v2") + Put(1) + arguments + Put(2) + "R]" +
                 Repeat(Get(1) + Get(2) + "Ra", count) + behind + (behind.empty() ? "\x86" : "\x87");
  parts.records = LittleEndian(1) + "x";
  return parts.Join();
}

// A list of a list of one tensor: rows times columns of it.
std::string MultipliedTensors(int rows, int columns) {
  return WithObject(Tensor({}) + Put(1) + "]" + Repeat(Get(1) + "a", columns) + Put(2) + "\x86]" +
                    Repeat(Get(2) + "a", rows) + "\x86");
}

// Dicts in dicts, each under the same long name, which stands in the file once.
std::string LongNameNested(size_t length, int depth) {
  const std::string key = Get(1);
  return WithPlainObject(Str(std::string(length, 'k')) + Put(1) + "}" + Repeat(key + "}", depth - 1) + key + "N" +
                         Repeat("s", depth) + "\x86");
}

// A dict of many items under one long name; the items hold nothing, so that no name is ever twice.
std::string LongNameManyTimes(size_t length, int items) {
  return WithPlainObject("]" + Put(1) + Str(std::string(length, 'k')) + Put(2) + "}" +
                         Repeat(Get(2) + Get(1) + "s", items) + "\x87");
}

// One storage, named again and again by one long key.
std::string LongStorageKeyManyTimes(size_t length, int times) {
  const std::string id = Tuple({Str("storage"), Global("torch", "FloatStorage"), Get(1), Str("cpu"), Int(1), "N"});
  return WithPlainObject(Str(std::string(length, 'k')) + Put(1) + "](" + Repeat(id + "Q", times) + "e\x86");
}

// One dict of many attributes, hung on one object again and again; what lies beside is no tensor.
std::string AttributesManyTimes(int attributes, int times) {
  std::string dict = "}(";
  for (int i = 0; i < attributes; ++i) dict += Str("a" + std::to_string(i)) + "N";
  return WithPlainObject(dict + "u" + Put(1) + OrderedDict() + Repeat(Get(1) + "b", times) +
                         Dict("f", Global("torch", "Size")) + "\x87");
}

// One long name before many short ones.
std::string LongNameOfManyItems(size_t length, int items) {
  std::string inner = "}(";
  for (int i = 0; i < items; ++i) inner += Int(i) + "N";
  return WithPlainObject(Dict(std::string(length, '\x01'), inner + "u"));
}

// Tuples that take what they claim, and the stack's own copies beside them.
std::string WideTuples(int tuples, int width) {
  const std::string tuple = "(" + std::string(width, 'N') + "t";
  return WithPlainObject("(" + Repeat(tuple, tuples) + "t");
}

// Tensors of one byte; the last one claims two.
std::string ManySafetensors(int count) {
  std::string json = "{";
  for (int i = 0; i < count; ++i) {
    const std::string at = std::to_string(i);
    json += (i > 0 ? ",\"" : "\"") + at + R"(":{"dtype":"U8","shape":[)" + (i + 1 < count ? "1" : "2") +
            R"(],"data_offsets":[)" + at + "," + std::to_string(i + 1) + "]}";
  }
  return Safetensors(json + "}", std::string(count, 'x'));
}

std::string WithSize(const std::string& size) {
  return Safetensors("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + size + "],\"data_offsets\":[0,4]}}", "xxxx");
}

std::string WithMetadata(int keys, const std::string& value) {
  std::string json = "{\"__metadata__\":{";
  for (int i = 0; i < keys; ++i) json += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":\"" + value + "\"";
  return Safetensors(json + "}}", "");
}

}  // namespace

std::vector<HostileFile> HostileResources() {
  const std::string memory = "64 MiB";
  return {
      {"ManyMemoEntries", WithPlainObject("(" + Repeat("]\x94", 100000) + "j" + LittleEndian(100000, 4)), "memo entry"},
      {"ManyMemoEntriesByNumber", WithPlainObject(Repeat("N", 100) + "r" + LittleEndian(1000, 4)), "out of order"},
      {"DeepStack", WithPlainObject(std::string(1000001, 'N')), "a stack of more than 1000000"},
      {"WideTuples", WideTuples(8, 1000000 - 16), memory},
      {"ManyTensors", ManyTensors(1000000), memory},
      {"TensorsAboveTheBudget", ManyTensors(340000), memory},
      {"TensorsUpToTheBudget", ManyTensors(220000, Global("torch", "Size")), "is a class or function"},
      {"TensorsMultiplied", MultipliedTensors(2000, 2000), memory},
      {"ListsMultiplied",
       WithPlainObject("]" + Put(1) + "]" + Repeat(Get(1) + "a", 3000) + Put(2) + "]" + Repeat(Get(2) + "a", 3000) +
                       "\x87"),
       "names and texts"},
      {"LongNameNested", LongNameNested(kMebi, 120), "names and texts"},
      {"LongNameManyTimes", LongNameManyTimes(kMebi, 200000), "two entries of the key 'kkk"},
      {"LongStorageKeyManyTimes", LongStorageKeyManyTimes(kMebi, 100000), "more than 64 bytes"},
      {"AttributesManyTimes", AttributesManyTimes(20000, 200000), "expected tensors"},
      {"LongNameOfManyItems", LongNameOfManyItems(kMebi, 60), "names and texts"},
      {"LongScalars", WithPlainObject(Str(std::string(kMebi, 's')) + Put(1) + "]" + Repeat(Get(1) + "a", 100) + "\x86"),
       "names and texts"},
      {"OneTensorManyTimesOver", WithTensor({.shape = {1 << 20, 1 << 20}, .strides = {0, 0}}), "many times over"},
      {"HugeText", WithPlainObject("\x8d" + LittleEndian(kHuge) + "x"), "cut short"},
      {"HugeLong", WithPlainObject(std::string("\x8b\x00\x00\x00\x40", 5)), "cut short"},
      {"SafetensorsAboveTheBudget", ManySafetensors(275000), memory},
      {"SafetensorsUpToTheBudget", ManySafetensors(205000), "its shape and dtype need 2"},
      {"SafetensorsSpaces", Safetensors("{" + std::string(40 * kMebi, ' ') + "}", "x"), "more than 1 MiB"},
      {"SafetensorsManyBlanks", Safetensors("{" + Repeat(std::string(kMebi / 2, ' ') + "[", 40) + "}", ""), "blanks"},
      {"SafetensorsDigits", WithSize(std::string(24 * kMebi, '1')), "more than 1 MiB"},
      {"SafetensorsFraction", WithSize("0." + std::string(24 * kMebi, '0')), "more than 1 MiB"},
      {"SafetensorsMetadata", WithMetadata(1, std::string(5 * kMebi, 'a')), "more than 4 MiB"},
      {"SafetensorsManyStrings", WithMetadata(30, std::string(2 * kMebi, 'a')), memory},
      {"SafetensorsErrorInAString", WithMetadata(1, std::string(4 * kMebi - 10, 'a') + "\x01"), "no valid JSON"},
      {"SafetensorsErrorBehindLines", Safetensors("{" + std::string(kMebi - 2, '\n') + "x}", ""), "no valid JSON"},
      {"ZipOfManyRecords", Zip({{.name = "a/data.pkl"}}, {.more_entries = 65000}), "has no room for"},
  };
}

}  // namespace assay::testing_files

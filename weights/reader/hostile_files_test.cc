// Files that break one rule each: refused, in one line that names the file and the reason.
#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "weights/reader/testing/make_files.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

using namespace testing_files;  // NOLINT: the file's whole vocabulary

constexpr int64_t kHuge = int64_t{1} << 62;

struct BadFile {
  std::string name;
  std::string bytes;
  std::string reason;  // part of the message
};

void PrintTo(const BadFile& file, std::ostream* out) { *out << file.name; }

std::string WithObject(const std::string& opcodes) {
  LegacyParts parts;
  parts.object = opcodes;
  return parts.Join();
}

// An object without tensors: the file has no storages.
std::string WithPlainObject(const std::string& opcodes) {
  LegacyParts parts;
  parts.object = opcodes;
  parts.keys = Pickle("]");
  parts.records = "";
  return parts.Join();
}

std::string WithTensor(const TensorSpec& spec) { return WithObject(Dict("w", Tensor(spec))); }

std::string Repeat(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

// Lists of two times the list before, 40 times over: 2^40 entries in a few hundred bytes.
std::string DoublingLists() {
  std::string opcodes = "]q" + LittleEndian(0, 1);
  for (int i = 1; i <= 40; ++i) {
    const std::string previous = "h" + LittleEndian(i - 1, 1);
    opcodes += "]q" + LittleEndian(i, 1) + previous + "a" + previous + "a";
  }
  return opcodes + Repeat("\x86", 40);
}

std::vector<BadFile> BadUnpickling() {
  return {
      {"GlobalOsSystem", WithObject(Global("os", "system") + Tuple({Str("true")}) + "R"), "os.system"},
      {"GlobalBuiltinsEval", WithObject(Global("builtins", "eval") + Tuple({Str("1")}) + "R"), "builtins.eval"},
      {"GlobalWithAllowedPrefix", WithObject(Global("torch._utils", "_rebuild_tensor_v2.__globals__")), "__globals__"},
      {"GlobalDottedIntoModule", WithObject(Global("torch", "_utils._rebuild_tensor_v2")), "has no need of"},
      {"GlobalInAllowedModule", WithObject(Global("collections", "namedtuple")), "collections.namedtuple"},
      {"GlobalWithoutEnd", WithObject("c" + std::string(600, 'a')), "no end of the line"},
      {"StackGlobalFromMemo", WithObject(Str("os") + "q\x01" + Str("system") + "q\x02]" + "h\x01h\x02\x93"),
       "os.system"},
      {"StackGlobalOfInts", WithObject(Int(1) + Int(2) + "\x93"), "STACK_GLOBAL without two strings"},
      {"Inst", WithObject("(ios\nsystem\n"), "opcode 0x69"},
      {"Obj", WithObject("(" + Global("collections", "OrderedDict") + "o"), "opcode 0x6f"},
      {"NewObj", WithObject(Global("collections", "OrderedDict") + ")\x81"), "opcode 0x81"},
      {"Extension", WithObject("\x82\x01"), "opcode 0x82"},
      {"PersistentText", WithObject("P0\n"), "opcode 0x50"},
      {"Protocol0", "(lp0\n.", "text file"},
      {"UnknownOpcode", WithObject("\xff"), "opcode 0xff"},
      {"SecondProto", WithObject("\x80\x02N"), "PROTO inside"},
      {"Protocol9",
       [] {
         LegacyParts parts;
         parts.magic[1] = 9;
         return parts.Join();
       }(),
       "pickle protocol 9"},
      {"SetItemOnList", WithObject("]" + Str("a") + "Ns"), "SETITEM(S) on a list"},
      {"SetItemOnTensor", WithObject(Tensor({}) + Str("a") + "Ns"), "SETITEM(S) on a tensor"},
      {"SetItemsOdd", WithObject("}(" + Str("a") + "u"), "a key without a value"},
      {"AppendOnDict", WithObject("}Na"), "APPEND(S) on a dict"},
      {"AppendOnTuple", WithObject(")(NNe"), "APPEND(S) on a tuple"},
      {"BuildOnPlainDict", WithObject("}}b"), "allowed on an OrderedDict only"},
      {"BuildOnTensor", WithObject(Tensor({}) + "}b"), "BUILD on a tensor"},
      {"BuildWithSlotState",
       WithObject(OrderedDict() + "N}\x86"
                                  "b"),
       "BUILD with a tuple"},
      {"BuildOnGlobal", WithObject(Global("torch", "FloatStorage") + "}b"), "BUILD on a class"},
      {"ReduceOfString", WithObject(Str("os.system") + ")R"), "what REDUCE calls is a str"},
      {"ReduceOfStorageClass", WithObject(Global("torch", "FloatStorage") + ")R"), "no function"},
      {"ReduceOfResult", WithObject(OrderedDict() + ")R"), "what REDUCE calls is a dict"},
      {"MemoOutOfOrder", WithObject("Nr\xff\xff\xff\x7f"), "out of order"},
      {"MemoNeverMade", WithObject("h\x05"), "before it is made"},
      {"StackEmpty", WithObject("\x86"), "too few values"},
      {"BelowTheMark", WithObject("N(a"), "too few values"},
      {"NoMark", WithObject("t"), "no mark"},
      {"MarksWithoutEnd", WithObject(Repeat("(", 5000)), "marks"},
      {"ValuesLeft", WithObject("NN"), "STOP leaves values"},
      {"LengthBeyondFile", WithObject("X\xff\xff\xff\x7f"), "cut short"},
      {"Length8BeyondFile", WithObject("\x8d" + LittleEndian(~uint64_t{0})), "cut short"},
      {"LongBeyondFile", WithObject("\x8b\xff\xff\xff\x7f"), "cut short"},
      {"FrameBeyondFile", WithObject("\x95" + LittleEndian(kHuge)), "cut short"},
      {"FrameCutsOpcode", WithObject("\x95" + LittleEndian(3) + Int(1)), "a frame ends inside"},
      {"FrameInFrame", WithObject("\x95" + LittleEndian(20) + "\x95" + LittleEndian(2) + "N"),
       "a frame inside a frame"},
      {"NotUtf8", WithObject("X" + LittleEndian(2, 4) + "\xc0\x80"), "not UTF-8"},
      {"ListInItself",
       WithPlainObject("]q" + LittleEndian(1, 1) +
                       "h\x01"
                       "a"),
       "contains itself"},
      {"DictInItself", WithPlainObject("}q" + LittleEndian(1, 1) + Str("d") + "h\x01s"), "contains itself"},
      {"ListInItselfThroughTuple",
       WithPlainObject("]q" + LittleEndian(1, 1) +
                       "h\x01\x85"
                       "a"),
       "contains itself"},
      {"TuplesTooDeep", WithPlainObject("N" + Repeat("\x85", 100000)), "deep"},
      {"ListsTooDeep", WithPlainObject(Repeat("]", 900) + Repeat("a", 899)), "deep"},
      {"DoublingLists", WithPlainObject(DoublingLists()), "more than 4000000 entries"},
      {"MuchMemory", WithPlainObject("]" + Repeat("]a", 2000000)), "64 MiB"},
      {"KeyIsATuple", WithPlainObject("}))s"), "a key of the dict"},
      {"KeyTwice", WithPlainObject("}(" + Str("a") + "N" + Str("a") + "Nu"), "two entries of the name 'a'"},
      {"NamesThatJoinAlike", WithPlainObject("}(" + Str("a.b") + "N" + Str("a") + Dict("b", "N") + "u"),
       "two entries of the name 'a.b'"},
      {"ValueIsBytes", WithPlainObject(Dict("a", "C\x01z")), "is bytes"},
      {"ValueIsAFunction", WithPlainObject(Dict("a", Global("torch._utils", "_rebuild_tensor_v2"))),
       "is a class or function"},
      {"PersistentModule", WithObject(Tuple({Str("module"), "N", "N", "N"}) + "Q"), "persistent id"},
  };
}

std::vector<BadFile> BadTensors() {
  const auto with_storage = [](const StorageSpec& spec) { return WithTensor({.storage = Storage(spec)}); };
  const std::string two_types =
      "](" + Tensor({}) + Tensor({.storage = Storage({.type = Global("torch", "IntStorage")})}) + "e";
  const std::string two_sizes = "](" + Tensor({}) + Tensor({.storage = Storage({.numel = 7})}) + "e";
  return {
      {"NegativeSize", WithTensor({.shape = {2, -3}}), "negative size"},
      {"NegativeStride", WithTensor({.offset = 5, .strides = {-3, -1}}), "negative stride"},
      {"NegativeOffset", WithTensor({.offset = -1}), "outside its storage"},
      {"OffsetTooLarge", WithTensor({.offset = 1}), "outside its storage"},
      {"OffsetWraps", WithTensor({.offset = kHuge}), "outside its storage"},
      {"StrideTooLarge", WithTensor({.strides = {4, 1}}), "outside its storage"},
      {"StrideWraps", WithTensor({.shape = {5, 1}, .strides = {kHuge, 1}}), "further than 64 bits"},
      {"ShapeProductWraps", WithTensor({.shape = {kHuge, 4}, .strides = {0, 0}}), "more elements than 64 bits"},
      {"ShapeProductWrapsBehindZero", WithTensor({.shape = {0, kHuge, 4}, .strides = {0, 0, 0}}),
       "more elements than 64 bits"},
      {"FewerStrides", WithTensor({.strides = {1}}), "2 sizes and 1 strides"},
      {"RankTooHigh", WithTensor({.shape = std::vector<int64_t>(65, 1), .strides = std::vector<int64_t>(65, 1)}),
       "dimensions"},
      {"ExpandedTooFar", WithTensor({.shape = {int64_t{1} << 40}, .strides = {0}}), "many times over"},
      {"Hooks", WithTensor({.hooks = Dict("0", "N")}), "backward hooks"},
      {"StorageTooLarge", with_storage({.numel = kHuge}), "more elements than 64 bits"},
      {"StorageNegative", with_storage({.numel = -6}), "negative size"},
      {"StorageNotAsRecorded", with_storage({.numel = 8}), "holds 6 elements, the tensors expect 8"},
      {"StorageTypeIsAFunction", with_storage({.type = Global("collections", "OrderedDict")}), "is no storage"},
      {"StorageKeyIsAnInt", with_storage({.key = Int(0)}), "a storage's key"},
      {"StorageNotListed", with_storage({.key = Str("1")}), "no tensor uses its storage '0'"},
      {"StorageViewOutside", with_storage({.view = Tuple({Str("v"), Int(3), Int(4)})}), "reaches outside its storage"},
      {"StorageOfTwoTypes", WithObject(two_types), "described in two ways"},
      {"StorageOfTwoSizes", WithObject(two_sizes), "described in two ways"},
      {"ParameterOfNothing",
       WithObject(Global("torch._utils", "_rebuild_parameter") + Tuple({"N", "\x88", OrderedDict()}) + "R"),
       "a parameter's data is None"},
      {"TensorWithoutStorage", WithTensor({.storage = Str("0")}), "a tensor's storage is a str"},
  };
}

LegacyParts With(std::string LegacyParts::*part, const std::string& bytes) {
  LegacyParts parts;
  parts.*part = bytes;
  return parts;
}

std::vector<BadFile> BadContainers() {
  const std::string valid = LegacyParts().Join();
  return {
      {"LegacyTrailingByte", valid + "x", "1 bytes behind its last storage"},
      {"LegacyCutByte", valid.substr(0, valid.size() - 1), "cut short"},
      {"LegacyCutInPickle", valid.substr(0, 60), "cut short"},
      {"LegacyWrongMagic", With(&LegacyParts::magic, Pickle(Int(7))).Join(), "magic number"},
      {"LegacyWrongVersion", With(&LegacyParts::version, Pickle(Int(1002))).Join(), "version 1002"},
      {"LegacyBigEndian", With(&LegacyParts::system, Pickle(Dict("little_endian", "\x89"))).Join(), "big-endian"},
      {"LegacyNoByteOrder", With(&LegacyParts::system, Pickle("}")).Join(), "little_endian"},
      {"LegacyObjectInSystem", With(&LegacyParts::system, Pickle(OrderedDict())).Join(), "only plain values"},
      {"LegacyStorageTwice", With(&LegacyParts::keys, Pickle("](" + Str("0") + Str("0") + "e")).Join(), "twice"},
      {"LegacyNoStorages", With(&LegacyParts::keys, Pickle("]")).Join(), "has 0 storages, its tensors use 1"},
      {"LegacyKeysAreATuple", With(&LegacyParts::keys, Pickle(")")).Join(), "list of storages is a tuple"},
      {"LegacyRecordLarger", With(&LegacyParts::records, LittleEndian(7) + std::string(28, 'x')).Join(),
       "holds 7 elements"},
      {"Empty", "", "is empty"},
      {"Html", "<!DOCTYPE html><html><body>404</body></html>", "is an HTML page"},
      {"HtmlAfterSpace", "\n  <HTML>x", "is an HTML page"},
      {"Xml", "<?xml version=\"1.0\"?><Error/>", "XML"},
      {"Text", "Not Found\n", "is a text file"},
      {"LfsPointer", "version git-lfs spec/v1\noid sha256:0\n", "Git LFS"},
      {"Zip", "PK\x03\x04" + std::string(30, '\0') + "archive/data.pkl", "a zip archive that is cut short"},
      {"Tar", "storages" + std::string(249, '\0') + "ustar" + std::string(250, '\0'), "tar archive"},
      {"Gzip", "\x1f\x8b\x08" + std::string(20, '\0'), "gzip"},
      {"Zeros", std::string(64, '\0'), "neither a PyTorch nor a safetensors file"},
  };
}

std::vector<BadFile> BadSafetensors() {
  const auto entry = [](const std::string& fields, size_t data = 4) {
    return Safetensors("{\"a\":{" + fields + "}}", std::string(data, 'x'));
  };
  const std::string good = R"("dtype":"U8","shape":[4],"data_offsets":[0,4])";
  const auto two = [&](const std::string& first, const std::string& second, size_t data) {
    return Safetensors("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + first +
                           "},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + second + "}}",
                       std::string(data, 'x'));
  };
  return {
      {"HeaderBeyondFile", LittleEndian(1000) + "{}", "cut short"},
      {"HeaderHuge", LittleEndian(~uint64_t{0}) + "{}", "at most 100000000"},
      {"HeaderEmpty", LittleEndian(0) + "{", "does not begin with '{'"},
      {"HeaderCut", LittleEndian(2) + "{\"a\"}", "no valid JSON"},
      {"HeaderNotUtf8", Safetensors("{\"\xff\":{" + good + "}}", "xxxx"), "not UTF-8"},
      {"HeaderTwoDocuments", Safetensors("{}{}", ""), "no valid JSON"},
      {"HeaderHidesBehindNul", Safetensors(std::string("{}\0{}", 5), ""), "NUL"},
      {"HeaderComment", Safetensors("{/*c*/}", ""), "no valid JSON"},
      {"HeaderLoneSurrogate", Safetensors("{\"\\ud800\":{" + good + "}}", "xxxx"), "no valid JSON"},
      {"HeaderIsAList", LittleEndian(10) + "{[1,2,3]}}", "no valid JSON"},
      {"NameTwice",
       Safetensors("{\"a\":{" + good + R"(},"\u0061":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
                   std::string(8, 'x')),
       "two entries of the name 'a'"},
      {"FieldTwice", entry(R"("dtype":"U8",)" + good), "comes twice"},
      {"FieldUnknown", entry(good + R"(,"extra":1)"), "not part of the format"},
      {"FieldUnknownNested", entry(good + R"(,"extra":)" + Repeat("[", 100000) + Repeat("]", 100000)),
       "not part of the format"},
      {"FieldMissing", entry(R"("dtype":"U8","shape":[4])"), "needs dtype, shape and data_offsets"},
      {"EntryIsANumber", Safetensors("{\"a\":1}", ""), "a number where the format has none"},
      {"EntryIsNull", Safetensors("{\"a\":null}", ""), "null where"},
      {"MetadataNumber", Safetensors(R"({"__metadata__":{"a":1}})", ""), "only strings"},
      {"MetadataNested", Safetensors(R"({"__metadata__":{"a":{}}})", ""), "only strings"},
      {"MetadataTwice", Safetensors(R"({"__metadata__":{},"__metadata__":{}})", ""), "comes twice"},
      {"MetadataKeyTwice", Safetensors(R"({"__metadata__":{"a":"1","\u0061":"2"}})", ""), "comes twice"},
      {"DTypeUnknown", entry(R"("dtype":"F7","shape":[4],"data_offsets":[0,4])"), "'F7' is not known"},
      {"SizeNegative", entry(R"("dtype":"U8","shape":[-4],"data_offsets":[0,4])"), "negative number"},
      {"SizeFraction", entry(R"("dtype":"U8","shape":[4.0],"data_offsets":[0,4])"), "a fraction"},
      {"SizeBeyond64Bits", entry(R"("dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4])"),
       "too large a number"},
      {"SizeNested", entry(R"("dtype":"U8","shape":[[4]],"data_offsets":[0,4])"), "a list where"},
      {"SizeMismatch", entry(R"("dtype":"U8","shape":[5],"data_offsets":[0,4])"), "need 5"},
      {"TypeMismatch", entry(R"("dtype":"F32","shape":[4],"data_offsets":[0,4])"), "need 16"},
      {"ShapeProductWraps", entry(R"("dtype":"U8","shape":[4294967296,4294967296,4],"data_offsets":[0,4])"),
       "more elements than 64 bits"},
      {"RankTooHigh", entry(R"("dtype":"U8","shape":[)" + Repeat("1,", 64) + R"(4],"data_offsets":[0,4])"),
       "dimensions"},
      {"OffsetsReversed", entry(R"("dtype":"U8","shape":[0],"data_offsets":[4,0])"), "expected them to begin at 0"},
      {"OffsetsOne", entry(R"("dtype":"U8","shape":[4],"data_offsets":[0])"), "not two numbers"},
      {"OffsetsThree", entry(R"("dtype":"U8","shape":[4],"data_offsets":[0,4,4])"), "more than two"},
      {"OffsetsBeyondFile", entry(good, 3), "end by 3"},
      {"OffsetsHole", two("[0,4]", "[5,9]", 9), "expected them to begin at 4"},
      {"OffsetsOverlap", two("[0,4]", "[2,6]", 6), "expected them to begin at 4"},
      {"OffsetsLate", two("[1,5]", "[5,9]", 9), "expected them to begin at 0"},
      {"TrailingByte", entry(good, 5), "take 4 bytes, the file holds 5"},
      {"ManyObjects", Safetensors("{\"a\":" + Repeat("{", 3000000), ""), "64 MiB"},
      {"LongString", Safetensors("{\"" + std::string(2 << 20, 'a') + "\":{" + good + "}}", "xxxx"), "more than 1 MiB"},
  };
}

class HostileFile : public testing::TestWithParam<BadFile> {};

TEST_P(HostileFile, BreaksARule_IsRefusedInOneLine) {
  const std::string path = WriteFile("hostile_" + GetParam().name, GetParam().bytes);
  const auto file = WeightFile::Open(path);
  ASSERT_FALSE(file.ok());
  const std::string message(file.status().message());
  EXPECT_EQ(message.rfind(path + ": ", 0), 0u) << message;
  EXPECT_NE(message.find(GetParam().reason), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  EXPECT_LT(message.size(), path.size() + 1000) << message;
}

std::string Name(const testing::TestParamInfo<BadFile>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Unpickling, HostileFile, testing::ValuesIn(BadUnpickling()), Name);
INSTANTIATE_TEST_SUITE_P(Tensors, HostileFile, testing::ValuesIn(BadTensors()), Name);
INSTANTIATE_TEST_SUITE_P(Containers, HostileFile, testing::ValuesIn(BadContainers()), Name);
INSTANTIATE_TEST_SUITE_P(Safetensors, HostileFile, testing::ValuesIn(BadSafetensors()), Name);

// What the bad files differ from: were it refused too, none of them would prove anything.
TEST(ValidFile, LegacyFromTheSameParts_IsRead) {
  const auto file = WeightFile::Open(WriteFile("valid.pth", LegacyParts().Join()));
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->tensors().size(), 1u);
  EXPECT_EQ(file->tensors()[0].name, "w");
  EXPECT_EQ(file->tensors()[0].shape, (std::vector<int64_t>{2, 3}));
}

TEST(ValidFile, SafetensorsFromTheSameParts_IsRead) {
  const std::string json = R"({"__metadata__":{"format":"pt"},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}  )";
  const auto file = WeightFile::Open(WriteFile("valid.safetensors", Safetensors(json, "abcd")));
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_NE(file->Find("a"), nullptr);
  EXPECT_EQ(file->Find("a")->numel(), 4);
}

}  // namespace
}  // namespace assay

// safetensors headers that JSON allows and the format does not, or that JSON does not allow either.
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

std::string Entry(const std::string& dtype, const std::string& shape, const std::string& offsets, size_t data = 4) {
  return Safetensors("{\"a\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}",
                     std::string(data, 'x'));
}

std::string WithShape(const std::string& shape) { return Entry("\"U8\"", shape, "[0,4]"); }
std::string WithOffsets(const std::string& offsets) { return Entry("\"U8\"", "[4]", offsets); }
std::string WithType(const std::string& dtype) { return Entry(dtype, "[4]", "[0,4]"); }
std::string WithMetadata(const std::string& json) { return Safetensors("{\"__metadata__\":" + json + "}", ""); }

std::vector<HostileFile> Lengths() {
  return {
      {"LengthWraps", LittleEndian(~uint64_t{0} - 7) + "{}", "at most 100000000"},
      {"LengthIsMinInt", LittleEndian(uint64_t{1} << 63) + "{}", "at most 100000000"},
      {"LengthAboveTheBound", LittleEndian(100000001) + "{}", "at most 100000000"},
      {"LengthAtTheBound", LittleEndian(100000000) + "{}", "cut short"},
      {"LengthOneTooMany", LittleEndian(3) + "{}", "cut short"},
      {"LengthOneTooFew", LittleEndian(1) + "{}", "no valid JSON"},
      {"LengthIsText", "        {}", "is a text file"},
      {"OnlyTheLength", LittleEndian(2), "neither a PyTorch nor"},
      {"LeadingSpace", Safetensors(" {}", ""), "neither a PyTorch nor"},
      {"LeadingNewline", Safetensors("\n{}", ""), "neither a PyTorch nor"},
      {"LeadingByteOrderMark", Safetensors("\xEF\xBB\xBF{}", ""), "neither a PyTorch nor"},
      {"DataOfNoTensor", Safetensors("{}", "x"), "take 0 bytes, the file holds 1"},
      {"NulsBehind", Safetensors(std::string("{}\0\0", 4), ""), "NUL"},
      {"ZipBehind", Safetensors("{}", Zip(TorchRecords())), "take 0 bytes"},
      {"PickleBehind", Safetensors("{}", Pickle("N")), "take 0 bytes"},
  };
}

std::vector<HostileFile> Json() {
  return {
      {"TrailingComma", Safetensors("{\"a\":{},}", ""), "a tensor needs dtype"},
      {"TrailingCommaAtTheTop", WithMetadata("{},"), "no valid JSON"},
      {"SingleQuotes", Safetensors("{'a':1}", ""), "no valid JSON"},
      {"NoColon", Safetensors("{\"a\"{}}", ""), "no valid JSON"},
      {"LineComment", Safetensors("{//\n}", ""), "no valid JSON"},
      {"TextBehind", Safetensors("{} x", ""), "no valid JSON"},
      {"RawControlCharacter", Safetensors("{\"a\x01\":{}}", ""), "no valid JSON"},
      {"RawNewlineInAName", Safetensors("{\"a\n\":{}}", ""), "no valid JSON"},
      {"BadEscape", Safetensors("{\"\\x\":{}}", ""), "no valid JSON"},
      {"OverlongUtf8", Safetensors("{\"\xc0\x80\":{}}", ""), "not UTF-8"},
      {"SurrogateUtf8", Safetensors("{\"\xed\xa0\x80\":{}}", ""), "not UTF-8"},
      {"ObjectsTooDeep", Safetensors(Repeat("{\"a\":", 100000), ""), "not part of the format"},
      {"ListAtTheTop", Safetensors("{\"a\":[]}", ""), "a list where"},
      {"ListsTooDeep", Safetensors("{\"a\":" + Repeat("[", 100000), ""), "a list where"},
      {"EntryIsText", Safetensors("{\"a\":\"b\"}", ""), "a string where"},
      {"EntryIsABool", Safetensors("{\"a\":true}", ""), "a bool where"},
      {"EntryIsEmpty", Safetensors("{\"a\":{}}", ""), "needs dtype, shape and data_offsets"},
      {"NameWithControlCharacters", Safetensors("{\"\\u001b[2J\\n\\u0000\":1}", ""), "a number where"},
      {"MetadataIsAList", WithMetadata("[]"), "a list where"},
      {"MetadataIsText", WithMetadata("\"a\""), "a string where"},
      {"MetadataIsNull", WithMetadata("null"), "null where"},
      {"MetadataOfNull", WithMetadata("{\"a\":null}"), "only strings"},
      {"MetadataOfABool", WithMetadata("{\"a\":true}"), "only strings"},
      {"MetadataOfAList", WithMetadata("{\"a\":[]}"), "only strings"},
      {"MetadataOfAFraction", WithMetadata("{\"a\":1.5}"), "only strings"},
      {"MetadataTwiceByEscape", Safetensors(R"({"__metadata__":{},"__meta\u0064ata__":{}})", ""), "comes twice"},
      {"FieldTwiceByEscape", Safetensors(R"({"a":{"dtype":"U8","\u0064type":"U8"}})", ""), "comes twice"},
      {"FieldOfOtherCase", Safetensors(R"({"a":{"DType":"U8"}})", ""), "not part of the format"},
  };
}

std::vector<HostileFile> Fields() {
  return {
      {"TypeIsNull", WithType("null"), "null where"},
      {"TypeIsANumber", WithType("8"), "a number where"},
      {"TypeIsAList", WithType("[\"U8\"]"), "a list where"},
      {"TypeIsAnObject", WithType("{}"), "an object where"},
      {"TypeOfOtherCase", WithType("\"u8\""), "'u8' is not known"},
      {"TypeWithNul", WithType("\"U8\\u0000\""), "'U8\\x00' is not known"},
      {"TypeOfHalfAByte", WithType("\"F4\""), "need 2"},
      {"TypeOfSixBits", WithType("\"F6_E2M3\""), "'F6_E2M3' is not known"},
      {"HalfAByteLeft", Safetensors(R"({"a":{"dtype":"F4","shape":[7],"data_offsets":[0,4]}})", "abcd"), "half a byte"},
      {"TypeEmpty", WithType("\"\""), "'' is not known"},
      {"ShapeIsANumber", WithShape("4"), "a number where"},
      {"ShapeIsNull", WithShape("null"), "null where"},
      {"ShapeIsAnObject", WithShape("{}"), "an object where"},
      {"SizeIsText", WithShape("[\"4\"]"), "a string where"},
      {"SizeIsABool", WithShape("[true]"), "a bool where"},
      {"SizeIsNull", WithShape("[null]"), "null where"},
      {"SizeIsNan", WithShape("[NaN]"), "no valid JSON"},
      {"SizeIsInfinity", WithShape("[Infinity]"), "no valid JSON"},
      {"SizeWithExponent", WithShape("[4e0]"), "a fraction"},
      {"SizeBeyondDoubles", WithShape("[4e999]"), "no valid JSON"},
      {"SizeOfMinusZero", WithShape("[-0]"), "negative number"},
      {"SizeWithPlus", WithShape("[+4]"), "no valid JSON"},
      {"SizeWithLeadingZero", WithShape("[04]"), "no valid JSON"},
      {"SizeInHexadecimal", WithShape("[0x4]"), "no valid JSON"},
      {"SizeIsMinIntUnsigned", WithShape("[9223372036854775808]"), "does not fit"},
      {"SizeOf64Bits", WithShape("[18446744073709551615]"), "does not fit"},
      {"SizeWrapsToFour", WithShape("[18446744073709551620]"), "too large a number"},
      {"ProductWrapsToZero", WithShape("[4294967296,4294967296]"), "more elements than 64 bits"},
      {"ProductWrapsToFour", WithShape("[4,4611686018427387905]"), "more elements than 64 bits"},
      {"ProductWrapsSigned", WithShape("[2,4611686018427387904]"), "more elements than 64 bits"},
      {"ProductWrapsBehindZero", WithShape("[0,4611686018427387904,8]"), "more elements than 64 bits"},
      {"BytesWrap", Entry("\"F64\"", "[2305843009213693952]", "[0,4]"), "more elements than 64 bits"},
      {"OffsetsEmpty", WithOffsets("[]"), "not two numbers"},
      {"OffsetsAreANumber", WithOffsets("0"), "a number where"},
      {"OffsetsAreNested", WithOffsets("[[0,4]]"), "a list where"},
      {"OffsetsAreText", WithOffsets("[\"0\",\"4\"]"), "a string where"},
      {"OffsetNegative", WithOffsets("[-1,3]"), "negative number"},
      {"OffsetFraction", WithOffsets("[0,4.0]"), "a fraction"},
      {"OffsetOf64Bits", WithOffsets("[0,18446744073709551615]"), "to end by 4"},
      {"OffsetWraps", WithOffsets("[18446744073709551612,0]"), "expected them to begin at 0"},
      {"OffsetBeyond64Bits", WithOffsets("[0,18446744073709551620]"), "too large a number"},
      {"OffsetsOfAnEmptyTensorInside",
       Safetensors(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                   R"("b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}})",
                   "xxxx"),
       "expected them to begin at 4"},
      {"OffsetsTheSame",
       Safetensors(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                   R"("b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
                   "xxxx"),
       "expected them to begin at 4"},
  };
}

}  // namespace

std::vector<HostileFile> HostileSafetensorsHeaders() {
  std::vector<HostileFile> files = Lengths();
  for (const auto& more : {Json(), Fields()}) files.insert(files.end(), more.begin(), more.end());
  return files;
}

}  // namespace assay::testing_files

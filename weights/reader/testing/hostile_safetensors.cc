// safetensors files that break a rule.
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
std::vector<HostileFile> HostileSafetensors() {
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
      {"LongString", Safetensors("{\"" + std::string(5 << 20, 'a') + "\":{" + good + "}}", "xxxx"), "more than 4 MiB"},
  };
}

}  // namespace assay::testing_files

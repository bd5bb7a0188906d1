#include "harness/accuracy/npy.h"

#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTwoByThree[] = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }";

std::string File(const std::string& header, const std::string& values, int version = 1) {
  std::string bytes = absl::StrCat("\x93NUMPY", std::string(1, static_cast<char>(version)), std::string(1, '\0'));
  const size_t length = header.size();
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) bytes.push_back(static_cast<char>(length >> (8 * i)));
  return bytes + header + values;
}

template <class T>
std::string Values(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string Header(const std::string& descr, const std::string& shape) {
  return absl::StrCat("{'descr': '", descr, "', 'fortran_order': False, 'shape': ", shape, ", }   \n");
}

std::string Refusal(const std::string& bytes, absl::StatusCode code = absl::StatusCode::kInvalidArgument) {
  const auto array = ParseNpy(bytes, "a.npy");
  EXPECT_EQ(array.status().code(), code) << array.status();
  return std::string(array.status().message());
}

TEST(ParseNpy, Dtypes_GiveTheirNumbers) {
  const auto doubles = ParseNpy(File(Header("<f8", "(2,)"), Values<double>({0.25, -3})), "a.npy");
  ASSERT_TRUE(doubles.ok()) << doubles.status();
  EXPECT_THAT(doubles->values, ElementsAre(0.25, -3));
  EXPECT_THAT(doubles->shape, ElementsAre(2));
  EXPECT_THAT(ParseNpy(File(Header("<f4", "(1, 2)"), Values<float>({0.5f, 2})), "a.npy")->values, ElementsAre(0.5, 2));
  EXPECT_THAT(ParseNpy(File(Header("|u1", "()"), "\xff"), "a.npy")->values, ElementsAre(255));
}

TEST(ParseNpy, SpellingsOfTheHeader_AreOneHeader) {
  const std::string values = "abcdef";
  for (const char* header : {kTwoByThree, "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"|u1\"}",
                             " { 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , 'descr' : '|u1' , } \n"}) {
    const auto array = ParseNpy(File(header, values), "a.npy");
    ASSERT_TRUE(array.ok()) << header << array.status();
    EXPECT_THAT(array->shape, ElementsAre(2, 3));
  }
  EXPECT_TRUE(ParseNpy(File(kTwoByThree, values, 2), "a.npy").ok());
}

TEST(ParseNpy, HeadersThatNumPyDoesNotWrite_AreRefused) {
  for (const char* header : {
           "",
           "{",
           "{}",
           "{'descr': '|u1', 'fortran_order': False}",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)} + exit()",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
           "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)}",
           "{'descr': '|u1' 'fortran_order': False, 'shape': (2, 3)}",
           "{'descr': '|u1',, 'fortran_order': False, 'shape': (2, 3)}",
           "{'descr': '\\x7cu1', 'fortran_order': False, 'shape': (2, 3)}",
           "{'descr': '|u1, 'fortran_order': False, 'shape': (2, 3)}",
           "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (6,)}",
           "{'descr': '|u1', 'fortran_order': 0, 'shape': (2, 3)}",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (6)}",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2 3)}",
           "{'descr': '|u1', 'fortran_order': False, 'shape': [2, 3]}",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (-2, -3)}",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3e0)}",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}",
       }) {
    EXPECT_THAT(Refusal(File(header, "abcdef")), HasSubstr("as NumPy writes them")) << header;
  }
  std::string many;
  for (int i = 0; i < 33; ++i) many += "1, ";
  EXPECT_THAT(Refusal(File(Header("|u1", absl::StrCat("(", many, ")")), "a")), HasSubstr("as NumPy writes them"));
}

TEST(ParseNpy, OtherFormatsAndDtypes_AreRefused) {
  EXPECT_THAT(Refusal("PK\x03\x04"), HasSubstr("a.npy: is no .npy file"));
  EXPECT_THAT(Refusal(""), HasSubstr("is no .npy file"));
  EXPECT_THAT(Refusal(File(kTwoByThree, "abcdef", 3)), HasSubstr("version 3"));
  for (const char* dtype : {">f8", "<i8", "|O", "<f2", "|V8"}) {
    EXPECT_THAT(Refusal(File(Header(dtype, "(1,)"), "abcdefgh")), HasSubstr(absl::StrCat("holds \"", dtype, "\"")))
        << dtype;
  }
  EXPECT_THAT(Refusal(File("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3)}", "abcdef")),
              HasSubstr("Fortran order"));
}

TEST(ParseNpy, SizesThatAreNotTheShapes_AreDamage) {
  const auto damage = [](const std::string& bytes) { return Refusal(bytes, absl::StatusCode::kDataLoss); };
  EXPECT_THAT(damage(File(kTwoByThree, "abcde")), HasSubstr("holds 5 bytes of values, expected 6 times 1"));
  EXPECT_THAT(damage(File(kTwoByThree, "abcdefg")), HasSubstr("holds 7 bytes"));
  EXPECT_THAT(damage(File(Header("<f8", "(1,)"), "abcdefghi")), HasSubstr("expected 1 times 8"));
  EXPECT_THAT(damage(File(Header("|u1", "(4294967296, 4294967296)"), "")), HasSubstr("far more"));
  EXPECT_THAT(damage(File(Header("<f8", "(2305843009213693952,)"), "")), HasSubstr("expected"));
  const std::string whole = File(kTwoByThree, "abcdef");
  for (size_t length : {6, 7, 8, 9, 12}) EXPECT_THAT(damage(whole.substr(0, length)), HasSubstr("cut short"));
  std::string long_header = File(kTwoByThree, "abcdef", 2);
  long_header[11] = '\xff';  // of 4 GiB
  EXPECT_THAT(damage(long_header), HasSubstr("cut short"));
}

// Whatever changes, the answer is an array or a refusal.
TEST(ParseNpy, ChangedBytes_NeverCrash) {
  const std::string whole = File(Header("<f8", "(2, 3)"), std::string(48, '\x3f'));
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = whole.substr(0, 1 + random() % whole.size());
    for (unsigned change = random() % 4; change > 0; --change)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto array = ParseNpy(bytes, "a.npy");
    if (array.ok()) {
      EXPECT_LE(array->values.size(), bytes.size());
    }
  }
}

}  // namespace
}  // namespace assay

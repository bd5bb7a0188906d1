#include "tools/compile_failure/diagnostics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// g++ 12 on a file of four wrong statements: a call, a template in a header (twice), one in the file itself.
constexpr char kGcc[] = R"(toy/wrong.cc: In function 'int main()':
toy/wrong.cc:9:13: error: no matching function for call to 'FullName(int)'
    9 |     FullName(3);
      |     ~~~~~~~~^~~
In file included from toy/wrong.cc:1:
toy/traits.h:4:13: note: candidate: 'template<class E>  requires  WeightsEnumeration<E> std::string FullName(E)'
    4 | std::string FullName(E weights);
      |             ^~~~~~~~
toy/traits.h:4:13: note: constraints not satisfied
toy/wrong.cc:10:8: warning: unused variable 'x' [-Wunused-variable]
toy/wrong.cc:8:5: note: a note on the warning
toy/traits.h: In instantiation of 'struct Holder<int>':
toy/wrong.cc:12:17:   required from here
toy/traits.h:7:19: error: static assertion failed: a holder holds weights
toy/traits.h:8:19: error: 'int' is not a class, struct, or union type
toy/wrong.cc: In instantiation of 'void Local(T) [with T = int]':
toy/wrong.cc:20:10:   required from 'void Outer() [with T = int]'
toy/wrong.cc:14:8:   required from here
toy/wrong.cc:5:19: error: request for member 'name' in 'value', which is of non-class type 'int'
toy/wrong.cc: At global scope:
toy/wrong.cc:30:1: error: 'Nothing' does not name a type
exit status 1
)";

TEST(Diagnostics, Gcc_ErrorsKnowTheLinesThatLedToThem) {
  const Diagnostics said = ParseDiagnostics(kGcc, "toy/wrong.cc");
  ASSERT_EQ(said.errors.size(), 5u);
  EXPECT_EQ(said.errors[0].where, "toy/wrong.cc:9:13");
  EXPECT_EQ(said.errors[0].message, "no matching function for call to 'FullName(int)'");
  EXPECT_THAT(said.errors[0].lines, ElementsAre(9));
  EXPECT_EQ(said.errors[1].message, "static assertion failed: a holder holds weights");
  EXPECT_THAT(said.errors[1].lines, ElementsAre(12));
  // g++ names the instantiation once for all its errors.
  EXPECT_THAT(said.errors[2].lines, ElementsAre(12));
  EXPECT_THAT(said.errors[3].lines, ElementsAre(20, 14, 5));
  EXPECT_THAT(said.errors[4].lines, ElementsAre(30));
  EXPECT_EQ(said.exit_status, 1);
}

TEST(Diagnostics, Gcc_NotesBelongToTheirError) {
  const Diagnostics said = ParseDiagnostics(kGcc, "toy/wrong.cc");
  ASSERT_EQ(said.errors.size(), 5u);
  EXPECT_THAT(said.errors[0].notes,
              ElementsAre("candidate: 'template<class E>  requires  WeightsEnumeration<E> std::string FullName(E)'",
                          "constraints not satisfied"));
  EXPECT_THAT(said.errors[1].notes, IsEmpty());
}

TEST(Diagnostics, Clang_NotesBehindTheErrorLeadToIt) {
  const Diagnostics said = ParseDiagnostics(R"(In file included from toy/wrong.cc:1:
./toy/traits.h:7:5: error: static_assert failed due to requirement 'false' "a holder holds weights"
    static_assert(sizeof(T) == 0, "a holder holds weights");
    ^             ~~~~~~~~~~~~~~
toy/wrong.cc:12:17: note: in instantiation of template class 'Holder<int>' requested here
    Holder<int> holder;
                ^
toy/wrong.cc:9:5: error: no matching function for call to 'FullName'
toy/traits.h:4:13: note: candidate template ignored: constraints not satisfied [with E = int]
toy/wrong.cc:3:1: note: declared here
2 errors generated.
exit status 1
)",
                                            "toy/wrong.cc");
  ASSERT_EQ(said.errors.size(), 2u);
  EXPECT_EQ(said.errors[0].where, "./toy/traits.h:7:5");
  EXPECT_THAT(said.errors[0].lines, ElementsAre(12));
  EXPECT_THAT(said.errors[1].lines, ElementsAre(9));
  EXPECT_EQ(said.errors[1].notes.size(), 2u);
}

TEST(Diagnostics, ErrorInAHeaderThatNoLineLedTo_HasNoLines) {
  const Diagnostics said = ParseDiagnostics(R"(In file included from toy/wrong.cc:1:
toy/traits.h:3:10: fatal error: absl/absent.h: No such file or directory
compilation terminated.
exit status 1
)",
                                            "toy/wrong.cc");
  ASSERT_EQ(said.errors.size(), 1u);
  EXPECT_EQ(said.errors[0].message, "absl/absent.h: No such file or directory");
  EXPECT_THAT(said.errors[0].lines, IsEmpty());
}

TEST(Diagnostics, CompilersOwnFailure_IsAnErrorOfNoLine) {
  const Diagnostics said = ParseDiagnostics(
      "toy/wrong.cc:9:5: internal compiler error: in tsubst_copy, at cp/pt.cc:16983\nexit status 1\n", "toy/wrong.cc");
  ASSERT_EQ(said.errors.size(), 1u);
  EXPECT_THAT(said.errors[0].lines, IsEmpty());
}

TEST(Diagnostics, FileWhosePathEndsLikeTheSources_IsAnotherFile) {
  const Diagnostics said = ParseDiagnostics("not_toy/wrong.cc:9:5: error: no\nexit status 1\n", "toy/wrong.cc");
  ASSERT_EQ(said.errors.size(), 1u);
  EXPECT_THAT(said.errors[0].lines, IsEmpty());
  EXPECT_THAT(ParseDiagnostics("out/bin/toy/wrong.cc:9:5: error: no\n", "toy/wrong.cc").errors[0].lines,
              ElementsAre(9));
}

TEST(Diagnostics, NoExitStatus_IsToldFromZero) {
  EXPECT_EQ(ParseDiagnostics("exit status 0\n", "toy/wrong.cc").exit_status, 0);
  EXPECT_EQ(ParseDiagnostics("", "toy/wrong.cc").exit_status, std::nullopt);
}

}  // namespace
}  // namespace assay

// The marks of a source file that must not compile, and the verdict on what the compiler said.
//
//   // EXPECT-ERROR: cannot convert || no viable conversion
//   auto model = resnet50({.weights = true});
//
//   FullName(3);  // EXPECT-ERROR: no matching function
//
//   // EXPECT-ERROR: no matching function
//   // EXPECT-NOTE: constraints not satisfied || because 'int' does not satisfy
//   FullName(3);
//
// A mark stands at the end of a line, or on a line of its own above the statement; it holds up to the line that ends
// with a semicolon or a brace. EXPECT-ERROR is looked for in the message of each error of the statement, EXPECT-NOTE in
// their notes; `||` separates the words of different compilers. Other errors of a marked statement are its own affair.
#ifndef ASSAY_TOOLS_COMPILE_FAILURE_EXPECTATIONS_H_
#define ASSAY_TOOLS_COMPILE_FAILURE_EXPECTATIONS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tools/compile_failure/diagnostics.h"

namespace assay {

struct Expectation {
  int mark_line = 0;   // the mark's own
  int first_line = 0;  // the statement's first and last line
  int last_line = 0;
  bool is_note = false;            // of an EXPECT-NOTE
  std::vector<std::string> texts;  // any of them will do
};

// The marks of a source file, in order.
std::vector<Expectation> ParseExpectations(absl::string_view source_text);

// What is wrong, a line each; empty where the compiler refused all that is marked, in the words expected, and nothing
// else. `source` is the name of the file in the messages.
std::vector<std::string> Judge(absl::string_view source, const std::vector<Expectation>& expectations,
                               const Diagnostics& diagnostics);

}  // namespace assay

#endif  // ASSAY_TOOLS_COMPILE_FAILURE_EXPECTATIONS_H_

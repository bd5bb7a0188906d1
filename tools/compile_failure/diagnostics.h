// What a compiler said, as g++ and clang write it.
//
//   Diagnostics said = ParseDiagnostics(output, "weights/weights_traits_errors.cc");
//   said.errors[0].message;  // "no matching function for call to 'FullName(int&)'"
//   said.errors[0].lines;    // {17}
#ifndef ASSAY_TOOLS_COMPILE_FAILURE_DIAGNOSTICS_H_
#define ASSAY_TOOLS_COMPILE_FAILURE_DIAGNOSTICS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assay {

struct CompileError {
  std::string where;               // "weights/weights_traits.h:51:3", as written
  std::string message;             // after "error: "
  std::vector<std::string> notes;  // after "note: ", in order
  // The lines of the source that the error belongs to: its own, and those whose instantiation led to it. Empty for an
  // error in a header that no line of the source leads to.
  std::vector<int> lines;
};

struct Diagnostics {
  std::vector<CompileError> errors;
  std::optional<int> exit_status;  // of the last line, "exit status 1"; nullopt where there is none
};

// The errors of `output`, with the lines of `source` that they belong to. Warnings are left out.
Diagnostics ParseDiagnostics(absl::string_view output, absl::string_view source);

}  // namespace assay

#endif  // ASSAY_TOOLS_COMPILE_FAILURE_DIAGNOSTICS_H_

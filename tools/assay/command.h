// A subcommand of `assay`, and the way from the words on the command line to it.
//
//   Command InspectCommand() {
//     return {.name = "inspect", .usage = "FILE [--json]", .summary = "...", .fewest_words = 1, .run = Inspect};
//   }
//
// Standard output holds the answer and nothing else (one JSON document with --json); messages go to standard error.
#ifndef ASSAY_TOOLS_ASSAY_COMMAND_H_
#define ASSAY_TOOLS_ASSAY_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/assay/arguments.h"

namespace assay {

// What a process ends with.
enum ExitCode {
  kFine = 0,      // PENDING too
  kFindings = 1,  // a failed check, a file that was refused
  kError = 2,     // usage, an unknown name, a file that is not there, a GLOB that matches nothing
};

struct Command {
  static constexpr int kAny = -1;

  std::string name;     // "inspect"
  std::string usage;    // "FILE [--json]"
  std::string summary;  // a line, for the list of commands
  std::string details;  // paragraphs and examples for --help
  std::vector<Option> options;
  int fewest_words = 0;
  int most_words = kAny;
  ExitCode (*run)(const Arguments& arguments);
};

// Finds the subcommand that `words` begin with and runs it; answers --help and `help`.
// Errors: kError, with a message on standard error, for an unknown command and wrong arguments.
ExitCode Dispatch(absl::Span<const Command> commands, absl::Span<const std::string> words);

// "assay: MESSAGE" on standard error.
void Complain(absl::string_view message);

// Complains. Returns kFindings where a file was read and refused (damaged, of another format, not what its entry says),
// and kError where a file's contents were not to blame.
ExitCode RefuseFile(const absl::Status& status);

// Complains, returns kError.
ExitCode Fail(const absl::Status& status);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_COMMAND_H_

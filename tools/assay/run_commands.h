// What every program of the command line does around its commands.
//
//   int main(int argc, char** argv) { RunCommands({InspectCommand()}, argc, argv); }
#ifndef ASSAY_TOOLS_ASSAY_RUN_COMMANDS_H_
#define ASSAY_TOOLS_ASSAY_RUN_COMMANDS_H_

#include "absl/types/span.h"
#include "tools/assay/command.h"

namespace assay {

// Dispatches, and ends the process with the command's code: kError where it threw, or where standard output took no
// more.
[[noreturn]] void RunCommands(absl::Span<const Command> commands, int argc, char** argv);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_RUN_COMMANDS_H_

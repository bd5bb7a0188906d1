#include "tools/assay/run_commands.h"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "tools/base/bus_errors.h"

namespace assay {

void RunCommands(absl::Span<const Command> commands, int argc, char** argv) {
  ExplainBusErrors();
  // Printing is a measurable part of a short answer when every stream is kept in step with C's.
  std::ios::sync_with_stdio(false);
  ExitCode code = kError;
  try {
    code = Dispatch(commands, std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    // Memory that ran out; anything else that arrives here is our own bug.
    Complain(error.what());
  }
  std::cout.flush();
  if (!std::cout) {
    Complain("cannot write standard output");
    code = kError;
  }
  // LibTorch takes its thousands of operators down one by one when a process ends in the usual way; nothing needs that.
  std::_Exit(code);
}

}  // namespace assay

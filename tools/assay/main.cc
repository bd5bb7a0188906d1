// The command line: `./bazelw run //tools:assay -- help`.
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "tools/assay/command.h"
#include "tools/assay/commands.h"
#include "tools/base/bus_errors.h"
#include "tools/base/keep_freed_memory.h"

int main(int argc, char** argv) {
  using namespace assay;
  ExplainBusErrors();
  const std::string command = argc > 1 ? argv[1] : "";
  // These run one model on batches; the others construct one model after another.
  command == "predict" || command == "encode" ? KeepFreedMemory() : KeepSmallFreedMemory();
  // Printing is a measurable part of a short answer when every stream is kept in step with C's.
  std::ios::sync_with_stdio(false);
  ExitCode code = kError;
  try {
    code = Dispatch({ValidateCommand(), ListCommand(), DescribeCommand(), PredictCommand(), EncodeCommand(),
                     ProbeCommand(), InspectCommand(), BcCommand(), ReleaseCommand(), FetchCommand(), CacheCommand()},
                    std::vector<std::string>(argv + 1, argv + argc));
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

// The commands that link the models, and with them LibTorch. `assay` (main.cc) starts this program.
#include <string>

#include "tools/assay/commands.h"
#include "tools/assay/run_commands.h"
#include "tools/base/keep_freed_memory.h"

int main(int argc, char** argv) {
  using namespace assay;
  const std::string command = argc > 1 ? argv[1] : "";
  // These run one model on batches; the others construct one model after another.
  command == "predict" || command == "encode" || command == "evaluate" || command == "profile" ? KeepFreedMemory()
                                                                                               : KeepSmallFreedMemory();
  RunCommands({ValidateCommand(), ListCommand(), DescribeCommand(), PredictCommand(), EncodeCommand(),
               EvaluateCommand(), ProbeCommand(), ProfileCommand(), InspectCommand(), BcCommand(), ReleaseCommand(),
               FetchCommand(), CacheCommand(), BenchCommand()},
              argc, argv);
}

// The subcommands, one file each: validate_command.cc, ...
#ifndef ASSAY_TOOLS_ASSAY_COMMANDS_H_
#define ASSAY_TOOLS_ASSAY_COMMANDS_H_

#include "tools/assay/command.h"

namespace assay {

Command ValidateCommand();
Command ListCommand();
Command DescribeCommand();
Command PredictCommand();
Command EncodeCommand();
Command EvaluateCommand();
Command ProbeCommand();
Command ProfileCommand();
Command InspectCommand();
Command BcCommand();
Command ReleaseCommand();
Command FetchCommand();
Command CacheCommand();
Command BenchCommand();

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_COMMANDS_H_

// assay inspect FILE: what a weight file holds. Executes nothing that the file says.
#include <iostream>

#include "tools/assay/commands.h"
#include "tools/assay/user_path.h"
#include "weights/reader/inspect.h"

namespace assay {
namespace {

ExitCode Inspect(const Arguments& arguments) {
  const std::string path = UserPath(arguments.words().front());
  const bool json = arguments.Has("json");
  const absl::Status status = json ? InspectJson(path, std::cout) : InspectTable(path, std::cout);
  if (!status.ok()) return RefuseFile(status);
  if (json) std::cout << '\n';
  return kFine;
}

}  // namespace

Command InspectCommand() {
  return {.name = "inspect",
          .usage = "FILE [--json]",
          .summary = "show the tensors of a weight file (PyTorch's two formats, safetensors)",
          .details =
              "  assay inspect resnet50-11ad3fa6.pth\n"
              "  assay inspect model.safetensors --json\n\n"
              "Nothing in the file is executed. Exit code 1 where it is damaged or of a format that is not read.\n",
          .options = {{.name = "json", .help = "one JSON document: format, tensors (dtype, shape, sha256), scalars"}},
          .fewest_words = 1,
          .most_words = 1,
          .run = Inspect};
}

}  // namespace assay

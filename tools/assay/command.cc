#include "tools/assay/command.h"

#include <algorithm>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/assay/table.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

std::vector<std::string> Names(absl::Span<const Command> commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

void PrintOverview(absl::Span<const Command> commands, std::ostream& out) {
  out << "assay: model versions, their weights, and the proof that both still do what they did\n\n";
  for (const Command& command : commands) out << absl::StrFormat("  assay %-9s %s\n", command.name, command.summary);
  out << "\n`assay COMMAND --help` tells more. Exit codes: 0 fine, 1 findings, 2 usage or tool error.\n";
}

void PrintHelp(const Command& command) {
  std::cout << "assay " << command.name << " " << command.usage << "\n\n" << command.summary << "\n";
  if (!command.options.empty()) std::cout << "\n";
  for (const Option& option : command.options) {
    if (!option.unavailable.empty()) continue;
    std::cout << absl::StrFormat("  %-18s %s\n", option.Spelling(), option.help);
  }
  std::cout << "\n" << command.details;
}

const Command* Find(absl::Span<const Command> commands, const std::string& name) {
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const Command& command) { return command.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

ExitCode UnknownCommand(absl::Span<const Command> commands, const std::string& name) {
  Complain(absl::StrCat("no command is called \"", Printable(name), "\"", DidYouMean(name, Names(commands)),
                        " (there are: ", absl::StrJoin(Names(commands), ", "), ")"));
  return kError;
}

ExitCode WrongUsage(const Command& command, absl::string_view message) {
  Complain(absl::StrCat(command.name, ": ", message, "\nusage: assay ", command.name, " ", command.usage));
  return kError;
}

ExitCode Run(const Command& command, absl::Span<const std::string> words) {
  const auto arguments = Arguments::Parse(words, command.options);
  if (!arguments.ok()) return WrongUsage(command, arguments.status().message());
  if (arguments->Has("help")) {
    PrintHelp(command);
    return kFine;
  }
  const int count = static_cast<int>(arguments->words().size());
  if (count < command.fewest_words) {
    // The usage begins with the words that must be there.
    const std::vector<std::string> expected = absl::StrSplit(command.usage, ' ');
    return WrongUsage(command, absl::StrCat(expected[count], " is missing"));
  }
  if (command.most_words != Command::kAny && count > command.most_words) {
    return WrongUsage(command, absl::StrCat("\"", arguments->words()[command.most_words], "\" is one word too many"));
  }
  return command.run(*arguments);
}

}  // namespace

ExitCode Dispatch(absl::Span<const Command> commands, absl::Span<const std::string> words) {
  if (words.empty()) {
    PrintOverview(commands, std::cerr);
    return kError;
  }
  const std::string& name = words.front();
  if (name == "--help" || name == "-h" || (name == "help" && words.size() == 1)) {
    PrintOverview(commands, std::cout);
    return kFine;
  }
  if (name == "help") {
    const Command* command = Find(commands, words[1]);
    if (command == nullptr) return UnknownCommand(commands, words[1]);
    PrintHelp(*command);
    return kFine;
  }
  const Command* command = Find(commands, name);
  return command == nullptr ? UnknownCommand(commands, name) : Run(*command, words.subspan(1));
}

void Complain(absl::string_view message) {
  // The answer so far comes first where both streams are one terminal.
  std::cout.flush();
  std::cerr << "assay: " << message << std::endl;
}

ExitCode Fail(const absl::Status& status) {
  Complain(status.message());
  return kError;
}

ExitCode RefuseFile(const absl::Status& status) {
  Complain(status.message());
  const bool refused = absl::IsInvalidArgument(status) || absl::IsDataLoss(status) || absl::IsUnimplemented(status);
  return refused ? kFindings : kError;
}

}  // namespace assay

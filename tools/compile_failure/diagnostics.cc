#include "tools/compile_failure/diagnostics.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace assay {
namespace {

// "a/b.cc:12:3: error: text"
struct Located {
  absl::string_view file;
  int line = 0;
  absl::string_view where;  // "a/b.cc:12:3"
  absl::string_view text;   // "error: text"
};

std::optional<Located> ParseLocated(absl::string_view line) {
  // Source excerpts, which begin with a blank, are no messages.
  if (line.empty() || line[0] == ' ') return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(':', 3));
  Located located;
  int column = 0;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[1], &located.line) || !absl::SimpleAtoi(parts[2], &column)) {
    return std::nullopt;
  }
  located.file = parts[0];
  located.where = line.substr(0, line.size() - parts[3].size() - 1);
  located.text = absl::StripLeadingAsciiWhitespace(parts[3]);
  return located;
}

bool SameFile(absl::string_view file, absl::string_view source) {
  return file == source || absl::EndsWith(file, absl::StrCat("/", source));
}

// "a/b.cc: In function 'int main()':": what follows is not led to by the lines before.
bool BeginsContext(absl::string_view line) {
  return line[0] != ' ' && (absl::StrContains(line, ": In ") || absl::StrContains(line, ": At ")) &&
         absl::EndsWith(line, ":");
}

// g++ says where an instantiation comes from before the error, once for all errors of one instantiation.
bool LeadsToNext(absl::string_view text) {
  return absl::StartsWith(text, "required ") || absl::StartsWith(text, "recursively required ") ||
         absl::StartsWith(text, "in 'constexpr' expansion of");
}

// clang says it in notes behind the error.
bool LedToLast(absl::string_view note) {
  return absl::EndsWith(note, "requested here") || absl::EndsWith(note, "required here") ||
         absl::StartsWith(note, "in call to ");
}

}  // namespace

Diagnostics ParseDiagnostics(absl::string_view output, absl::string_view source) {
  Diagnostics result;
  std::vector<int> context;
  // Notes behind a warning are not those of the error before it.
  bool takes_notes = false;
  for (absl::string_view line : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    int status = 0;
    if (absl::ConsumePrefix(&line, "exit status ") && absl::SimpleAtoi(line, &status)) {
      result.exit_status = status;
      continue;
    }
    if (line.empty()) continue;
    if (BeginsContext(line)) context.clear();
    const std::optional<Located> located = ParseLocated(line);
    if (!located) continue;
    const bool in_source = SameFile(located->file, source);
    absl::string_view text = located->text;
    if (LeadsToNext(text)) {
      if (in_source) context.push_back(located->line);
    } else if (absl::ConsumePrefix(&text, "error: ") || absl::ConsumePrefix(&text, "fatal error: ")) {
      result.errors.push_back({.where = std::string(located->where), .message = std::string(text), .lines = context});
      if (in_source) result.errors.back().lines.push_back(located->line);
      takes_notes = true;
    } else if (absl::StartsWith(text, "internal compiler error")) {
      // Where the compiler itself fails, no line of the source is to blame.
      result.errors.push_back({.where = std::string(located->where), .message = std::string(text)});
    } else if (absl::ConsumePrefix(&text, "note: ")) {
      if (!takes_notes) continue;
      result.errors.back().notes.push_back(std::string(text));
      if (in_source && LedToLast(text)) result.errors.back().lines.push_back(located->line);
    } else if (absl::StartsWith(text, "warning: ")) {
      takes_notes = false;
    }
  }
  return result;
}

}  // namespace assay

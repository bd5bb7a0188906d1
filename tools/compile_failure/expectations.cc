#include "tools/compile_failure/expectations.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace assay {
namespace {

constexpr absl::string_view kError = "EXPECT-ERROR:";
constexpr absl::string_view kNote = "EXPECT-NOTE:";

// The line without its `//` comment. (A `//` inside a string literal would be taken for one.)
absl::string_view Code(absl::string_view line) { return absl::StripAsciiWhitespace(line.substr(0, line.find("//"))); }

bool EndsStatement(absl::string_view code) {
  return absl::EndsWith(code, ";") || absl::EndsWith(code, "}") || absl::EndsWith(code, "{");
}

// Fills `expectation` from a line that bears a mark.
bool ParseMark(absl::string_view line, Expectation* expectation) {
  for (const absl::string_view mark : {kError, kNote}) {
    const size_t begin = line.find(mark);
    if (begin == absl::string_view::npos) continue;
    expectation->is_note = mark == kNote;
    for (absl::string_view text : absl::StrSplit(line.substr(begin + mark.size()), "||")) {
      expectation->texts.push_back(std::string(absl::StripAsciiWhitespace(text)));
    }
    return true;
  }
  return false;
}

bool Covers(const Expectation& expectation, const CompileError& error) {
  return std::any_of(error.lines.begin(), error.lines.end(),
                     [&](int line) { return expectation.first_line <= line && line <= expectation.last_line; });
}

bool Says(const std::string& message, const Expectation& expectation) {
  return std::any_of(expectation.texts.begin(), expectation.texts.end(),
                     [&](const std::string& text) { return !text.empty() && absl::StrContains(message, text); });
}

// Returns what is wrong with one mark; empty if nothing is.
std::string JudgeOne(const Expectation& expectation, const Diagnostics& diagnostics) {
  const std::string wanted = absl::StrCat("\"", absl::StrJoin(expectation.texts, "\" or \""), "\"");
  if (std::any_of(expectation.texts.begin(), expectation.texts.end(), [](const auto& text) { return text.empty(); })) {
    return "the mark says no text: write what the message must contain";
  }
  std::vector<std::string> messages;
  for (const CompileError& error : diagnostics.errors) {
    if (!Covers(expectation, error)) continue;
    const std::vector<std::string> said = expectation.is_note ? error.notes : std::vector<std::string>{error.message};
    messages.insert(messages.end(), said.begin(), said.end());
  }
  if (std::any_of(messages.begin(), messages.end(), [&](const auto& said) { return Says(said, expectation); }))
    return "";
  if (messages.empty()) return absl::StrCat(expectation.is_note ? "no note" : "it compiles", ": expected ", wanted);
  return absl::StrCat("expected ", wanted, ", but the compiler says \"", absl::StrJoin(messages, "\", \""), "\"");
}

}  // namespace

std::vector<Expectation> ParseExpectations(absl::string_view source_text) {
  std::vector<Expectation> expectations;
  const std::vector<absl::string_view> lines = absl::StrSplit(source_text, '\n');
  const int count = static_cast<int>(lines.size());
  for (int i = 0; i < count; ++i) {
    Expectation expectation;
    if (!ParseMark(lines[i], &expectation)) continue;
    expectation.mark_line = i + 1;
    int first = i;
    while (first < count - 1 && Code(lines[first]).empty()) ++first;
    int last = first;
    while (last < count - 1 && !EndsStatement(Code(lines[last]))) ++last;
    expectation.first_line = first + 1;
    expectation.last_line = last + 1;
    expectations.push_back(expectation);
  }
  return expectations;
}

std::vector<std::string> Judge(absl::string_view source, const std::vector<Expectation>& expectations,
                               const Diagnostics& diagnostics) {
  std::vector<std::string> findings;
  const auto add = [&](int line, const std::string& what) {
    findings.push_back(absl::StrCat(source, ":", line, ": ", what));
  };
  if (expectations.empty()) findings.push_back(absl::StrCat(source, ": no statement is marked: // EXPECT-ERROR: text"));
  if (!diagnostics.exit_status) {
    findings.push_back(absl::StrCat(source, ": the compiler's output is cut off: it ends without its exit status"));
  } else if ((*diagnostics.exit_status == 0) != diagnostics.errors.empty()) {
    findings.push_back(absl::StrCat(source, ": the compiler's exit status is ", *diagnostics.exit_status,
                                    ", and its errors are ", diagnostics.errors.size(),
                                    ": it did not run as it should"));
  }
  for (const Expectation& expectation : expectations) {
    const std::string wrong = JudgeOne(expectation, diagnostics);
    if (!wrong.empty()) add(expectation.mark_line, wrong);
  }
  for (const CompileError& error : diagnostics.errors) {
    const bool expected = std::any_of(expectations.begin(), expectations.end(), [&](const Expectation& expectation) {
      return !expectation.is_note && Covers(expectation, error);
    });
    if (!expected) findings.push_back(absl::StrCat(error.where, ": not expected to be refused: ", error.message));
  }
  return findings;
}

}  // namespace assay

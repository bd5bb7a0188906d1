#include "tools/assay/table.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

constexpr int kGap = 2;

struct Range {
  uint32_t first;
  uint32_t last;
};

// Combining marks, joiners, variation selectors.
constexpr Range kZeroWidth[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
// Unicode's East_Asian_Width W and F, in coarse blocks.
constexpr Range kWide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                           {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

template <size_t kSize>
bool In(const Range (&ranges)[kSize], uint32_t character) {
  return std::any_of(ranges, ranges + kSize,
                     [&](Range range) { return range.first <= character && character <= range.last; });
}

// Takes one character off the front; a byte that begins no valid sequence counts as a character of its own.
uint32_t TakeCharacter(absl::string_view& text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const int length = byte(0) < 0x80         ? 1
                     : byte(0) >> 5 == 0x6  ? 2
                     : byte(0) >> 4 == 0xE  ? 3
                     : byte(0) >> 3 == 0x1E ? 4
                                            : 1;
  uint32_t character = length == 1 ? byte(0) : byte(0) & (0x7F >> length);
  for (int i = 1; i < length; ++i) {
    if (text.size() <= i || byte(i) >> 6 != 0x2) {
      character = byte(0);
      text.remove_prefix(1);
      return character;
    }
    character = character << 6 | (byte(i) & 0x3F);
  }
  text.remove_prefix(length);
  return character;
}

const char* Escape(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kGood:
      return "\033[32m";
    case Style::kBad:
      return "\033[1;31m";
    case Style::kWaiting:
      return "\033[33m";
  }
  return "";
}

}  // namespace

Table::Table(const std::vector<std::string>& header) {
  std::vector<Cell> cells;
  for (const std::string& text : header) cells.push_back({text});
  AddRow(std::move(cells));
}

void Table::AddRow(std::vector<Cell> cells) {
  for (Cell& cell : cells) cell.text = Printable(cell.text);
  lines_.push_back({.cells = std::move(cells)});
}

void Table::AddNote(absl::string_view text) { lines_.push_back({.note = Printable(text)}); }

std::string Table::Text(bool colour) const {
  std::vector<int> widths;
  for (const Line& line : lines_) {
    // What stands last in its row may be as long as it likes: nothing follows it.
    for (size_t i = 0; i + 1 < line.cells.size(); ++i) {
      if (widths.size() <= i) widths.resize(i + 1);
      widths[i] = std::max(widths[i], DisplayWidth(line.cells[i].text));
    }
  }
  std::string text;
  for (const Line& line : lines_) {
    std::string shown = line.note.empty() ? "" : "  " + line.note;
    for (size_t i = 0; i < line.cells.size(); ++i) {
      const Cell& cell = line.cells[i];
      const bool styled = colour && cell.style != Style::kPlain;
      absl::StrAppend(&shown, styled ? Escape(cell.style) : "", cell.text, styled ? "\033[0m" : "");
      if (i + 1 < line.cells.size()) shown.append(widths[i] - DisplayWidth(cell.text) + kGap, ' ');
    }
    absl::StripTrailingAsciiWhitespace(&shown);
    absl::StrAppend(&text, shown, "\n");
  }
  return text;
}

std::string Printable(absl::string_view text) {
  std::string printable(text);
  std::replace_if(
      printable.begin(), printable.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; }, '?');
  return printable;
}

int DisplayWidth(absl::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const uint32_t character = TakeCharacter(text);
    width += In(kZeroWidth, character) ? 0 : In(kWide, character) ? 2 : 1;
  }
  return width;
}

bool ColourWanted(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return isatty(file_descriptor) && (no_colour == nullptr || *no_colour == '\0') &&
         (terminal != nullptr && std::strcmp(terminal, "dumb") != 0);
}

}  // namespace assay

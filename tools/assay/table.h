// Aligned text for people: columns as wide as their widest cell, measured as a terminal shows it.
//
//   Table table({"builder", "result"});
//   table.AddRow({{"resnet50"}, {"FAIL", Style::kBad}});
//   table.AddNote("logits of coffee.png: ...");  // indented, below the row
//   std::cout << table.Text(ColourWanted(STDOUT_FILENO));
#ifndef ASSAY_TOOLS_ASSAY_TABLE_H_
#define ASSAY_TOOLS_ASSAY_TABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assay {

// Underlines what the words say already: colour alone never tells anything.
enum class Style { kPlain, kGood, kBad, kWaiting };

struct Cell {
  std::string text;
  Style style = Style::kPlain;
};

class Table {
 public:
  explicit Table(const std::vector<std::string>& header);

  // A row may have fewer cells than the header. Control characters, which file names can hold, are shown as "?".
  void AddRow(std::vector<Cell> cells);

  // A line of its own below the last row. It widens no column.
  void AddNote(absl::string_view text);

  // All lines, each with its end and without trailing blanks.
  std::string Text(bool colour) const;

 private:
  struct Line {
    std::vector<Cell> cells;
    std::string note;
  };

  std::vector<Line> lines_;
};

// The text, with "?" in place of each control character, so that a file's name cannot steer the terminal.
std::string Printable(absl::string_view text);

// Units: terminal columns. Combining marks take none, East Asian wide characters and pictographs two; a byte that is
// not UTF-8 takes one, as terminals show it.
int DisplayWidth(absl::string_view text);

// Whether the stream is a terminal that shows colours, and its user has not said NO_COLOR.
bool ColourWanted(int file_descriptor);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_TABLE_H_

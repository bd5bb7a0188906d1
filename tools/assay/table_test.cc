#include "tools/assay/table.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(DisplayWidth, Characters_CountAsTheTerminalShowsThem) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("cat"), 3);
  EXPECT_EQ(DisplayWidth("Bär"), 3);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);  // a combining accent
  EXPECT_EQ(DisplayWidth("猫"), 2);
  EXPECT_EQ(DisplayWidth("🐈"), 2);
}

TEST(DisplayWidth, BytesThatAreNotUtf8_CountOneEach) {
  EXPECT_EQ(DisplayWidth("\xff\xfe"), 2);
  EXPECT_EQ(DisplayWidth("\xe7\x8c"), 2);  // cut off
  EXPECT_EQ(DisplayWidth("\x80"
                         "a"),
            2);
}

TEST(Table, Columns_AreAlignedByDisplayWidth) {
  Table table({"file", "best", "note"});
  table.AddRow({{"猫.png"}, {"cat"}, {"x"}});
  table.AddRow({{"kitten.png"}, {"tiger cat"}, {""}});
  EXPECT_EQ(table.Text(false),
            "file        best       note\n"
            "猫.png      cat        x\n"
            "kitten.png  tiger cat\n");
}

TEST(Table, LastCells_WidenNoColumn) {
  Table table({"a", "b", "c"});
  table.AddRow({{"1"}, {"a long last cell"}});
  table.AddRow({{"2"}, {"x"}, {"y"}});
  EXPECT_EQ(table.Text(false), "a  b  c\n1  a long last cell\n2  x  y\n");
}

TEST(Table, Notes_StandIndentedBelowTheirRow) {
  Table table({"a", "b"});
  table.AddRow({{"1"}, {"FAIL"}});
  table.AddNote("a reason that is longer than everything");
  table.AddRow({{"2"}, {"PASS"}});
  EXPECT_EQ(table.Text(false), "a  b\n1  FAIL\n  a reason that is longer than everything\n2  PASS\n");
}

TEST(Table, Colour_IsOnlyAddedWhereWanted) {
  Table table({"a", "b"});
  table.AddRow({{"FAIL", Style::kBad}, {"1"}});
  EXPECT_EQ(table.Text(false), "a     b\nFAIL  1\n");
  EXPECT_EQ(table.Text(true), "a     b\n\033[1;31mFAIL\033[0m  1\n");
}

TEST(Printable, ControlCharacters_CannotSteerTheTerminal) {
  EXPECT_EQ(Printable("a\033[2Jb\nc\x7f"), "a?[2Jb?c?");
  Table table({"a"});
  table.AddRow({{"x\ny"}});
  EXPECT_EQ(table.Text(false), "a\nx?y\n");
}

// A pseudo-terminal, so that only the environment decides.
TEST(ColourWanted, NoColorOrDumbTerminal_MeansNone) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  ASSERT_EQ(grantpt(terminal), 0);
  ASSERT_EQ(unlockpt(terminal), 0);
  const int shown = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  ASSERT_GE(shown, 0);
  unsetenv("NO_COLOR");
  setenv("TERM", "xterm", 1);
  EXPECT_TRUE(ColourWanted(shown));
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(ColourWanted(shown));
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(ColourWanted(shown));
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(ColourWanted(shown));
  close(shown);
  close(terminal);
}

TEST(ColourWanted, NoTerminal_MeansNone) {
  setenv("TERM", "xterm", 1);
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  EXPECT_FALSE(ColourWanted(pipes[1]));
  close(pipes[0]);
  close(pipes[1]);
}

}  // namespace
}  // namespace assay

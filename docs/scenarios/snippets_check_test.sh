#!/usr/bin/env bash
# snippets_test.sh passes on a page whose blocks are in their files, and on no other.
set -euo pipefail
check=$PWD/$1
cd "$TEST_TMPDIR"

printf 'int a;\nint b;\nint c;\n' >code.cc
page() { printf "$1" >page.md; }
passes() { bash "$check" page.md || { echo "FAILED: refused: $1"; exit 1; }; }
refuses() { if bash "$check" page.md >/dev/null; then echo "FAILED: passed: $1"; exit 1; fi; }

page '<!-- code.cc -->\n```cpp\nint b;\nint c;\n```\n'
passes "two lines of the file"
page 'text\n```\nanything\n```\n<!-- code.cc -->\n```cpp\nint a;\n```\n'
passes "a block of no language that names no source is free"

page '<!-- code.cc -->\n```cpp\nint d;\n```\n'
refuses "a line that is not there"
page '<!-- code.cc -->\n```cpp\nint a;\nint c;\n```\n'
refuses "lines that do not follow each other"
page '<!-- code.cc -->\n```cpp\nnt b;\n```\n'
refuses "a part of a line: its beginning is missing"
page '<!-- code.cc -->\n```cpp\nint b\n```\n'
refuses "a part of a line: its end is missing"
page '<!-- code.cc -->\n```cpp\n```\n'
refuses "an empty block"
page '<!-- other.cc -->\n```cpp\nint a;\n```\n'
refuses "a file that is not there"
page '<!-- code.cc -->\n```cpp\nint a;\n'
refuses "a block without end"
page '<!-- code.cc -->\ntext\n```cpp\nint a;\n```\n'
refuses "a name without a block"
page '<!-- code.cc -->\n```cpp\nint a;\n```\n```cpp\nint b;\n```\n'
refuses "C++ that names no source"
page 'text\n'
refuses "no block at all"

#!/usr/bin/env bash
# The README's example is docs/classify.cc to the letter, and answers what the README says.
set -euo pipefail
classify=$1

example=$(sed -n '/^<!-- docs\/classify.cc -->$/,/^<!-- end -->$/p' README.md | sed '1,2d' | sed '$d' | sed '$d')
if ! diff <(printf '%s\n' "$example") docs/classify.cc; then
  echo "README.md's example differs from docs/classify.cc: copy the file between the marks"
  exit 1
fi

answer=$("$classify" "$TEST_SRCDIR/skimage_photographs/chelsea.png")
grep -q '^Egyptian cat 71\.6' <<<"$answer" || { echo "unexpected answer: $answer"; exit 1; }

if "$classify" README.md 2>error; then echo "a text file was classified"; exit 1; fi
grep -q 'README.md is a text file' error || { cat error; exit 1; }

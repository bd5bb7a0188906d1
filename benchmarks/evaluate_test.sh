#!/usr/bin/env bash
# The evaluation of a few photographs runs, by both forwards, and their answers are equal; no figure is judged.
set -euo pipefail
evaluate=$1 chelsea=$2 rocket=$3

folder=$TEST_TMPDIR/photographs
mkdir -p "$folder/cat" "$folder/missile"
for i in 1 2 3 4 5 6 7 8 9; do cp "$chelsea" "$folder/cat/$i.png"; done
for i in 1 2 3; do cp "$rocket" "$folder/missile/$i.jpg"; done
printf 'cat 285\nmissile 657\n' >"$folder.classes"

answers() { sed 's/.*"answers"://' <<<"$1"; }
fast=$("$evaluate" "$folder" "$folder.classes")
plain=$("$evaluate" "$folder" "$folder.classes" --plain)
grep -q '"fast":true' <<<"$fast" || { echo "the fast forward was not used: $fast"; exit 1; }
grep -q '"fast":false' <<<"$plain" || { echo "the plain forward was asked for: $plain"; exit 1; }
[ "$(answers "$fast")" = "$(answers "$plain")" ] || { echo "other answers:"; answers "$fast"; answers "$plain"; exit 1; }
grep -q '"images":30,' <<<"$("$evaluate" "$folder" "$folder.classes" --images=30)" || { echo "expected 30 images"; exit 1; }
grep -q '"fast_forward_ms"' <<<"$("$evaluate" "$folder" "$folder.classes" --parts)" || { echo "expected the parts"; exit 1; }
grep -q '"top1_would_differ":0' <<<"$("$evaluate" "$folder" "$folder.classes" --differences)" || { echo "expected no other answers"; exit 1; }
if "$evaluate" "$folder" 2>/dev/null; then echo "arguments that are missing were accepted"; exit 1; fi

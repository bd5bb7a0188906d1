#!/usr/bin/env bash
# Each test that features.md names stands in the file that it names; a file without a test's name is there and not empty.
set -euo pipefail
page=docs/features.md
failed=0 found=0
while IFS=' ' read -r path name; do
  if [ ! -s "$path" ]; then
    echo "$page: no file $path (a data of this test?)"; failed=1; continue
  fi
  found=$((found + 1))
  [ -n "$name" ] || continue
  suite=${name%%.*} test=${name#*.}
  if ! grep -qE "^TEST(_F|_P)?\($suite, $test\)" "$path"; then
    echo "$page: $path has no test $name"; failed=1
  fi
done < <(grep '^|' "$page" | sed 's/.*| \(`[^|]*\) |$/\1/' | sed 's/<br>/\n/g' | sed -n 's/^`\([a-z_/0-9]*\.\(cc\|sh\)\)`\( \(.*\)\)\{0,1\}$/\1 \4/p')
[ "$found" -ge 60 ] || { echo "$page: only $found tests were found in its table"; exit 1; }
exit $failed

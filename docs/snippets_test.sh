#!/usr/bin/env bash
# The code in pages is code that is compiled: a block below a line <!-- PATH --> stands in that file, to the letter.
#
#   snippets_test.sh PAGE...
#
# A page without such a block, a block without its end, C++ that names no source, and a missing file fail.
set -euo pipefail
shopt -s extglob

failed=0
fail() { echo "$1"; failed=1; }

# One block: where it is, the file that it names, its lines.
check_block() {
  local where=$1 path=$2 block=$3
  [ -f "$path" ] || { fail "$where: no file $path (a data of the test?)"; return; }
  [ -n "${block//[[:space:]]/}" ] || { fail "$where: an empty block"; return; }
  case $'\n'$(<"$path")$'\n' in
    *$'\n'"$block"*) ;;
    *) fail "$where: the block is not in $path: copy it from there"$'\n'"$block" ;;
  esac
}

check_page() {
  local page=$1 path="" block="" inside=0 number=0 blocks=0 line
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    if [ $inside = 1 ] && [[ $line == '```' ]]; then
      check_block "$page:$number" "$path" "$block"
      path="" block="" inside=0 blocks=$((blocks + 1))
    elif [ $inside = 1 ]; then
      block+=$line$'\n'
    elif [ -n "$path" ] && [[ $line == '```'* ]]; then
      inside=1
    elif [ -n "$path" ]; then
      fail "$page:$number: <!-- $path --> is not followed by a code block"
      path=""
    elif [[ $line == '```cpp' ]]; then
      fail "$page:$number: a block of C++ names no source: nothing compiles it"
    elif [[ $line =~ ^'<!-- '([A-Za-z0-9_./-]+)' -->'$ && ${BASH_REMATCH[1]} != end ]]; then
      path=${BASH_REMATCH[1]}
    fi
  done <"$page"
  if [ -n "$path" ]; then fail "$page: the block of $path does not end"; fi
  if [ $blocks = 0 ]; then fail "$page: no block names its source"; fi
}

[ $# -gt 0 ] || { echo "usage: snippets_test.sh PAGE..."; exit 2; }
for page in "$@"; do check_page "$page"; done
exit $failed

#!/usr/bin/env bash
# Examples in headers can be pasted: clang-format breaks a comment's line that is too long wherever it likes, and joins
# what follows. And what a header includes is installed too. public_headers_test.sh HEADER...
set -uo pipefail

# One finding a line for the text on standard input: a line of an example that goes on where a line began, with a bracket
# of the line before still open, or with the rest of the comment behind it.
broken_lines() {
  awk -v file="$1" '
    /^#ifndef/ { exit }
    !/^\/\/   / { open = 0; comment = 0; next }
    {
      text = substr($0, 6)
      starts_at_the_margin = text !~ /^ /
      if (starts_at_the_margin && open > 0 && text !~ /^[})]/) print file ":" FNR ": goes on from the line before: " text
      if (starts_at_the_margin && comment && text ~ /^["a-z0-9 ]+$/) print file ":" FNR ": ends a comment: " text
      comment = text ~ /[;)}] *\/\/ /
      gsub(/"[^"]*"/, "", text)
      sub(/\/\/.*/, "", text)
      if (text !~ /{ *$/) open += gsub(/[({[]/, "", text) - gsub(/[]})]/, "", text)
      else open = 0
      if (open < 0) open = 0
    }'
}

findings=$(
  broken_lines example.h <<'EOF'
//   Image crop = Resize(photograph, /*height=*/128, /*width=*/192,
//   Interpolation::kBicubic);
EOF
)
[ "$findings" = "example.h:2: goes on from the line before: Interpolation::kBicubic);" ] || { echo "not found: $findings"; exit 1; }
findings=$(
  broken_lines example.h <<'EOF'
//   ResNet resnext(ResNetBlock::kBottleneck, {3, 4, 6, 3});   // without a
//   builder
EOF
)
[ "$findings" = "example.h:2: ends a comment: builder" ] || { echo "not found: $findings"; exit 1; }

[ $# -gt 50 ] || { echo "expected all public headers, got $#"; exit 1; }
findings=$(for header; do broken_lines "$header" <"$header"; done)
[ -z "$findings" ] || { echo "$findings"; exit 1; }

# Ours are included in quotes, from the root; so are Abseil's and protobuf's, which the machine has.
findings=$(
  for header; do
    sed -n 's/^#include "\(\(models\|tools\|transforms\|weights\)\/.*\)"$/\1/p' "$header" | while read -r included; do
      [[ " $* " == *[\ /]"$included "* ]] || echo "$header includes $included, which no component of //BUILD has in public"
    done
  done
)
[ -z "$findings" ] || { echo "$findings"; exit 1; }
echo "no example is broken, and nothing is missing, in $# headers"

#!/usr/bin/env bash
# The headers of a component of the SDK include only what is installed with it or below it.
#
#   check_includes.sh COMPONENT INSTALLED HEADER...   # INSTALLED lists what may be included, a path a line
#
# Exits 1 after a line for each #include "..." of another header of ours. Abseil's are the user's own.
set -uo pipefail
component=$1 installed=$2
shift 2
status=0
while IFS=: read -r header line; do
  included=$(cut -d '"' -f 2 <<<"$line")
  if [[ $included == absl/* ]] || grep -qxF -- "$included" "$installed"; then continue; fi
  echo "$header includes \"$included\", which component $component does not install: add its target to \`public\` in //BUILD" >&2
  status=1
done < <(grep -HoE '^#include "[^"]+"' "$@")
exit $status

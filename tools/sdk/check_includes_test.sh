#!/usr/bin/env bash
# tools/sdk/check_includes.sh lets public headers include public ones alone, and names the others.
set -uo pipefail
check=$PWD/$1
cd "$TEST_TMPDIR" || exit 1
failures=0
expect() {  # NAME STATUS MESSAGE HEADER...
  local name=$1 status=$2 message=$3
  shift 3
  "$check" bert installed "$@" >out 2>&1
  if [ $? = "$status" ] && [ "$(cat out)" = "$message" ]; then echo "ok: $name"; return; fi
  echo "FAILED: $name"; cat out; failures=$((failures + 1))
}

printf '%s\n' models/bert.h models/model.h >installed
printf '#include <vector>\n#include "absl/status/status.h"\n#include "models/model.h"\n' >public.h
printf '#include "models/model.h"\n#include "models/bert_options.h"\n' >private.h
printf '#include "models/model.hpp"\n' >longer.h
printf '// nothing\n' >empty.h
hidden='private.h includes "models/bert_options.h", which component bert does not install: add its target to `public` in //BUILD'

expect "public headers and Abseil's are included" 0 "" public.h
expect "a header without includes is fine" 0 "" empty.h
expect "a header that is not installed is named" 1 "$hidden" public.h private.h
expect "a longer name is another header" 1 "${hidden//private.h includes \"models\/bert_options.h\"/longer.h includes \"models\/model.hpp\"}" longer.h
exit $((failures > 0))

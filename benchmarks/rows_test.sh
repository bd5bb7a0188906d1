#!/usr/bin/env bash
# Every row of a benchmark program runs and its answer is right; no figure is judged.
#   rows_test.sh PROGRAM [WORD...]
set -euo pipefail
program=$1
shift

rows=$("$program" --benchmark_list_tests "$@" | wc -l)
[ "$rows" -gt 0 ] || { echo "$program has no rows"; exit 1; }
results=$TEST_TMPDIR/results.json
"$program" --assay_smoke "--assay_out=$results" "$@"
ran=$(grep -c '"status": "UNSCORED"' "$results") || true
[ "$ran" = "$rows" ] || { echo "expected $rows rows with right answers, got $ran"; exit 1; }

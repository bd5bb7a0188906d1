#!/usr/bin/env bash
# Rows of the benchmarks run, their answers are right, and a filter that matches nothing fails.
set -euo pipefail
models=$1 encode=$2 readers=$3

# expect_rows COUNT PROGRAM FILTER
expect_rows() {
  local out rows
  out=$("$2" --benchmark_min_time=0.001 --benchmark_filter="$3" 2>&1)
  rows=$(grep -c 'real_time' <<<"$out")
  [ "$rows" = "$1" ] || { echo "expected $1 rows, got $rows:"; echo "$out"; exit 1; }
  if grep -q 'ERROR' <<<"$out"; then echo "$out"; exit 1; fi
}
expect_rows 4 "$models" '^(Forward/mobilenet_v2(/channels_last)?/batch:1|Forward/minilm_l6_v2/batch:1|Probe/resnet18)/'
expect_rows 2 "$encode" '^Encode/'
expect_rows 8 "$readers" '.*'

if "$models" --benchmark_filter=no_such_row >/dev/null 2>&1; then
  echo "a filter that matches nothing succeeded"
  exit 1
fi

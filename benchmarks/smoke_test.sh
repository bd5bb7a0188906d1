#!/usr/bin/env bash
# Rows of the benchmark run, their answers are right, and a filter that matches nothing fails.
set -euo pipefail
models=$1

out=$("$models" --benchmark_min_time=0.001 --benchmark_filter='^(Forward/mobilenet_v2(/channels_last)?/batch:1|Probe/resnet18)/' 2>&1)
rows=$(grep -c 'real_time' <<<"$out")
[ "$rows" = 3 ] || { echo "expected 3 rows, got $rows:"; echo "$out"; exit 1; }
if grep -q 'ERROR' <<<"$out"; then echo "$out"; exit 1; fi

if "$models" --benchmark_filter=no_such_row >/dev/null 2>&1; then
  echo "a filter that matches nothing succeeded"
  exit 1
fi

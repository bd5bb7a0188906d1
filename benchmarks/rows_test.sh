#!/usr/bin/env bash
# Every row of a benchmark program runs and its answers are right.
set -euo pipefail
program=$1

rows=$("$program" --benchmark_list_tests | wc -l)
[ "$rows" -gt 0 ] || { echo "$program has no rows"; exit 1; }
out=$("$program" --benchmark_min_time=0.001 --benchmark_format=csv 2>/dev/null)
ran=$(grep -c ',ns,' <<<"$out") || true
if [ "$ran" != "$rows" ] || grep -q ',true,' <<<"$out"; then
  echo "expected $rows rows without an error, got $ran:"
  echo "$out"
  exit 1
fi

#!/usr/bin/env bash
# Rows of the benchmark run, their answers are right, and a filter that matches nothing fails.
set -euo pipefail
program=$1

rows=$("$program" --benchmark_min_time=0.001 --benchmark_format=csv 2>/dev/null | grep -c '^"')
[ "$rows" = 4 ] || { echo "expected 4 rows, got $rows"; exit 1; }

if "$program" --benchmark_filter=no_such_row >/dev/null 2>&1; then
  echo "a filter that matches nothing succeeded"
  exit 1
fi

#!/usr/bin/env bash
# Rows of the benchmarks run, their answers are right, and a filter that matches nothing fails.
set -euo pipefail
models=$1 encode=$2 readers=$3 kernels=$4

# expect_rows COUNT PROGRAM FILTER
expect_rows() {
  local out rows
  out=$("$2" --assay_smoke "--benchmark_filter=$3") || { echo "$out"; exit 1; }
  rows=$(grep -c 'UNSCORED: a smoke run' <<<"$out")
  [ "$rows" = "$1" ] || { echo "expected $1 rows, got $rows:"; echo "$out"; exit 1; }
}
expect_rows 6 "$models" '^Forward/mobilenet_v2/.*/batch:1$'
expect_rows 3 "$models" '^(Forward/minilm_l6_v2/.*/batch:1$|Probe/resnet18$)'
expect_rows 2 "$encode" '^Encode/'
expect_rows 8 "$readers" '.*'
# A kernel each: the twins take seconds at most sizes.
expect_rows 7 "$kernels" '^(FrozenBatchNormAddRelu|SiluScale|HardswishScale|RoiAlign)/.*/float32/nhwc|^(Softmax|TopK)/4096x1000/float32|^BatchedNms/boxes:1000$'
expect_rows 1 "$kernels" '^FusedPreprocess/photographs:1/float32/nchw/bilinear$'

if "$models" --benchmark_filter=no_such_row >/dev/null 2>&1; then
  echo "a filter that matches nothing succeeded"
  exit 1
fi
if "$readers" --assay_noise=none >/dev/null 2>&1; then
  echo "a word that means nothing succeeded"
  exit 1
fi

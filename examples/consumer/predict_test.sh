#!/usr/bin/env bash
# The program answers as torchvision does on the same checkpoint and frame (answers.txt), and links no family but the one that it names.
set -euo pipefail
make_checkpoint=$1 predict=$2

"$make_checkpoint" "$TEST_TMPDIR"
ASSAY_WEIGHTS=$TEST_TMPDIR "$predict" >"$TEST_TMPDIR/answers.txt"
diff answers.txt "$TEST_TMPDIR/answers.txt"

#!/usr/bin/env bash
# A bc_claim() fails when it should, and says why.
set -uo pipefail
failures=0

# STATUS is the claim's exit code, EXPECTED a part of what it says.
judge() {
  local claim=$1 expected_status=$2 expected=$3 output status
  output=$("harness/testing/claims/${claim}_test" 2>&1)
  status=$?
  if [ $status = "$expected_status" ] && [[ $output == *"$expected"* ]]; then
    echo "ok: $claim"
  else
    echo "FAILED: $claim: status $status: $output"
    failures=$((failures + 1))
  fi
}

judge holds 0 'PASS     without FrozenBatchNorm2d.eps = 0, output: '
judge wrong_value 1 'FAIL     output differs'
judge idle 1 'the claim is idle: without FrozenBatchNorm2d.eps = 0.001 the new is the old too'
judge too_wide 1 'FAIL     init differs'
judge too_narrow 1 'training is equal too, beyond the scope: add it to the scope'
judge unknown_builder 2 'did you mean "claim_toy'
judge unknown_class 2 'did you mean "FrozenBatchNorm2d"?'
judge unknown_parameter 2 'FrozenBatchNorm2d has no parameter "epsilon" to override; it has eps'
judge no_number 2 'FrozenBatchNorm2d.eps: expected a finite number, got "none"'
judge no_state 2 'the scope leaves "state" out'
exit $((failures > 0))

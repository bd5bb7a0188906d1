#!/usr/bin/env bash
# compile_failure_test fails when it should: what the compiler really says of each file in testdata/.
set -uo pipefail
check=$1
failures=0

# EXPECTED is what the test must say, or nothing where it must pass.
judge() {
  local file=$1 expected=$2 output status
  output=$("$check" "tools/compile_failure/testdata/$file.cc" "tools/compile_failure/${file}_diagnostics" 2>&1)
  status=$?
  if { [ -z "$expected" ] && [ $status = 0 ]; } || { [ -n "$expected" ] && [ $status = 1 ] && [[ $output == *"$expected"* ]]; }; then
    echo "ok: $file"
  else
    echo "FAILED: $file: status $status: $output"
    failures=$((failures + 1))
  fi
}

judge as_marked ""
judge compiles 'compiles.cc:3: it compiles: expected "invalid conversion"'
judge other_error 'other_error.cc:7: expected "cannot convert", but the compiler says'
judge unmarked_error 'unmarked_error.cc:4:10: not expected to be refused: '

if "$check" absent.cc absent 2>/dev/null; then
  echo "FAILED: a file that is not there passes"
  failures=$((failures + 1))
fi
exit $((failures > 0))

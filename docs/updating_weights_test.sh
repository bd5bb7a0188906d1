#!/usr/bin/env bash
# The tables of updating-weights.md are what //benchmarks:update_gate prints. Not that of perturbed weights, which takes a minute and
# in which rounding may turn an image over: it is there, and has a row for each strength.
set -euo pipefail
program=$1
page=${2:-docs/updating-weights.md}
failed=0

# What stands between a part's marks, with them.
part() { sed -n "/^<!-- update_gate --part=$1 -->\$/,/^<!-- end -->\$/p"; }

for name in verdicts sees faces errors; do
  now=$("$program" --part=$name)
  if ! diff <(part $name <"$page") <(part $name <<<"$now"); then
    echo "$page: the part $name is not what the program prints (>): copy it from ./bazelw run -c opt //benchmarks:update_gate"
    failed=1
  fi
done

rows=$(part perturbed <"$page" | grep -cE '^\| (0.1|0.5|1|2|5|10|20) \|' || true)
if [ "$rows" != 7 ]; then echo "$page: the part perturbed has $rows rows, expected 7"; failed=1; fi

if "$program" --part=nothing 2>error; then echo "a part that is none was printed"; failed=1; fi
grep -q 'there is no part nothing' error || { cat error; failed=1; }
exit $failed

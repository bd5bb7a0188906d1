#!/usr/bin/env bash
# Each row of features.md names tests, and each test that it names stands in its file; a file without a test's name is there
# and not empty. What the RFC has is listed here too, so that no row can go.
set -euo pipefail
page=${1:-docs/features.md}
failed=0
fail() { echo "$page: $1"; failed=1; }

required=(
  'WeightEntry' 'Custom entry' 'state_dict' 'Enum of weights' 'families by attribute' 'get_latest' 'Default alias' 'not the latest'
  'Transforms by factory' 'Default transforms factory' 'Transforms with overrides' 'Pre- and post-processing' 'Access to meta-data'
  'Iteration over entries' 'Builder with optional weights' 'num_classes' 'register' 'get(name)' 'list' 'get_weight' 'Reverse look-ups'
  'pretrained`' 'pretrained_backbone' 'checkpoint_name' 'positional weights' 'ContextParams' 'nested, cumulative' 'by thread'
  'Scenario 1' 'Scenario 2' 'Scenario 3' 'Composition by a builder' 'Composition by a constructor' 'Composition, hybrid'
  'second domain' 'From outside'
)

# The first table's rows: feature, where, tests.
rows=$(awk '/^\| feature \|/ {inside = 1; next} inside && /^\| ---/ {next} inside && !/^\|/ {exit} inside' "$page")
[ -n "$rows" ] || { fail "no table of features"; exit 1; }
for feature in "${required[@]}"; do
  cut -d '|' -f 2 <<<"$rows" | grep -qF -- "$feature" || fail "no row is about \"$feature\""
done

while IFS='|' read -r _ feature _ tests _; do
  [ -n "${tests// /}" ] || fail "the row of$feature names no test"
  while read -r path name; do
    path=${path//\`/}
    if ! [[ $path =~ ^[a-z_/0-9]+\.(cc|sh)$ ]]; then fail "\"$path $name\" is no test: write \`path\` Suite.Name"; continue; fi
    if [ ! -s "$path" ]; then fail "no file $path (a data of this test?)"; continue; fi
    [ -n "$name" ] || continue
    grep -qE "^TEST(_F|_P)?\(${name%%.*}, ${name#*.}\)" "$path" || fail "$path has no test $name"
  done < <(sed 's/<br>/\n/g' <<<"$tests")
done <<<"$rows"
exit $failed

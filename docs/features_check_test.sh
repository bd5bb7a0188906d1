#!/usr/bin/env bash
# The check of features.md fails where it should.
set -euo pipefail
check=$1
page=$TEST_TMPDIR/features.md

# refuses WORDS SED: the page that the edit makes is refused, with these words.
refuses() {
  sed "$2" docs/features.md >"$page"
  if cmp -s "$page" docs/features.md; then echo "the edit changed nothing: $2"; exit 1; fi
  if said=$("$check" "$page"); then echo "accepted: $2"; exit 1; fi
  grep -qF -- "$1" <<<"$said" || { echo "expected \"$1\", got: $said"; exit 1; }
}

refuses 'no row is about "Scenario 2"' '/^| Scenario 2/d'
refuses 'is no test' '/^| Scenario 2/s/| [^|]* |$/| by hand |/'
refuses 'names no test' '/^| Scenario 2/s/| [^|]* |$/|  |/'
refuses 'has no test Enum.Latest_IsOneATaxonomyNoMore' 's/Enum.Latest_IsOneATaxonomy/&NoMore/'
refuses 'no file models/no_such_test.cc' 's#models/weights_interface_test.cc#models/no_such_test.cc#'
refuses 'no table of features' 's/^| feature |/| thing |/'

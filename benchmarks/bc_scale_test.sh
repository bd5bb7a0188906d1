#!/usr/bin/env bash
# The program refuses to time a comparison that finds nothing where something changed, or something where nothing did.
set -euo pipefail
results=$("$1" --versions=2,101 --changed=0,1,100 --rounds=1)
for row in '"versions": 2, "entries": 10, "changed_percent": 0, "findings": 0' \
           '"versions": 101, "entries": 505, "changed_percent": 1, "findings": '; do
  grep -qF "$row" <<<"$results" || { printf 'no row %s in\n%s\n' "$row" "$results"; exit 1; }
done
! grep -qF '"changed_percent": 100, "findings": 0' <<<"$results"
if "$1" --versions=x 2>/dev/null; then echo "a word for a number was taken"; exit 1; fi

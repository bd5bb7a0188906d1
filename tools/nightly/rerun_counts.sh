#!/usr/bin/env bash
# Which tests an edit re-runs, counted from Bazel's build events: of one entry's golden, of one entry's text, of one family's
# source. Prints a table in Markdown. By hand, on a calm machine: the first run in the clone is a whole `bazel test //...`.
#
#   tools/nightly/rerun_counts.sh [REF]
set -euo pipefail

repository=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
commit=$(git -C "$repository" rev-parse --verify "${1:-HEAD}^{commit}")
scratch=$(mktemp -d)
trap 'cd /; (cd "$scratch/clone" 2>/dev/null && ./bazelw shutdown) || true; rm -rf "$scratch"' EXIT
git clone --quiet --no-hardlinks "$repository" "$scratch/clone"
cd "$scratch/clone"
git checkout --quiet --detach "$commit"

# run NAME: every test, its events in NAME.json. A test that fails has run too.
run() { ./bazelw test --keep_going --curses=no --noshow_loading_progress "--build_event_json_file=$scratch/$1.json" //... >"$scratch/$1.log" 2>&1 || true; }

# count NAME: "ran of all: labels" of the tests that were not taken from the cache.
count() {
  python3 - "$scratch/$1.json" <<'PYTHON'
import json, re, sys
ran, cached = set(), set()
for line in open(sys.argv[1], encoding="utf-8"):
    event = json.loads(line)
    if "testResult" not in event.get("id", {}):
        continue
    result = event["testResult"]
    old = result.get("cachedLocally") or result.get("executionInfo", {}).get("cachedRemotely")
    (cached if old else ran).add(event["id"]["testResult"]["label"])
# A version's or combination's own tests stand in its family's package.
own = sorted(label for label in ran if re.match(r"//models/\w+:", label))
print("| %d of %d | %s | %d |" % (len(ran), len(ran | cached), "<br>".join(own) or "none", len(ran) - len(own)))
PYTHON
}

edit() { # edit NAME WHAT: counts what ran after the edit, and takes the edit back
  run "$1"
  printf '| %s %s\n' "$2" "$(count "$1")"
  git checkout --quiet .
}

run everything
printf 'Commit %s, %s.\n\n' "${commit:0:12}" "$(date -u +%F)"
printf '| edit | tests that ran | of the families | others |\n| --- | --- | --- | --- |\n'
run again
printf '| none %s\n' "$(count again)"
echo '# edited' >>golden/resnet/resnet50/IMAGENET1K_V1.textproto
edit golden 'the golden of resnet50 x IMAGENET1K_V1'
sed -i '0,/^entry {/s//entry {  # edited/' weights/resnet/resnet50.textproto
edit catalogue 'a comment in the catalogue of resnet50'
sed -i '0,/docs: "/s//docs: "Edited. /' weights/resnet/resnet50.textproto
edit entry "the docs of one entry of resnet50"
echo 'namespace assay { int edited = 1; }' >>models/mobilenet/mobilenet_v2.cc
edit family 'models/mobilenet/mobilenet_v2.cc'

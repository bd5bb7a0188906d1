#!/usr/bin/env bash
# fetch_wheel.sh and unpack_wheels.sh on every kind of cache folder that a user can have. Offline: pip is a stub that copies.
set -uo pipefail

fetch=$TEST_SRCDIR/$TEST_WORKSPACE/tools/bazel/fetch_wheel.sh
unpack=$TEST_SRCDIR/$TEST_WORKSPACE/tools/bazel/unpack_wheels.sh
scratch=$(mktemp -d "$TEST_TMPDIR/wheels.XXXXXX")
failures=0 ran=0

# A wheel of 200 kB of noise and two small files, and pip's stand-in.
mkdir -p "$scratch/content/package" "$scratch/content/nvidia/cu13/bin"
head -c 200000 /dev/urandom >"$scratch/content/package/noise"
echo licence >"$scratch/content/package/LICENSE"
echo '#!/bin/sh' >"$scratch/content/nvidia/cu13/bin/nvcc"
(cd "$scratch/content" && python3 -m zipfile -c "$scratch/package-1.0-py3-none-any.whl" package nvidia)
export STUB_WHEEL=$scratch/package-1.0-py3-none-any.whl STUB_CALLS=$scratch/calls ASSAY_PIP=$scratch/pip
sha256=$(sha256sum "$STUB_WHEEL" | cut -d' ' -f1)
cat >"$ASSAY_PIP" <<'STUB'
#!/usr/bin/env bash
echo call >>"$STUB_CALLS"
while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; shift; done
case ${STUB_MODE:-copy} in
  copy) sleep 0.3; cp "$STUB_WHEEL" "$dest/" ;;
  hang) head -c 1000 "$STUB_WHEEL" >"$dest/$(basename "$STUB_WHEEL")"; sleep 60 ;;
  fail) echo "ERROR: No matching distribution found for package==1.0" >&2; exit 1 ;;
  full) echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device" >&2; exit 1 ;;
esac
STUB
chmod +x "$ASSAY_PIP"

new_cache() { : >"$STUB_CALLS"; mktemp -d "$scratch/cache.XXXXXX"; }
calls() { wc -l <"$STUB_CALLS"; }
wheels_and_leftovers() { find "$1" \( -name '*.whl' -o -name '*.partial.*' -o -name '.partial.*' \) | wc -l; }
# Where the machine allows it, a command with mounts of its own.
in_namespace() { unshare --user --map-root-user --mount "$@"; }

check() {  # check NAME CONDITION...
  local name=$1
  shift
  ran=$((ran + 1))
  if "$@"; then echo "ok: $name"; else echo "FAILED: $name"; failures=$((failures + 1)); fi
}

refuses() {  # refuses FRAGMENT... -- COMMAND...: the command fails with one line that holds every fragment.
  local fragments=() output status=0
  while [ "$1" != -- ]; do fragments+=("$1"); shift; done
  shift
  output=$("$@" 2>&1) || status=$?
  [ "$status" = 1 ] || { echo "  exit status $status, expected 1: $output"; return 1; }
  [ "$(wc -l <<<"$output")" = 1 ] || { echo "  more than one line: $output"; return 1; }
  for fragment in "${fragments[@]}"; do
    [[ $output == *"$fragment"* ]] || { echo "  '$fragment' is not in: $output"; return 1; }
  done
}

fetch_into() { "$fetch" "$1" package==1.0 "${2:-$sha256}"; }
unpack_into() { "$unpack" "$1" package '*' "$STUB_WHEEL"; }

test_fetch_once_serves_again() {
  local cache first
  cache=$(new_cache)
  first=$(fetch_into "$cache") || return 1
  cmp "$first" "$STUB_WHEEL" && [ "$(fetch_into "$cache")" = "$first" ] && [ "$(calls)" = 1 ]
}

test_two_fetches_download_once() {
  local cache
  cache=$(new_cache)
  fetch_into "$cache" >"$scratch/one" & local one=$!
  fetch_into "$cache" >"$scratch/two" & local two=$!
  wait $one && wait $two && [ "$(calls)" = 1 ] && cmp "$scratch/one" "$scratch/two" && [ "$(wheels_and_leftovers "$cache")" = 1 ]
}

test_wrong_sha256_keeps_nothing() {
  local cache wrong
  cache=$(new_cache) wrong=$(printf '0%.0s' {1..64})
  refuses "package==1.0: sha256 is $sha256" "pinned is $wrong" -- fetch_into "$cache" "$wrong" && [ "$(wheels_and_leftovers "$cache")" = 0 ]
}

test_interrupted_fetch_leaves_nothing_and_recovers() {  # $1: the signal
  local cache
  cache=$(new_cache)
  STUB_MODE=hang setsid "$fetch" "$cache" package==1.0 "$sha256" >/dev/null 2>&1 & local group=$!
  until [ -n "$(find "$cache" -name '*.whl')" ]; do sleep 0.05; done
  kill "-$1" -- -$group
  wait $group
  # Whatever was killed, nothing lies where a wheel is looked for, and the next run cleans up.
  [ -z "$(find "$cache" -maxdepth 3 -name '*.whl')" ] && fetch_into "$cache" >/dev/null && [ "$(wheels_and_leftovers "$cache")" = 1 ]
}

test_damaged_wheel_is_fetched_again() {
  local cache path
  cache=$(new_cache)
  path=$(fetch_into "$cache") && echo damage >>"$path"
  fetch_into "$cache" >/dev/null 2>&1 && cmp "$path" "$STUB_WHEEL" && [ "$(calls)" = 2 ]
}

test_file_in_the_folders_place() {
  local cache
  cache=$(new_cache)/file
  echo >"$cache"
  refuses "$cache" "set ASSAY_HOME" -- fetch_into "$cache" && refuses "$cache" "set ASSAY_HOME" -- unpack_into "$cache"
}

test_read_only_mount() {
  local cache run='mount -t tmpfs -o ro tmpfs "$0" && exec "$@"'
  cache=$(new_cache)
  if in_namespace true 2>/dev/null; then
    refuses "$cache" "Read-only file system" "set ASSAY_HOME" -- in_namespace bash -c "$run" "$cache" "$fetch" "$cache" package==1.0 "$sha256" &&
      refuses "$cache" "Read-only file system" "set ASSAY_HOME" -- in_namespace bash -c "$run" "$cache" "$unpack" "$cache" package '*' "$STUB_WHEEL"
  else
    echo "  no namespaces here: a folder under /proc stands for the read-only mount"
    refuses /proc/assay "set ASSAY_HOME" -- fetch_into /proc/assay && refuses /proc/assay "set ASSAY_HOME" -- unpack_into /proc/assay
  fi
}

test_full_disk() {
  local cache run='mount -t tmpfs -o size=64k tmpfs "$0" && "$@"; status=$?; find "$0" -name "*.whl" -o -name noise >&2; exit $status'
  cache=$(new_cache)
  STUB_MODE=full refuses "no room left for package==1.0 in $cache" "set ASSAY_HOME" -- fetch_into "$cache" || return 1
  if ! in_namespace true 2>/dev/null; then echo "  no namespaces here: pip's message alone stands for the full disk"; return 0; fi
  refuses "no room left for package==1.0 in $cache" "set ASSAY_HOME" -- in_namespace bash -c "$run" "$cache" "$fetch" "$cache" package==1.0 "$sha256" &&
    refuses "no room left" "$cache/unpacked" "set ASSAY_HOME" -- in_namespace bash -c "$run" "$cache" "$unpack" "$cache" package '*' "$STUB_WHEEL"
}

test_no_network() {
  STUB_MODE=fail refuses "cannot download package==1.0" "No matching distribution" "PIP_INDEX_URL" "by hand" -- fetch_into "$(new_cache)"
}

test_unpack_takes_what_the_patterns_say() {
  local cache folder
  cache=$(new_cache)
  folder=$("$unpack" "$cache" some 'package/LIC* nvidia/*' "$STUB_WHEEL") &&
    [ "$(cd "$folder" && find . -type f | sort | xargs)" = "./nvidia/cu13/bin/nvcc ./package/LICENSE" ] && [ -x "$folder/nvidia/cu13/bin/nvcc" ]
}

test_two_unpackings_make_one_folder() {
  local cache
  cache=$(new_cache)
  unpack_into "$cache" >"$scratch/one" & local one=$!
  unpack_into "$cache" >"$scratch/two" & local two=$!
  wait $one && wait $two && cmp "$scratch/one" "$scratch/two" && cmp "$(cat "$scratch/one")/package/noise" "$scratch/content/package/noise"
}

test_unpacking_a_cut_off_wheel_leaves_nothing() {
  local cache
  cache=$(new_cache)
  head -c 1000 "$STUB_WHEEL" >"$scratch/cut.whl"
  refuses "cannot unpack $scratch/cut.whl" -- "$unpack" "$cache" cut '*' "$scratch/cut.whl" &&
    [ ! -e "$cache/unpacked/cut" ] && [ "$(wheels_and_leftovers "$cache")" = 0 ]
}

check Fetch_Twice_DownloadsOnce test_fetch_once_serves_again
check Fetch_TwoAtOnce_DownloadOnce test_two_fetches_download_once
check Fetch_WrongSha256_KeepsNothing test_wrong_sha256_keeps_nothing
check Fetch_Terminated_LeavesNothing test_interrupted_fetch_leaves_nothing_and_recovers TERM
check Fetch_Killed_LeavesNothing test_interrupted_fetch_leaves_nothing_and_recovers KILL
check Fetch_DamagedWheel_IsFetchedAgain test_damaged_wheel_is_fetched_again
check Fetch_NoNetwork_SaysTheWayOut test_no_network
check Cache_FileInItsPlace_SaysTheWayOut test_file_in_the_folders_place
check Cache_ReadOnlyMount_SaysTheWayOut test_read_only_mount
check Cache_FullDisk_SaysTheWayOut test_full_disk
check Unpack_Patterns_TakesWhatTheySay test_unpack_takes_what_the_patterns_say
check Unpack_TwoAtOnce_MakeOneFolder test_two_unpackings_make_one_folder
check Unpack_CutOffWheel_LeavesNothing test_unpacking_a_cut_off_wheel_leaves_nothing
echo "$ran checks, $failures failed"
[ "$ran" = 13 ] && [ "$failures" = 0 ]

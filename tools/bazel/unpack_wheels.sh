#!/usr/bin/env bash
# Unpacks verified wheels over each other into one shared folder and prints its path.
#
#   unpack_wheels.sh CACHE NAME PATTERNS WHEEL...
#
# PATTERNS is a space-separated list of what to take from the archives ('*' for all). The folder CACHE/unpacked/NAME appears
# by an atomic rename, under a lock: it is whole or absent.
set -euo pipefail

die() { printf 'assay: %s\n' "$*" >&2; exit 1; }

[ $# -ge 4 ] || die "usage: unpack_wheels.sh CACHE NAME PATTERNS WHEEL..."
cache=$1 name=$2 patterns=$3
shift 3
way_out="set ASSAY_HOME to a folder that can be written and has room"

folder=$cache/unpacked
if ! problem=$(mkdir -p "$folder" 2>&1); then
  die "cannot make the cache folder $folder (${problem##*: }); $way_out"
fi
{ exec 9>"$folder/.$name.lock"; } 2>/dev/null || die "cannot write in the cache folder $folder; $way_out"
flock 9
if [ ! -d "$folder/$name" ]; then
  command -v unzip >/dev/null || die "unpacking needs unzip: install it (./bazelw does it)"
  # The lock is ours: what another run left behind when it was killed is nobody's.
  rm -rf "$folder/.$name".partial.*
  partial=$(mktemp -d "$folder/.$name.partial.XXXXXX" 2>/dev/null) || die "cannot write in the cache folder $folder; $way_out"
  trap 'rm -rf "$partial"' EXIT
  set -f  # The patterns are unzip's, not the shell's.
  for wheel in "$@"; do
    status=0
    # Without a standard input unzip cannot wait for an answer when the disk is full.
    log=$(unzip -q -o "$wheel" $patterns -d "$partial" 2>&1 </dev/null) || status=$?
    case $status in
      0 | 11) ;;  # 11: none of the patterns is for this wheel.
      50) die "no room left for $(basename "$wheel") in $folder; free some, or $way_out" ;;
      *) die "cannot unpack $wheel into $folder: $(grep -v '^ *$' <<<"$log" | tail -n 1 | sed 's/^ *//'); remove it to have it fetched again" ;;
    esac
  done
  set +f
  chmod -R u+rwX,go+rX "$partial"
  for programs in "$partial"/nvidia/cu13/bin "$partial"/nvidia/cu13/nvvm/bin; do
    if [ -d "$programs" ]; then chmod -R a+x "$programs"; fi
  done
  mv "$partial" "$folder/$name"
  trap - EXIT
fi
printf '%s\n' "$folder/$name"

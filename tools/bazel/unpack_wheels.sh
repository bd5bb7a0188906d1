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
mkdir -p "$folder" 2>/dev/null || die "cannot make the cache folder $folder; $way_out"
exec 9>"$folder/.$name.lock" 2>/dev/null || die "cannot write in the cache folder $folder; $way_out"
flock 9
if [ ! -d "$folder/$name" ]; then
  command -v unzip >/dev/null || die "unpacking needs unzip: install it (./bazelw does it)"
  partial=$(mktemp -d "$folder/.partial.XXXXXX" 2>/dev/null) || die "cannot write in the cache folder $folder; $way_out"
  trap 'rm -rf "$partial"' EXIT
  for wheel in "$@"; do
    set -f  # The patterns are unzip's, not the shell's.
    unzip -q -o "$wheel" $patterns -d "$partial" 2>"$partial/.log" || {
      status=$?
      [ "$status" = 11 ] || die "cannot unpack $wheel into $folder: $(tail -n 1 "$partial/.log"); is the disk full? $way_out"
    }
    set +f
  done
  rm -f "$partial/.log"
  chmod -R u+rwX,go+rX "$partial"
  if [ -d "$partial/nvidia/cu13/bin" ]; then chmod -R a+x "$partial/nvidia/cu13/bin" "$partial"/nvidia/cu13/nvvm/bin; fi
  mv "$partial" "$folder/$name"
  trap - EXIT
fi
printf '%s\n' "$folder/$name"

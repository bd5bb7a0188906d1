#!/usr/bin/env bash
# The first hour of a new user: a Debian 12 with only git and ca-certificates, a fresh clone, empty caches, then a command.
#
#   tools/nightly/bare_debian.sh REF COMMAND...
#   tools/nightly/bare_debian.sh HEAD './bazelw run //tools:assay -- validate'
#
# COMMAND runs in the clone, in a bash of the new system. By hand, as root, with debootstrap installed; about 10 GB in BARE_DIR.
#   BARE_DIR   where the system is made; default /var/tmp/assay-bare, emptied first
#   BARE_KEEP  1: take the system that is there as it is (only the clone is new)
#   MIRROR     default: where this machine's own packages come from
# Proxies, pip's index and the site's own certificate authorities are taken over from this machine; nothing else is.
set -euo pipefail

die() { printf 'bare_debian: %s\n' "$*" >&2; exit 1; }

[ $# -ge 2 ] || die "usage: tools/nightly/bare_debian.sh REF COMMAND..."
[ "$(id -u)" = 0 ] || die "run it as root: it makes a system root and changes into it"
command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
ref=$1
shift
repository=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
commit=$(git -C "$repository" rev-parse --verify "$ref^{commit}") || die "no commit $ref in $repository"
system=${BARE_DIR:-/var/tmp/assay-bare}
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)}
[ -n "$mirror" ] || die "no Debian mirror among this machine's apt sources: set MIRROR"

# Everything that is mounted goes with this namespace, and every process with it.
if [ "${BARE_IN_NAMESPACE:-}" != 1 ]; then
  exec env BARE_IN_NAMESPACE=1 unshare --mount --pid --fork --kill-child "$0" "$commit" "$@"
fi

if [ "${BARE_KEEP:-}" != 1 ] || [ ! -x "$system/usr/bin/git" ]; then
  rm -rf --one-file-system "$system"
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$system" "$mirror"
  cp /etc/resolv.conf "$system/etc/resolv.conf"
  # Certificate authorities that this site added: a proxy may stand before the mirror and the index.
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp -t "$system/usr/local/share/ca-certificates" {} + 2>/dev/null || true
  if [ -f /etc/pip.conf ]; then cp /etc/pip.conf "$system/etc/pip.conf"; fi
  chroot "$system" update-ca-certificates >/dev/null 2>&1
fi
mount --bind "$system" "$system"
mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
rm -rf "$system/root/assay"
git clone --quiet --no-hardlinks "$repository" "$system/root/assay"
git -C "$system/root/assay" checkout --quiet --detach "$commit"

environment=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "TERM=${TERM:-dumb}")
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_DEFAULT_TIMEOUT; do
  if [ -n "${!name:-}" ]; then environment+=("$name=${!name}"); fi
done
started=$SECONDS status=0
env -i "${environment[@]}" chroot "$system" bash -c "cd /root/assay && $*" || status=$?
printf 'bare_debian: exit status %s after %s s: %s\n' "$status" "$((SECONDS - started))" "$*" >&2
exit "$status"

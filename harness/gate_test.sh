#!/usr/bin/env bash
# --config=gate on a real combination whose file is not at hand: it may be PENDING where the newest release promises the
# same, and fails where it does not hold it.
set -euo pipefail

program=$1
golden=golden/resnet/resnet18/IMAGENET1K_V1.textproto
# A copy, whose release is the test's own.
copy=$TEST_TMPDIR/runfiles
mkdir -p "$copy"
cp -RL golden weights models harness "$copy"
chmod -R u+w "$copy"
# LibTorch, which the program finds from where it lies.
for folder in _solib_*; do ln -s "$PWD/$folder" "$copy/$folder"; done
cd "$copy"
rm -rf golden/released
# Whatever the machine has: the file is not at hand.
sed -i '/^--weights_file=/d' "$program.arguments"

release() { # release PATH: a release that promises this file alone, as it is
  rm -rf golden/released
  mkdir -p "golden/released/1.0/$(dirname "${1#golden/}")"
  cp "$1" "golden/released/1.0/${1#golden/}"
  local index=golden/released/1.0/index.textproto
  printf 'version: "1.0"\nfile { path: "%s" sha256: "%s" kept_in: "1.0" }\n' "${1#golden/}" "$(sha256sum <"$1" | cut -d' ' -f1)" \
    >"$index"
  printf 'sha256: "%s"\n' "$(sha256sum <"$index" | cut -d' ' -f1)" >>"$index"
}

run() { # run CODE WORDS: the test ends with that code and says that
  local code=0 output
  output=$(env -u XML_OUTPUT_FILE "ASSAY_GATE=$gate" "$program" 2>&1) || code=$?
  if [ "$code" != "$1" ] || ! grep -qF "$2" <<<"$output"; then
    printf 'gate=%s: expected exit %s and "%s", got %s:\n%s\n' "$gate" "$1" "$2" "$code" "$output"
    exit 1
  fi
}

cp "$golden" golden/other.textproto
gate=0 && run 0 'PENDING  file not at hand'
gate=1 && run 1 'no release holds it yet, so it must not be PENDING'
release golden/other.textproto
gate=1 && run 1 'it is new since release 1.0, so it must not be PENDING'
release "$golden"
gate=1 && run 0 'PENDING  file not at hand'
echo '# a change' >>"$golden"
gate=1 && run 1 "$golden changed since release 1.0, so it must not be PENDING"
gate=0 && run 0 'PENDING  file not at hand'

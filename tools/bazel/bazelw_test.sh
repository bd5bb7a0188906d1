#!/usr/bin/env bash
# bazelw on machines of every kind. The package tools, sudo and Bazel are stubs that write down what they were asked.
set -uo pipefail

here=$TEST_SRCDIR/$TEST_WORKSPACE
scratch=$(mktemp -d "$TEST_TMPDIR/bazelw.XXXXXX")
failures=0 ran=0

mkdir -p "$scratch/clone/tools/bazel" "$scratch/clone/weights" "$scratch/bin"
cp "$here/bazelw" "$scratch/clone/bazelw"
cp "$here/tools/bazel/system_libraries.bzl" "$scratch/clone/tools/bazel/"
for tool in bash cut df dirname env find mkdir readlink realpath sed sha256sum sort tail touch tr; do
  ln -s "$(command -v $tool)" "$scratch/bin/$tool"
done
stub() { rm -f "$scratch/$1"; printf '#!/bin/bash\n%s\n' "$2" >"$scratch/$1"; chmod +x "$scratch/$1"; }
# Packages are files of a folder; their content is the version.
stub bin/dpkg-query 'shift 3; for p; do [ -f "$PACKAGES/$p" ] && echo "$p|installed|$(<"$PACKAGES/$p")"; done; exit 1'
stub bin/apt-get 'echo "apt-get $*" >>"$LOG"
case " $* " in
  *" update "*) touch "$PACKAGES/.lists" ;;
  *) [ -f "$PACKAGES/.lists" ] || exit 100
     case " $* " in *" --simulate "*) exit 0 ;; esac
     while [ "$1" != --no-install-recommends ]; do shift; done; shift
     for p; do echo 1.0 >"$PACKAGES/$p"; done
     echo "noise of the installation" ;;
esac'
stub bin/bazel '[ "$1" = --version ] && { echo "bazel ${STUB_VERSION:-no_version}"; exit; }
echo "in $PWD: $*"; echo "home $ASSAY_HOME, packages $ASSAY_SYSTEM_PACKAGES"; echo "made $ASSAY_CACHE_MADE"'
stub bin/id 'echo "${STUB_UID:-0}"'
cp -r "$scratch/bin" "$scratch/with_sudo"
stub with_sudo/sudo 'echo "sudo" >>"$LOG"; exec "$@"'
cp -r "$scratch/bin" "$scratch/no_dpkg" && rm "$scratch/no_dpkg/dpkg-query"

new_machine() {  # A machine with nothing installed; `run` is on it from now on.
  export PACKAGES LOG=$scratch/log
  PACKAGES=$(mktemp -d "$scratch/packages.XXXXXX")
  : >"$LOG"
}
run() { env -u CI -u BAZEL -u XDG_CACHE_HOME HOME="$scratch/home" PATH="$scratch/bin" "$@" 2>"$scratch/err"; }
install_all() { touch "$PACKAGES/.lists"; run "$scratch/clone/bazelw" build //x >/dev/null; : >"$LOG"; }
said() { [[ $(<"$scratch/err") == *"$1"* ]] || { echo "  '$1' is not in: $(<"$scratch/err")"; return 1; }; }
one_line() { [ "$(wc -l <"$scratch/err")" = 1 ] || { echo "  not one line: $(<"$scratch/err")"; return 1; }; }
check() {
  local name=$1
  ran=$((ran + 1))
  new_machine
  if "$2"; then echo "ok: $name"; else echo "FAILED: $name"; failures=$((failures + 1)); fi
}

test_check_lists() {
  local output
  output=$(run "$scratch/clone/bazelw" --check) && return 1
  [[ $output == *"missing packages:"*" g++ "*" libabsl-dev "*" protobuf-compiler "* ]] && [ ! -s "$LOG" ] || return 1
  install_all
  [ "$(run "$scratch/clone/bazelw" --check)" = "bazelw: nothing is missing" ] && [ ! -s "$LOG" ]
}

test_removed_cache_is_noticed() {
  local first second third made="$scratch/home/.cache/assay/unpacked"
  install_all
  first=$(run "$scratch/clone/bazelw" build //x | grep '^made .')
  second=$(run "$scratch/clone/bazelw" build //x | grep '^made .')
  rm -r "$made"
  third=$(run "$scratch/clone/bazelw" build //x | grep '^made .')
  [ -n "$first" ] && [ "$first" = "$second" ] && [ -n "$third" ] && [ "$first" != "$third" ]
}

test_check_names_only_what_is_missing() {
  install_all
  rm "$PACKAGES/libpng-dev"
  [ "$(run "$scratch/clone/bazelw" --check)" = "bazelw: missing packages: libpng-dev" ]
}

test_bare_machine_installs_and_runs() {
  local output
  output=$(run "$scratch/clone/bazelw" test //a:b --flag) || return 1
  # The lists were missing: updated once. Standard output is Bazel's alone.
  [ "$(grep -c update "$LOG")" = 1 ] && said "installing from the distribution's packages" &&
    [[ $output == "in $scratch/clone: test "*"--disk_cache=$scratch/home/.cache/assay/bazel-disk //a:b --flag"* ]] &&
    [[ $output == *"packages "*"libabsl-dev=1.0"* && $output != *noise* ]]
}

test_fresh_lists_are_not_updated() {
  touch "$PACKAGES/.lists"
  run "$scratch/clone/bazelw" build //x >/dev/null && ! grep -q update "$LOG"
}

test_all_there_touches_nothing() {
  install_all
  run "$scratch/clone/bazelw" build //x >/dev/null && [ ! -s "$LOG" ] && [ ! -s "$scratch/err" ]
}

test_no_root_takes_sudo() {
  touch "$PACKAGES/.lists"
  run STUB_UID=1000 PATH="$scratch/with_sudo" "$scratch/clone/bazelw" build //x >/dev/null && grep -q sudo "$LOG"
}

test_no_root_and_no_sudo_says_what_to_do() {
  ! run STUB_UID=1000 "$scratch/clone/bazelw" build //x && one_line && said "no sudo: as root, apt-get install" && [ ! -s "$LOG" ]
}

test_not_debian() {
  ! run PATH="$scratch/no_dpkg" "$scratch/clone/bazelw" build //x && one_line && said "no dpkg here" && said "set BAZEL" &&
    run PATH="$scratch/no_dpkg" BAZEL="$scratch/bin/bazel" "$scratch/clone/bazelw" build //x >/dev/null
}

test_no_home() {
  install_all
  ! run env -u HOME "$scratch/clone/bazelw" build //x && one_line && said "set ASSAY_HOME"
}

test_cache_folder_is_a_file() {
  install_all
  touch "$scratch/file"
  ! run ASSAY_HOME="$scratch/file" "$scratch/clone/bazelw" build //x && one_line && said "$scratch/file" && said "set ASSAY_HOME"
}

test_cache_folder_by_variable() {
  install_all
  [[ $(run XDG_CACHE_HOME="$scratch/xdg" "$scratch/clone/bazelw" build //x) == *"--disk_cache=$scratch/xdg/assay/bazel-disk "* ]] &&
    [[ $(run XDG_CACHE_HOME="$scratch/xdg" ASSAY_HOME="$scratch/my cache" "$scratch/clone/bazelw" build //x) == *"--disk_cache=$scratch/my cache/bazel-disk "* ]]
}

test_flags_suit_command_and_version() {
  local bazelw=$scratch/clone/bazelw
  install_all
  [[ $(run "$bazelw" --batch query //x) == *": --batch query //x"* ]] &&
    [[ $(run CI=1 "$bazelw" test //x) == *"bazel-disk --config=ci //x"* ]] &&
    [[ $(run STUB_VERSION=7.4.1 "$bazelw" query //x) == *": query --noenable_bzlmod //x"* ]] &&
    [[ $(run STUB_VERSION=8.0.0 "$bazelw" build //x) == *" --noenable_bzlmod --enable_workspace //x"* ]]
}

test_any_folder() {
  install_all
  mkdir -p "$scratch/clone/models"
  ln -sf "$scratch/clone/bazelw" "$scratch/link"
  [[ $(cd "$scratch/clone/models" && run ../bazelw build :x) == "in $scratch/clone/models: "* ]] &&
    [[ $(cd / && run "$scratch/link" build //x) == "in $scratch/clone: "* ]]
}

check Check_ListsWhatIsMissing_InstallsNothing test_check_lists
check Check_OneMissing_NamesIt test_check_names_only_what_is_missing
check RemovedCache_IsNoticed test_removed_cache_is_noticed
check BareMachine_InstallsThenRuns test_bare_machine_installs_and_runs
check FreshLists_AreNotUpdated test_fresh_lists_are_not_updated
check NothingMissing_TouchesNothing test_all_there_touches_nothing
check NoRoot_TakesSudo test_no_root_takes_sudo
check NoRootNoSudo_SaysWhatToDo test_no_root_and_no_sudo_says_what_to_do
check NotDebian_SaysWhatToDo test_not_debian
check NoHome_SaysTheWayOut test_no_home
check CacheFolder_IsAFile_SaysTheWayOut test_cache_folder_is_a_file
check CacheFolder_ByVariable test_cache_folder_by_variable
check Flags_SuitCommandAndVersion test_flags_suit_command_and_version
check AnyFolder_Works test_any_folder
echo "$ran checks, $failures failed"
[ "$ran" = 14 ] && [ "$failures" = 0 ]

#!/usr/bin/env python3
"""Does the gate notice? Applies small patches to the real tree, blesses the present, and asks `assay bc` what broke.

    tools/nightly/mutate.py --check              every patch applies to the tree as it is; nothing is built
    tools/nightly/mutate.py --compile            all of them compile: some minutes, many patches a build; runs nothing
    tools/nightly/mutate.py                      the whole suite, some hours; resumes where it stopped (the page says of which commits
                                                 its rows are)
    tools/nightly/mutate.py --only='bert-*'      some of it; --again also what has a result already
    tools/nightly/mutate.py --jobs=2             two trees side by side
    tools/nightly/mutate.py --table              docs/mutations.md, from the results

The lists are tools/nightly/mutations/*.toml. A [[mutation]] must be found: what the gate says is held against
    level, rule   of the finding; alternatives are parted by |
    subject       of the finding, a pattern of fnmatch; alternatives are parted by |
    module        a regular expression of the module that the finding names; not judged where it is left out
    severity      "breaking" (where left out), "notice" or "any"
    needs         "not intel": on other machines the patch changes nothing
    bless         what is blessed, BLESSED where left out
A [[refactoring]] must give no finding of any kind. `edits` replace `old`, which stands in the file exactly once, by
`new`; with create = true the file is new, with append = true `new` stands at its end.

Each job works in a clone of its own in a temporary folder (--work=DIR), at the commit that is checked out here: what is
not committed is not seen. There the present is blessed and released first, so that what the tree owes to a release
before is no finding. Exit: 0 all is as it should be, 1 something was missed, misnamed or a false alarm, 2 it could not run.
"""

import argparse
import fnmatch
import json
import os
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading
import time
import tomllib

from mutation_lists import ListError, batches, digest, misfits, patched, read_lists, reader
from mutation_report import judge, page

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTS = "tools/nightly/mutations"
RESULTS = "tools/nightly/mutations/results.json"
PAGE = "docs/mutations.md"
# Above every release that there is.
RELEASE = "9999.0"
# What is measured anew for each mutant: every component, and of each architecture the small versions. All of them would take
# minutes each time, and the rest differs from these in its table of sizes alone.
BLESSED = ["components/*", "minilm*", "mobilenet*", "efficientnet_lite*", "efficientnet_b[01]", "efficientnet_v2_s", "regnet_?_400mf",
           "resnet*", "resnext50_32x4d"]


class Tree:
    """A clone at the commit, with a Bazel of its own, in which the present is released."""

    def __init__(self, folder, commit, bazel_jobs):
        self.folder = pathlib.Path(folder)
        self.bazel_jobs = bazel_jobs
        self.source = self.folder / "tree"
        self.log = self.folder / "log"
        if not self.source.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(self.source)], check=True)
        self.git("fetch", "--quiet", str(ROOT), commit)
        self.git("checkout", "--quiet", "--force", "--detach", commit)
        self.git("clean", "--quiet", "-fd")

    def git(self, *arguments):
        subprocess.run(["git", "-C", str(self.source), *arguments], check=True)

    def bazel(self, command, *arguments):
        """(exit status, standard output). Standard error goes to the log."""
        environment = {name: value for name, value in os.environ.items() if name != "CI"}
        with open(self.log, "ab") as log:
            log.write(f"\n--- {command} {' '.join(arguments)}\n".encode())
            log.flush()
            done = subprocess.run(
                [str(self.source / "bazelw"), f"--output_base={self.folder / 'bazel'}", command, f"--jobs={self.bazel_jobs}",
                 "--noshow_progress", *arguments],
                cwd=self.source, env=environment, stdout=subprocess.PIPE, stderr=log)
        return done.returncode, done.stdout.decode(errors="replace")

    def log_tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def reset(self):
        self.git("reset", "--quiet", "--hard")
        self.git("clean", "--quiet", "-fd")

    def write(self, texts):
        for path, text in texts.items():
            (self.source / path).parent.mkdir(parents=True, exist_ok=True)
            (self.source / path).write_text(text)

    def build(self):
        if self.bazel("build", "//tools:bless", "//tools:assay")[0] != 0:
            raise RuntimeError("it does not build:\n" + self.log_tail())

    def bless(self, globs, reason):
        # 1: something is wrong in itself, and stays as it was promised.
        status, output = self.bazel("run", "//tools:bless", "--", *globs, f"--reason={reason}")
        if status not in (0, 1):
            raise RuntimeError(f"bless: exit status {status}: {output[-500:]}\n{self.log_tail()}")

    def findings(self):
        status, output = self.bazel("run", "//tools:assay", "--", "bc", "--json")
        if status not in (0, 1):
            raise RuntimeError(f"assay bc: exit status {status}: {output[-500:]}\n{self.log_tail()}")
        return json.loads(output)["findings"]

    def release_present(self):
        self.build()
        self.bless(["*"], "the present, before anything is changed")
        status, output = self.bazel("run", "//tools:assay", "--", "release", RELEASE)
        # A present that is the newest release already needs no other.
        if status != 0 and "nothing changed since release" not in self.log_tail():
            raise RuntimeError(f"assay release {RELEASE}: exit status {status}: {output[-500:]}\n{self.log_tail()}")
        self.git("add", "--all")
        self.git("-c", "user.name=mutate", "-c", "user.email=mutate@localhost", "commit", "--quiet", "--allow-empty", "-m",
                 "Release the present")
        if findings := self.findings():
            raise RuntimeError(f"before anything is changed the gate finds {json.dumps(findings[:3])}")

    def run(self, patch):
        self.reset()
        self.write(patched(patch, reader(self.source)))
        started = time.monotonic()
        try:
            self.build()
            built = time.monotonic()
            self.bless(patch.get("bless", BLESSED), f"mutation {patch['id']}")
            result = judge(patch, self.findings())
            result["build_seconds"] = round(built - started, 1)
        except RuntimeError as error:
            result = {"outcome": "error", "wrong": [str(error)], "count": 0, "found": []}
        result["seconds"] = round(time.monotonic() - started, 1)
        return result

    def close(self):
        subprocess.run([str(self.source / "bazelw"), f"--output_base={self.folder / 'bazel'}", "shutdown"], cwd=self.source,
                       stderr=subprocess.DEVNULL)


def cpu():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def can_run(patch):
    return patch.get("needs") != "not intel" or "intel" not in cpu().lower()


def read_results(path):
    return json.loads(path.read_text()) if path.exists() else {"results": {}}


def write_results(path, results):
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    temporary.replace(path)


def run_suite(patches, options, commit, results):
    todo = queue.Queue()
    for patch in patches:
        known = results["results"].get(patch["id"])
        if options.again or known is None or known["digest"] != digest(patch) or known["outcome"] == "error":
            todo.put(patch)
    total, lock, failures = todo.qsize(), threading.Lock(), []
    results |= {"cpu": cpu(), "cores": os.cpu_count()}

    def work(job):
        try:
            tree = Tree(pathlib.Path(options.work) / str(job), commit, max(1, (os.cpu_count() or 1) // options.jobs))
            try:
                tree.release_present()
                while True:
                    patch = todo.get_nowait()
                    result = tree.run(patch) | {"digest": digest(patch), "commit": commit}
                    with lock:
                        results["results"][patch["id"]] = result
                        write_results(ROOT / RESULTS, results)
                        print(f"{total - todo.qsize():4}/{total}  {result['outcome']:11}  {result['seconds']:6.1f} s  {patch['id']}"
                              f"  {'; '.join(result['wrong'])[:300]}", flush=True)
            finally:
                tree.close()
        except queue.Empty:
            pass
        except (RuntimeError, OSError, subprocess.CalledProcessError, ListError) as error:
            failures.append(str(error))

    if total:
        threads = [threading.Thread(target=work, args=(job,)) for job in range(min(options.jobs, total))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return failures


def compile_all(patches, options, commit):
    """Failures: a batch that does not build, with its patches."""
    tree = Tree(pathlib.Path(options.work) / "compile", commit, os.cpu_count() or 1)
    failures = []
    try:
        groups = batches(patches, reader(tree.source))
        for number, (group, texts) in enumerate(groups, 1):
            tree.reset()
            tree.write(texts)
            started = time.monotonic()
            try:
                tree.build()
            except RuntimeError as error:
                failures.append(f"{', '.join(patch['id'] for patch in group)}: {error}")
            print(f"{number:4}/{len(groups)}  {len(group)} patches  {time.monotonic() - started:.0f} s", flush=True)
    finally:
        tree.close()
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only see whether every patch applies")
    parser.add_argument("--compile", action="store_true", help="only see whether every patch compiles")
    parser.add_argument("--table", action="store_true", help=f"only write {PAGE}")
    parser.add_argument("--only", action="append", help="the patches whose id matches; may be given several times")
    parser.add_argument("--again", action="store_true", help="also those that have a result")
    parser.add_argument("--jobs", type=int, default=1, help="trees side by side")
    parser.add_argument("--commit", default="HEAD")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "assay-mutations"))
    options = parser.parse_args()
    try:
        patches = read_lists(ROOT / LISTS)
        # All, so that no list rots unseen.
        if problems := misfits(patches, reader(ROOT)):
            raise ListError("\nmutate: ".join(problems))
        wanted = options.only or ["*"]
        chosen = [patch for patch in patches if any(fnmatch.fnmatchcase(patch["id"], glob) for glob in wanted) and can_run(patch)]
        if not chosen:
            raise ListError(f"no patch is called {' or '.join(wanted)}")
    except (ListError, OSError, tomllib.TOMLDecodeError) as error:
        print(f"mutate: {error}", file=sys.stderr)
        return 2
    if options.check:
        print(f"{sum(patch['kind'] == 'mutation' for patch in patches)} mutations and "
              f"{sum(patch['kind'] == 'refactoring' for patch in patches)} refactorings apply")
        return 0
    named = subprocess.run(["git", "-C", str(ROOT), "rev-parse", options.commit], check=True, capture_output=True, text=True)
    commit = named.stdout.strip()
    if options.compile:
        failures = compile_all(chosen, options, commit)
        print("\n".join(failures) or "every patch compiles")
        return 2 if failures else 0
    results = read_results(ROOT / RESULTS)
    failures = [] if options.table else run_suite(chosen, options, commit, results)
    (ROOT / PAGE).write_text(page(patches, results))
    for failure in failures:
        print(f"mutate: {failure}", file=sys.stderr)
    outcomes = [results["results"].get(patch["id"], {"outcome": "not run"})["outcome"] for patch in chosen]
    print(", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in sorted(set(outcomes))))
    if failures or "error" in outcomes:
        return 2
    return 0 if set(outcomes) <= {"named", "silent"} else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Fuzzes every reader of weight files, one after the other, and writes docs/fuzzing.md.

    tools/nightly/fuzz.py [--minutes=N] [--jobs=N] [TARGET...]      10 minutes each where nothing is said

The result also as benchmarks/results/DATE-fuzz.json. Seeds are the hostile corpus, good files that are made, and those that
torch wrote (weights/reader/testdata/torch). What is found lies in --work=DIR (a temporary folder, which is kept then): copy it to
weights/reader/fuzz/regressions/, where every test run replays it. Needs clang with libFuzzer: apt-get install clang.
Exit: 0 nothing was found, 1 something was, 2 it could not run.
"""
import argparse
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = "weights/reader/fuzz"
TARGETS = ["fuzz_zip", "fuzz_legacy", "fuzz_safetensors", "fuzz_unpickler", "fuzz_open"]
LIMITS = ["-max_len=65536", "-rss_limit_mb=1024", "-timeout=5"]


def build(work):
    """Programs and seeds, copied: another build may replace those in bazel-bin while these run."""
    if shutil.which("clang") is None:
        sys.exit("fuzz: clang is missing: apt-get install clang")
    labels = [f"//{PACKAGE}:{name}" for name in TARGETS + ["write_seeds"]]
    if subprocess.run(["./bazelw", "build", "--config=fuzz", *labels], cwd=ROOT).returncode != 0:
        sys.exit("fuzz: the targets do not build with clang (above)")
    for name in TARGETS + ["write_seeds"]:
        shutil.copy(ROOT / "bazel-bin" / PACKAGE / name, work / name)
    files = [ROOT / path for path in subprocess.check_output(
        ["git", "ls-files", "weights/reader/testdata/torch", f"{PACKAGE}/regressions"], cwd=ROOT, text=True).split()]
    subprocess.run([work / "write_seeds", work / "seeds", *files], check=True)


def fuzz(target, minutes, work):
    seeds, corpus, findings = (work / kind / target.removeprefix("fuzz_") for kind in ("seeds", "corpus", "findings"))
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    log = work / f"{target}.log"
    with open(log, "w", encoding="utf-8", errors="replace") as out:
        subprocess.run(
            ["nice", work / target, *LIMITS, f"-max_total_time={int(minutes * 60)}", "-print_final_stats=1",
             f"-dict={ROOT / PACKAGE / 'weights.dict'}", f"-artifact_prefix={findings}/", corpus, seeds],
            stdout=out, stderr=subprocess.STDOUT, cwd=work)
    return summary(target, log.read_text(encoding="utf-8", errors="replace"), len(list(seeds.iterdir())),
                   sorted(path.name for path in findings.iterdir()))


def summary(target, log, seeds, findings):
    """What libFuzzer's log says."""
    def last(pattern):
        found = re.findall(pattern, log)
        return int(found[-1]) if found else None

    return {"target": target, "seeds": seeds, "executions": last(r"stat::number_of_executed_units:\s+(\d+)"),
            "per_second": last(r"stat::average_exec_per_sec:\s+(\d+)"), "edges": last(r"cov: (\d+)"), "features": last(r" ft: (\d+)"),
            "corpus": last(r"corp: (\d+)/"), "peak_mib": last(r"stat::peak_rss_mb:\s+(\d+)"), "findings": findings}


def page(result):
    lines = [
        "# Fuzzing", "",
        f"Written by `tools/nightly/fuzz.py`: {result['date']}, commit {result['commit']}, {result['minutes']:g} minutes a target, "
        "libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer. A target reads any bytes, then touches every tensor that it is "
        "given; a tensor outside the file, a message that is not one plain line, more than 1 GiB or 5 s are findings too.", "",
        "| target | seeds | runs | runs a second | edges covered | inputs kept | peak MiB | findings |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in result["targets"]:
        cells = [row[key] for key in ("seeds", "executions", "per_second", "edges", "corpus", "peak_mib")]
        shown = " | ".join("?" if cell is None else f"{cell:,}" for cell in cells)
        lines.append(f"| {row['target']} | {shown} | {len(row['findings']) or 'none'} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("targets", nargs="*", default=TARGETS, metavar="TARGET")
    arguments = parser.parse_args()
    if unknown := set(arguments.targets) - set(TARGETS):
        parser.error(f"no target {', '.join(sorted(unknown))}: there are {', '.join(TARGETS)}")
    work = (arguments.work or pathlib.Path(tempfile.mkdtemp(prefix="assay-fuzz."))).absolute()
    work.mkdir(parents=True, exist_ok=True)
    commit = subprocess.check_output(["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, text=True).strip()
    build(work)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        rows = list(pool.map(lambda target: fuzz(target, arguments.minutes, work), arguments.targets))
    result = {"date": datetime.date.today().isoformat(), "commit": commit, "minutes": arguments.minutes, "targets": rows}
    name = f"benchmarks/results/{result['date']}-fuzz.json"
    (ROOT / name).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (ROOT / "docs/fuzzing.md").write_text(page(result), encoding="utf-8")
    print(page(result))
    found = any(row["findings"] for row in rows)
    if any(row["executions"] is None for row in rows) or found:
        print(f"fuzz: see {work}")
        sys.exit(1 if found else 2)
    if arguments.work is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()

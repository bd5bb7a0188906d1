#!/usr/bin/env python3
"""Measures what threads, vector widths and oneDNN move of every model, and writes docs/noise-floor.md.

    tools/nightly/noise_floor.py [GLOB...]      the result also as benchmarks/results/DATE-noise-floor.json

Builds and runs //tools/nightly:noise_floor under each setting, in a process of its own, against the lock as it is. Some minutes.
Exit: 0 every error is within its floor, 1 one is not (the table says which), 2 a run failed.
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "bazel-bin/tools/nightly/noise_floor"
# Each differs in one thing from what bless runs under (this machine's widest vectors, one thread, oneDNN), the last in all.
# An unknown capability would be ignored silently: each run says which it had.
SETTINGS = [
    {"capability": "avx512", "threads": 1, "onednn": "on"},
    {"capability": "avx512", "threads": 2, "onednn": "on"},
    {"capability": "avx512", "threads": 1, "onednn": "off"},
    {"capability": "avx2", "threads": 1, "onednn": "on"},
    {"capability": "default", "threads": 1, "onednn": "on"},
    {"capability": "default", "threads": 2, "onednn": "off"},
]
PARTS = ["output", "amplified", "gradient", "calibrated", "training", "init", "answers"]


def name(setting):
    threads = "1 thread" if setting["threads"] == 1 else f"{setting['threads']} threads"
    return f"{setting['capability']}, {threads}, oneDNN {setting['onednn']}"


def measure(setting, globs):
    command = [PROGRAM, f"--threads={setting['threads']}", f"--onednn={setting['onednn']}", *globs]
    # Threads that wait should leave the cores to others: a machine may have less of them than threads.
    environment = {**os.environ, "ATEN_CPU_CAPABILITY": setting["capability"], "OMP_WAIT_POLICY": "passive"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"noise_floor: {name(setting)}: {run.stderr.strip() or 'exit ' + str(run.returncode)}")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    had = {line["capability"].lower() for line in lines}
    if had != {setting["capability"]}:
        sys.exit(f"noise_floor: asked for {setting['capability']}, this CPU gave {', '.join(sorted(had)) or 'nothing'}")
    return lines


def worst(rows):
    """Per subject and part: the floor, the largest error, and the setting that it came under."""
    table = {}
    for setting, lines in rows:
        for line in lines:
            for part, numbers in line["parts"].items():
                error = float(numbers["error"])
                cell = table.setdefault(line["subject"], {}).get(part)
                # Initial sums have a floor for draws of the same kind, and one for others: the tightest case counts.
                if cell is None or error / max(numbers["floor"], 1e-300) > cell["error"] / max(cell["floor"], 1e-300):
                    table[line["subject"]][part] = {"error": error, "floor": numbers["floor"], "setting": setting}
    return table


def markdown(table, rows):
    out = ["# Noise floors", "",
           "How far rounding alone moves what the lock holds, written by `tools/nightly/noise_floor.py` and by nothing else. The floor is",
           "what bless derived for the model (harness/noise.h has the derivation, harness/answer_noise.h that of float32 answers); the error is",
           "the largest that was measured under any of these settings, each in a process of its own, against the lock:", ""]
    out += [f"- {name(setting)}" for setting, _ in rows]
    over = [(subject, part, cell) for subject, parts in table.items() for part, cell in parts.items() if cell["error"] > cell["floor"]]
    out += ["", f"{sum(len(parts) for parts in table.values())} parts of {len(table)} models and entries: " +
            (f"{len(over)} above their floors." if over else "no error is above its floor."), ""]
    out += [f"- **above**: {part} of {subject}: {cell['error']:.1e}, floor {cell['floor']:.1e}, under {cell['setting']}"
            for subject, part, cell in over]
    if over:
        out.append("")
    out += ["Error / floor of each part:", "", "| | " + " | ".join(PARTS) + " |", "| --- |" + " --- |" * len(PARTS)]
    for subject, parts in table.items():
        cells = [f"{parts[part]['error']:.0e} / {parts[part]['floor']:.0e}" if part in parts else "" for part in PARTS]
        out.append(f"| {subject} | " + " | ".join(cells) + " |")
    out += ["", "The largest share of a floor that each setting used:", "", "| setting | " + " | ".join(PARTS) + " |",
            "| --- |" + " --- |" * len(PARTS)]
    for setting, lines in rows:
        shares = []
        for part in PARTS:
            used = [float(line["parts"][part]["error"]) / line["parts"][part]["floor"] for line in lines
                    if part in line["parts"] and line["parts"][part]["floor"] > 0]
            shares.append(f"{100 * max(used):.1f} %" if used else "")
        out.append(f"| {name(setting)} | " + " | ".join(shares) + " |")
    return "\n".join(out) + "\n", over


def main():
    subprocess.run(["./bazelw", "build", "//tools/nightly:noise_floor"], cwd=ROOT, check=True)
    rows = []
    for setting in SETTINGS:
        print(name(setting), file=sys.stderr)
        rows.append((setting, measure(setting, sys.argv[1:])))
    table = worst([(name(setting), lines) for setting, lines in rows])
    text, over = markdown(table, rows)
    (ROOT / "docs/noise-floor.md").write_text(text)
    result = ROOT / f"benchmarks/results/{datetime.date.today()}-noise-floor.json"
    result.write_text(json.dumps([line for _, lines in rows for line in lines], indent=None).replace("}, {\"subject", "},\n{\"subject") + "\n")
    print(f"wrote docs/noise-floor.md and {result.relative_to(ROOT)}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

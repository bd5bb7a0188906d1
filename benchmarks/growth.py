"""How the compile time of the library and the time of its probes grow with the number of builders. The standard library alone.

    python3 benchmarks/growth.py measure PROFILE SOURCES REPORT > benchmarks/results/DATE-growth.json
    python3 benchmarks/growth.py plot benchmarks/results/DATE-growth.json > docs/growth.svg

PROFILE is Bazel's profile of a cold build on a calm machine (such as the first `.ci/run` of a fresh clone with an empty cache leaves as
command.profile.gz), SOURCES the files of the library, REPORT what `assay validate` said:

    ./bazelw query 'kind("source file", deps(//models:all))' > sources.txt
    ./bazelw run //tools:assay -- validate --json=report.json
"""
import gzip
import json
import os
import re
import sys

# Smallest first: each step adds a family.
ORDER = ["bert", "resnet_fpn", "efficientnet_lite", "mobilenet", "resnet", "efficientnet", "regnet"]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 70, 60, 50, 70


def compile_seconds(profile, sources):
    """{source: seconds} of the library's files in one cold build; what was generated, and what was precompiled, belongs to it too."""
    with open(sources, encoding="utf-8") as file:
        wanted = {label.strip().replace("//", "").replace(":", "/").lstrip("/") for label in file}
    actions, runs, seconds = [], {}, {}
    with gzip.open(profile, "rt", encoding="utf-8") as file:
        for line in file:
            # One event a line.
            try:
                event = json.loads(line.strip().rstrip(","))
            except ValueError:
                continue
            if event.get("cat") == "action processing" and re.match("(Pre|C)ompiling ", event["name"]):
                actions.append(event)
            elif event.get("name") == "subprocess.run":
                runs.setdefault(event["tid"], []).append(event)
    for action in actions:
        word, source = action["name"].split()[:2]
        if word == "Compiling" and source not in wanted and not source.startswith("bazel-out"):
            continue
        # An action also waits for its turn.
        end = action["ts"] + action["dur"]
        seconds[source] = sum(run["dur"] for run in runs.get(action["tid"], []) if action["ts"] <= run["ts"] < end) / 1e6
    return seconds


def builders_of():
    """{family: builders}, from the one list of them."""
    scope = {}
    with open("tools/bazel/families.bzl", encoding="utf-8") as file:
        exec(file.read(), scope)  # Plain assignments of literals.
    return scope["FAMILIES"]


def measure(profile, sources, report):
    actions = compile_seconds(profile, sources)
    with open(report, encoding="utf-8") as file:
        results = json.load(file)["results"]
    probes = {row["builder"]: row["seconds"] for row in results if not row["weights"] and "/" not in row["builder"]}
    rows, builders = [], 0
    families = builders_of()
    shared = sum(seconds for source, seconds in actions.items()
                 if not re.match(r"(models|weights)/(%s)/" % "|".join(families), source) and "/weights/" not in source)
    for family in ORDER:
        builders += len(families[family])
        rows.append({"family": family, "builders": builders,
                     "compile_seconds": round(sum(seconds for source, seconds in actions.items()
                                                  if re.search(r"(^|/)models/%s/" % family, source)), 1),
                     "probe_seconds": round(sum(probes.get(name, 0) for name in families[family]), 2)})
    json.dump({"cores": os.cpu_count(), "compile_seconds": round(sum(actions.values()), 1), "compile_seconds_of_what_families_share": round(shared, 1),
               "families": rows}, sys.stdout, indent=1)
    print()


def plot(path):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    rows = results["families"]
    total = {"compile": [results["compile_seconds_of_what_families_share"]], "probe": [0]}
    for row in rows:
        total["compile"].append(total["compile"][-1] + row["compile_seconds"])
        total["probe"].append(total["probe"][-1] + row["probe_seconds"])
    counts = [0] + [row["builders"] for row in rows]
    highest = max(total["compile"][-1], total["probe"][-1])

    def x(builders):
        return LEFT + (WIDTH - LEFT - RIGHT) * builders / counts[-1]

    def y(seconds):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * seconds / highest

    def text(at_x, at_y, words, anchor="middle", colour="#222"):
        return f'<text x="{at_x:.1f}" y="{at_y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           text(LEFT, 22, "CPU seconds against builders, family by family", "start")]
    step = 10 ** (len(str(int(highest))) - 1)
    for seconds in range(0, int(highest) + 1, step):
        out.append(f'<line x1="{LEFT}" y1="{y(seconds):.1f}" x2="{WIDTH - RIGHT}" y2="{y(seconds):.1f}" stroke="#ddd"/>')
        out.append(text(LEFT - 8, y(seconds) + 4, f"{seconds} s", "end"))
    for name, colour, words in (("compile", "#1f5fa8", "compiling, from nothing (at 0: what all share)"), ("probe", "#2b7a3f", "probing all")):
        points = " ".join(f"{x(count):.1f},{y(seconds):.1f}" for count, seconds in zip(counts, total[name]))
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(count):.1f}" cy="{y(seconds):.1f}" r="3.5" fill="{colour}"/>' for count, seconds in zip(counts, total[name])]
        out.append(text(x(counts[-1]) - 6, y(total[name][-1]) - 10, f"{words}: {total[name][-1]:.0f} s", "end", colour))
    for i, row in enumerate(rows):
        out.append(text((x(counts[i]) + x(counts[i + 1])) / 2, HEIGHT - BOTTOM + 18 + 15 * (i % 3), row["family"], "middle", "#777"))
    out.append(text(x(counts[-1]), HEIGHT - 8, f"{counts[-1]} builders", "end"))
    print("\n".join(out + ["</svg>"]))


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[1] == "measure":
        measure(*sys.argv[2:])
    elif len(sys.argv) == 3 and sys.argv[1] == "plot":
        plot(sys.argv[2])
    else:
        sys.exit(__doc__)

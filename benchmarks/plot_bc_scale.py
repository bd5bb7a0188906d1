"""How `assay bc` grows, as a picture: docs/bc_scale.svg from a result of //benchmarks:bc_scale. The standard library alone.

    python3 benchmarks/plot_bc_scale.py benchmarks/results/DATE-bc-scale.json > docs/bc_scale.svg
"""
import json
import sys

from log_chart import LogChart

COLOURS = {0: "#2b7a3f", 1: "#1f5fa8", 100: "#b3402a"}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = json.load(file)["rows"]
    versions = sorted({row["versions"] for row in rows})
    times = [row["seconds"] for row in rows] + [row["limit_seconds"] for row in rows] + [2]
    chart = LogChart("assay bc: seconds against versions (five entries each), both logarithmic", versions, times, "s")
    chart.across(2, "goal for 1 %: 2 s")
    changes = sorted({row["changed_percent"] for row in rows})
    for changed in changes:
        points = [(row["versions"], row["seconds"]) for row in rows if row["changed_percent"] == changed]
        chart.line(points, COLOURS.get(changed, "#555"), f"{changed} % changed: {points[-1][1]:.2g} s")
    limits = [(row["versions"], row["limit_seconds"]) for row in rows if row["changed_percent"] == changes[0]]
    chart.line(limits, "#777", f"limit: {limits[-1][1]:.2g} s", "6 4", dots=False)
    print(chart.svg("versions", versions))


if __name__ == "__main__":
    main()

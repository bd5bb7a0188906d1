"""How opening a weight file grows, as a picture: docs/readers.svg from a result of compare_readers_with_python.py --growth.

    python3 benchmarks/plot_readers.py benchmarks/results/DATE-readers.json > docs/readers.svg
"""
import json
import sys

from log_chart import LogChart

FORMATS = {".pt": ("PyTorch's zip", "#1f5fa8"), ".pth": ("legacy", "#b3402a"), ".safetensors": ("safetensors", "#2b7a3f")}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [row for row in json.load(file)["rows"] if row["file"].startswith("tensors_")]
    counts = sorted({row["tensors"] for row in rows})
    times = [row[side] / 1e6 for row in rows for side in ("assay_us", "python_us")]
    chart = LogChart("from a path to tensors: seconds against tensors, both logarithmic; dashed: Python", counts, times, "s", right=250)
    for ending, (name, colour) in FORMATS.items():
        of_format = [row for row in rows if row["file"].endswith(ending)]
        ours = [(row["tensors"], row["assay_us"] / 1e6) for row in of_format]
        theirs = [(row["tensors"], row["python_us"] / 1e6) for row in of_format]
        chart.line(ours, colour, f"{name}: {ours[-1][1]:.2g} s")
        chart.line(theirs, colour, f"{name}, Python: {theirs[-1][1]:.2g} s", "6 4", dots=False)
    print(chart.svg("tensors", counts))


if __name__ == "__main__":
    main()

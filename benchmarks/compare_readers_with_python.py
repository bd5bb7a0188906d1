"""Assay's readers of weight files beside torch.load and safetensors, in one run: medians and ratios, as JSON.

    python compare_readers_with_python.py READERS [--rounds=5] [--folder=/dev/shm/readers] [--growth] > results.json

Run it by hand with a Python that has torch 2.11, torchvision 0.26 and safetensors 0.8; the product never needs one. READERS is the built
program //benchmarks:readers. Both sides go from a path to usable tensors of the same files, made here: a ResNet-50's state dict in three
formats, with --growth also files of 1 MB to 4 GB (sparse) and of 10 to 100,000 tensors. The page cache is warm. The two take turns,
round by round, so that a machine whose speed drifts drifts for both; a figure is the median of its rounds, a ratio Python's time over
Assay's; the files of --growth have one round. `first` is the first read of a new process, which pays for new pages of memory and, in Python, for what is imported late.
torch.load cannot map the legacy format (.pth), and reads it.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
# One process a measurement: what the last one left in torch's allocator is not this one's.
PEER = """
import json, sys, time
import torch, safetensors.torch
path, runs = sys.argv[1], int(sys.argv[2])
def read():
    if path.endswith(".safetensors"): return safetensors.torch.load_file(path)
    return torch.load(path, weights_only=True, mmap=path.endswith(".pt"))
seconds = []
for _ in range(runs + 1):
    start = time.perf_counter(); state = read(); seconds.append(time.perf_counter() - start); del state
print(json.dumps({"first": 1e6 * seconds[0], "us": 1e6 * sorted(seconds[1:])[runs // 2]}))
"""


def save(folder, name, state):
    import safetensors.torch
    import torch
    paths = [os.path.join(folder, name + ending) for ending in (".pt", ".pth", ".safetensors")]
    torch.save(state, paths[0])
    torch.save(state, paths[1], _use_new_zipfile_serialization=False)
    safetensors.torch.save_file(state, paths[2])
    return paths


def sparse(folder, name, tensors, elements):
    """A safetensors file whose data are a hole: any size costs no disk."""
    header, at = {}, 0
    for i in range(tensors):
        header[f"layer{i}.weight"] = {"dtype": "F32", "shape": [elements], "data_offsets": [at, at + 4 * elements]}
        at += 4 * elements
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = os.path.join(folder, name + ".safetensors")
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + at)
    return path


def make_files(folder, growth):
    import torch
    import torchvision
    torch.manual_seed(0)
    files, once = save(folder, "resnet50", torchvision.models.resnet50().state_dict()), []
    if growth:
        once += [sparse(folder, f"size_{megabytes}MB", 160, megabytes * 250000 // 160) for megabytes in (1, 16, 256, 4096)]
        for count in (10, 100, 1000, 10000, 100000):
            once += save(folder, f"tensors_{count}", {f"layer{i}.weight": torch.zeros(4) for i in range(count)})
    return files, once


def benchmark(program, files, *flags):
    environment = dict(os.environ, ASSAY_BENCHMARK_FILES=":".join(files))
    out = subprocess.run([program, "--benchmark_format=json", *flags], env=environment, check=True, capture_output=True, text=True).stdout
    rows = json.loads(out)["benchmarks"]
    for row in rows:
        row["real_time"] /= 1e3  # us: a row's unit is ns
        if row.get("error_occurred"):
            sys.exit(f"{row['name']}: {row['error_message']}")
    return {row["name"].removesuffix("/manual_time"): row for row in rows}


def ours(program, files):
    # A file of 4 GB is a hole: to hash it measures the kernel's zero page.
    rows = benchmark(program, files, "--assay_max_seconds=1", "--benchmark_filter=^Open|^(Verified|Sha256|Memcpy)/resnet50")
    for path in files:
        first = benchmark(program, [path], "--benchmark_filter=^Open", "--assay_smoke")
        for name, row in first.items():
            rows[name]["first"] = row["real_time"]
    return rows


def theirs(path):
    runs = 5 if os.path.basename(path).startswith(("tensors_10000", "size_4096")) else 15
    # torch imports what it finds beside the script: none of ours.
    out = subprocess.run([sys.executable, "-P", "-c", PEER, path, str(runs)], check=True, capture_output=True, text=True).stdout
    return json.loads(out)


def median(values):
    return round(statistics.median(values), 2)


def main():
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    options = dict(argument[2:].partition("=")[::2] for argument in sys.argv[1:] if argument.startswith("--"))
    if len(paths) != 1:
        sys.exit(__doc__)
    folder = options.get("folder", "/dev/shm/readers")
    os.makedirs(folder)
    try:
        files, once = make_files(folder, "growth" in options)
        samples, peers = {}, {}
        for number in range(int(options.get("rounds", 5))):
            now = files + (once if number == 0 else [])
            for name, row in ours(os.path.abspath(paths[0]), now).items():
                samples.setdefault(name, []).append(row)
            for path in now:
                peers.setdefault(os.path.basename(path), []).append(theirs(path))
            print(f"round {number + 1} done", file=sys.stderr)
        sizes = {os.path.basename(path): os.path.getsize(path) for path in files + once}
    finally:
        shutil.rmtree(folder)
    rows = []
    for name, runs in samples.items():
        kind, file = name.split("/")
        row = {"row": kind, "file": file, "bytes": sizes[file], "assay_us": median(run["real_time"] for run in runs)}
        if kind == "Open":
            row.update(tensors=int(runs[0]["tensors"]), python_us=median(peer["us"] for peer in peers[file]))
            ratios = [peer["us"] / run["real_time"] for peer, run in zip(peers[file], runs)]
            row.update(ratio=median(ratios), lowest=round(min(ratios), 2), highest=round(max(ratios), 2))
            row.update(assay_first_us=median(run["first"] for run in runs), python_first_us=median(peer["first"] for peer in peers[file]))
            row.update(first_ratio=median(peer["first"] / run["first"] for peer, run in zip(peers[file], runs)))
        else:
            row["GB/s"] = median(run["bytes_per_second"] / 1e9 for run in runs)
        rows.append(row)
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        cpu = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    json.dump({"cpu": cpu, "cores": os.cpu_count(), "rounds": int(options.get("rounds", 5)), "rows": rows}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

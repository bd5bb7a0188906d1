"""What Python reads in the packaged weight files, for real_files_test: the digest of digest.h, and a few tensors.

python make_reference.py KEY=FILE... > ../testdata/real_files.json, where KEY is the file's path below the runfiles
(mobilenet_v2_weights/mobilenet_v2-b0353104.pth). Needs torch and safetensors; written apart from the C++ it checks.
"""
import hashlib
import json
import struct
import sys

import safetensors.torch
import torch


def tensor_bytes(tensor):
    flat = tensor.detach().contiguous().reshape(-1)
    return bytes(flat.view(torch.uint8).numpy()) if flat.numel() else b""


def describe(path):
    state = safetensors.torch.load_file(path) if path.endswith(".safetensors") else torch.load(path, weights_only=True)
    digest = hashlib.sha256(b"assay state dict 1\n")
    tensors = {}
    for name in sorted(state, key=lambda key: key.encode()):
        tensor = state[name]
        dtype = str(tensor.dtype).removeprefix("torch.")
        sha256 = hashlib.sha256(tensor_bytes(tensor))
        for text in (name, dtype):
            digest.update(struct.pack("<Q", len(text.encode())) + text.encode())
        digest.update(struct.pack(f"<{1 + tensor.dim()}Q", tensor.dim(), *tensor.shape) + sha256.digest())
        tensors[name] = {"dtype": dtype, "shape": list(tensor.shape), "sha256": sha256.hexdigest()}
    names = list(tensors)
    few = {name: tensors[name] for name in names[:: max(1, len(names) // 4)]}
    order = hashlib.sha256("\n".join(state).encode()).hexdigest()
    result = {"count": len(names), "digest": digest.hexdigest(), "tensors": few}
    # safetensors' Python lists names in an order of its own.
    return result if path.endswith(".safetensors") else {**result, "order_sha256": order}


if __name__ == "__main__":
    print(json.dumps({key: describe(path) for key, path in (argument.split("=", 1) for argument in sys.argv[1:])}, indent=1))

"""Small files as torch and safetensors write them, each with what they hold, for torch_files_test.

python make_torch_files.py ../testdata/torch
"""
import collections
import hashlib
import json
import pathlib
import sys

import safetensors.torch
import torch

from make_reference import tensor_bytes

CASES = {
    "state_dict": lambda: torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2)).state_dict(),
    "nested": lambda: {
        "state_dict": collections.OrderedDict(w=torch.arange(6.0).reshape(2, 3).t()),
        "epoch": 3, "lr": 0.1, "seed": 2**64 - 1, "large": 2**40, "negative": -5, "name": "caf\u00e9", "none": None, "flag": True,
        "list": [1, torch.zeros(2), (4, "x")], "dtype": torch.float16, "size": torch.Size([1, 2]), 7: torch.ones(1),
    },
    "parameters": lambda: {"p": torch.nn.Parameter(torch.arange(3.0)), "frozen": torch.nn.Parameter(torch.ones(2), requires_grad=False)},
    "bare_tensor": lambda: torch.arange(4.0),
    "shared_views": lambda: (lambda base: {"all": base, "row": base[1], "column": base[:, 1], "again": base, "none": base[2:]})(torch.arange(6).reshape(2, 3)),
    "expanded": lambda: {"e": torch.tensor([1.5]).expand(20, 30)},
    "types": lambda: {
        str(dtype).removeprefix("torch."): torch.tensor([0, 1, 2]).to(dtype)
        for dtype in (torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16,
                      torch.float32, torch.float64, torch.complex64, torch.complex128, torch.uint16, torch.uint32, torch.uint64,
                      torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz, torch.float8_e8m0fnu)
    },
    "empty_and_scalar": lambda: {"empty": torch.empty(0, 3), "scalar": torch.tensor(2.5), "nothing": {}},
}


def quantized():
    values = torch.arange(6.0).reshape(2, 3)
    channels = torch.quantize_per_channel(values, torch.tensor([0.5, 0.25], dtype=torch.double), torch.tensor([0, 1]), 0, torch.quint8)
    return {
        "tensor": torch.quantize_per_tensor(values, 0.5, 3, torch.qint8), "wide": torch.quantize_per_tensor(values, 0.125, 0, torch.qint32),
        "channels": channels, "transposed": torch.quantize_per_tensor(values, 0.1, 7, torch.quint8).t(), "dtype": torch.qint8,
    }


def flatten(value, name, tensors, scalars):
    if isinstance(value, torch.Tensor):
        tensors[name] = {
            "dtype": str(value.dtype).removeprefix("torch."),
            "shape": list(value.shape),
            "sha256": hashlib.sha256(tensor_bytes(value.int_repr() if value.is_quantized else value)).hexdigest(),
        }
        if value.is_quantized:
            per_channel = value.qscheme() == torch.per_channel_affine
            tensors[name]["quantization"] = {
                "scales": value.q_per_channel_scales().tolist() if per_channel else [value.q_scale()],
                "zero_points": value.q_per_channel_zero_points().tolist() if per_channel else [value.q_zero_point()],
                "axis": value.q_per_channel_axis() if per_channel else None,
            }
    elif isinstance(value, (dict, list, tuple)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in items:
            flatten(child, f"{name}.{key}" if name else str(key), tensors, scalars)
    else:
        scalars[name] = str(value) if isinstance(value, torch.dtype) else value


def save_zip(folder, file, value, expected, **options):
    torch.save(value, folder / file, **options)
    result = expected[file] = {"format": "torch_zip", "tensors": {}, "scalars": {}}
    flatten(value, "", result["tensors"], result["scalars"])


def main(folder):
    torch.manual_seed(0)
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, make in CASES.items():
        value = make()
        for protocol in (2, 4):
            file = f"{name}_protocol{protocol}.pth"
            torch.save(value, folder / file, _use_new_zipfile_serialization=False, pickle_protocol=protocol)
            result = expected[file] = {"format": "torch_legacy", "tensors": {}, "scalars": {}}
            flatten(value, "", result["tensors"], result["scalars"])
    for name in ("types", "state_dict"):
        file = name + ".safetensors"
        value = {k: v for k, v in CASES[name]().items() if v.dtype not in (torch.complex128, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz)}
        safetensors.torch.save_file(value, folder / file, metadata={"format": "pt"})
        result = expected[file] = {"format": "safetensors", "tensors": {}, "scalars": {}, "metadata": {"format": "pt"}}
        flatten(value, "", result["tensors"], result["scalars"])
    # Last: what is drawn for a file hangs on the files before it.
    for name, make in CASES.items():
        for protocol in (2, 4):
            save_zip(folder, f"{name}_zip_protocol{protocol}.pt", make(), expected, pickle_protocol=protocol)
    save_zip(folder, "zip_format.pt", CASES["bare_tensor"](), expected)
    for protocol in (2, 4):
        save_zip(folder, f"quantized_zip_protocol{protocol}.pt", quantized(), expected, pickle_protocol=protocol)
    torch.save(quantized(), folder / "quantized_protocol2.pth", _use_new_zipfile_serialization=False)
    expected["quantized_protocol2.pth"] = {**expected["quantized_zip_protocol2.pt"], "format": "torch_legacy"}
    # A type of its own: older ones of the files above stay as they are.
    four_bits = {"f": torch.arange(6, dtype=torch.uint8).reshape(2, 3).view(torch.float4_e2m1fn_x2)}
    save_zip(folder, "float4_zip.pt", four_bits, expected)
    torch.save(four_bits, folder / "float4.pth", _use_new_zipfile_serialization=False)
    expected["float4.pth"] = {**expected["float4_zip.pt"], "format": "torch_legacy"}
    safetensors.torch.save_file(four_bits, folder / "float4.safetensors")
    expected["float4.safetensors"] = {**expected["float4_zip.pt"], "format": "safetensors"}
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


main(pathlib.Path(sys.argv[1]))

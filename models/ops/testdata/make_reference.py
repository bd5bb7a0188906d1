"""What torchvision's layers answer, as reference.json beside this file.

    python make_reference.py

Run by hand with a Python that has torch 2.11.0 and torchvision 0.26.0. The tests need no Python: they read the file. States and
inputs are those of the probe (harness/probe_values.h), in float64.
"""
import json
import os
import sys

import torch
from torchvision.ops import FeaturePyramidNetwork, FrozenBatchNorm2d
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../../harness/testdata/reference"))
from make_reference import digits, filled, image, summary  # noqa: E402


class OldFeaturePyramidNetwork(FeaturePyramidNetwork):
    """As before torchvision's PR 2954: the constructor, the only one that asks, initialised over children()."""

    def modules(self):
        return self.children()


def fill(module):
    for name, tensor in module.state_dict().items():
        if tensor.is_floating_point():
            tensor.copy_(filled(name, tensor))
    return module.double().eval()


def initial(make):
    torch.manual_seed(0)
    state = make().state_dict()
    return [{"key": key, "shape": list(t.shape), "sum": digits(t.double().sum()), "first": t.flatten()[:4].tolist()} for key, t in state.items()]


def frozen(**eps):
    return summary(fill(FrozenBatchNorm2d(5, **eps))(image("input", (2, 5, 3, 4))), 16)


def pyramid(**arguments):
    """Sizes that no factor of two relates: the upsampling must follow the finer map."""
    shapes = {"fine": (2, 8, 13, 11), "middle": (2, 16, 7, 6), "coarse": (2, 24, 3, 3)}
    module = fill(FeaturePyramidNetwork([8, 16, 24], 12, **arguments))
    with torch.inference_mode():
        outputs = module({name: image(name, shape) for name, shape in shapes.items()})
    return [{"name": name, "shape": list(t.shape), "output": summary(t, 16)} for name, t in outputs.items()]


torch.set_num_threads(1)
record = {
    "frozen_batch_norm": {"state": [[key, list(t.shape)] for key, t in FrozenBatchNorm2d(5).state_dict().items()],
                          "output": frozen(), "output_of_eps_0": frozen(eps=0.0)},
    "feature_pyramid_network": {
        "output": pyramid(extra_blocks=LastLevelMaxPool()),
        "output_of_batch_norm": pyramid(norm_layer=torch.nn.BatchNorm2d),
        "init_over_modules": initial(lambda: FeaturePyramidNetwork([8, 16, 24], 12)),
        "init_over_children": initial(lambda: OldFeaturePyramidNetwork([8, 16, 24], 12))}}
with open(os.path.join(HERE, "reference.json"), "w") as file:
    json.dump(record, file, separators=(",", ":"))

"""What torchvision's ResNet-50 under a feature pyramid answers, as reference.json beside this file.

    python make_reference.py

Run by hand with a Python that has torch 2.11.0 and torchvision 0.26.0. The tests need no Python: they read the file. States and
inputs are those of the probe (harness/probe_values.h), in float64. The old version is today's code with the two defaults of
before torchvision 0.9 put back.
"""
import functools
import json
import os
import sys

import torch
from torchvision.models.detection import backbone_utils
from torchvision.ops import FeaturePyramidNetwork, FrozenBatchNorm2d

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../../harness/testdata/reference"))
from make_reference import digits, filled, image, summary  # noqa: E402


class OldFeaturePyramidNetwork(FeaturePyramidNetwork):
    def modules(self):
        return self.children()


def make(old, trainable_layers=5):
    norm = functools.partial(FrozenBatchNorm2d, eps=0.0) if old else FrozenBatchNorm2d
    backbone_utils.FeaturePyramidNetwork = OldFeaturePyramidNetwork if old else FeaturePyramidNetwork
    torch.manual_seed(0)
    return backbone_utils.resnet_fpn_backbone(backbone_name="resnet50", weights=None, norm_layer=norm, trainable_layers=trainable_layers)


def maps(outputs):
    return [{"name": name, "shape": list(t.shape), "output": summary(t, 16)} for name, t in outputs.items()]


def reference(old):
    model = make(old)
    state = model.state_dict()
    parameters = dict(model.named_parameters())
    record = {"state": [{"key": key, "shape": list(t.shape), "parameter": key in parameters, "sum": digits(t.double().sum()),
                         "first": t.flatten()[:2].tolist()} for key, t in state.items()],
              "frozen": [[key for key, p in make(old, n).named_parameters() if not p.requires_grad] for n in range(6)]}
    for name, tensor in state.items():
        tensor.copy_(filled(name, tensor))
    model.double().eval()
    with torch.inference_mode():
        record["output"] = maps(model(image("input", (2, 3, 64, 64))))
        record["rect"] = maps(model(image("input_rect", (1, 3, 97, 75))))
    sum(t.square().sum() for t in model(image("input", (2, 3, 64, 64))).values()).backward()
    record["gradient_l2"] = {name: digits(p.grad.norm()) for name, p in model.named_parameters()}
    return record


torch.set_num_threads(1)
with open(os.path.join(HERE, "reference.json"), "w") as file:
    json.dump({"resnet50_fpn": reference(old=True), "resnet50_fpn_v2": reference(old=False)}, file, separators=(",", ":"))

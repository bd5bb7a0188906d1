"""What the reference implementations answer to the probe (harness/probe.h), as <builder>.json beside this file.

    python make_reference.py BUILDER...

Run by hand with a Python that has torch 2.11.0, torchvision 0.26.0, transformers 5.17.0 and efficientnet-lite-pytorch 0.1.0. The
product and its tests need no Python: they read the files.
"""
import json
import math
import os
import sys
import zlib

import numpy
import torch


def uniform(name, count):
    with numpy.errstate(over="ignore"):
        x = numpy.uint64(zlib.crc32(name.encode()) << 32) + numpy.arange(count, dtype=numpy.uint64)
        x = x + numpy.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> numpy.uint64(31))) >> numpy.uint64(40)).astype(numpy.float64) / 2.0**24


def filled(name, tensor):
    u = uniform(name, tensor.numel())
    if name.endswith("running_mean"):
        v = (2 * u - 1) * 0.1
    elif name.endswith("running_var"):
        v = 0.75 + 0.5 * u
    elif tensor.dim() >= 2:
        v = (2 * u - 1) * math.sqrt(3.0 / (tensor.numel() // tensor.shape[0]))
    elif name.endswith("weight"):
        v = 0.75 + 0.5 * u
    else:
        v = (2 * u - 1) * 0.1
    return torch.from_numpy(v).to(tensor.dtype).reshape(tensor.shape)


def image(name, shape):
    return torch.from_numpy(4.0 * uniform(name, math.prod(shape)) - 2.0).float().double().reshape(shape)


def ids(name, shape, count):
    return torch.from_numpy((uniform(name, math.prod(shape)) * count).astype(numpy.int64)).reshape(shape)


def mask(shape):
    """The last row keeps the first two thirds of its tokens."""
    kept = torch.ones(shape, dtype=torch.int64)
    kept[-1, 2 * shape[1] // 3:] = 0
    return kept


def digits(x):
    return float("%.12g" % float(x))


def summary(tensor, keep):
    flat = tensor.detach().double().flatten()
    return {"numel": flat.numel(), "l2": digits(flat.norm()), "mean": digits(flat.mean()), "first": [digits(x) for x in flat[:keep]]}


def construct(builder):
    if builder.startswith("efficientnet_lite"):
        from efficientnet_lite_pytorch import EfficientNet
        return EfficientNet.from_name(builder.replace("efficientnet_", "efficientnet-"))
    if builder == "minilm_l6_v2":
        from transformers import BertConfig, BertModel
        return BertModel(BertConfig(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536))
    from torchvision import models
    return models.get_model(builder, weights=None)


def statistics(model):
    return {name: digits(tensor.norm()) for name, tensor in model.state_dict().items()
            if name.endswith(("running_mean", "running_var"))}


def calibrate(model, images):
    """Every BatchNorm holds the statistics of the batch afterwards."""
    norms = [m for m in model.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    momenta = [norm.momentum for norm in norms]
    with torch.inference_mode():
        for norm in norms:
            norm.train()
            norm.momentum = 1.0
        model(images)
        model.eval()
        for norm, momentum in zip(norms, momenta):
            norm.momentum = momentum


def answers_of_images(model):
    """Calibrates, and returns the fields that images give."""
    images = image("input", (2, 3, 64, 64))
    calibrate(model, images)
    with torch.inference_mode():
        output, rect = model(images), model(image("input_rect", (1, 3, 97, 75)))
    model(images.clone()).square().sum().backward()
    return {"input": [2, 3, 64, 64], "output_shape": list(output.shape), "output": summary(output, 64),
            "argmax": output.argmax(1).tolist(), "calibrated_l2": statistics(model), "rect": {"input": [1, 3, 97, 75], "output": summary(rect, 16)}}


def token_batch(model):
    return {"input_ids": ids("input_ids", (2, 24), model.config.vocab_size), "attention_mask": mask((2, 24)),
            "token_type_ids": ids("token_type_ids", (2, 24), model.config.type_vocab_size)}


def answers_of_text(model):
    """The fields that token ids give: a padded batch of two segments, and one sequence without mask and types."""
    count = model.config.vocab_size
    inputs = token_batch(model)
    rect = ids("input_ids_rect", (1, 37), count)
    with torch.inference_mode():
        outputs, other = model(**inputs), model(input_ids=rect)
    again = model(**inputs)
    (again.last_hidden_state.square().sum() + again.pooler_output.square().sum()).backward()
    record = {name: value.tolist() for name, value in inputs.items()}
    for name in ("last_hidden_state", "pooler_output"):
        record[name] = {"shape": list(outputs[name].shape), **summary(outputs[name], 64)}
    record["rect"] = {"input_ids": rect.tolist(), "output": summary(other.last_hidden_state, 16)}
    return record


def amplified(model):
    """The first output where every normalisation multiplies four times as much, calibrated so."""
    with torch.inference_mode():
        for name, tensor in model.state_dict().items():
            if tensor.dim() == 1 and name.endswith("weight"):
                tensor.mul_(4)
        if hasattr(model, "config"):
            return summary(model(**token_batch(model)).last_hidden_state, 16)
        images = image("input", (2, 3, 64, 64))
        calibrate(model, images)
        return summary(model(images), 16)


def training(model, fill):
    """One pass in training mode after the seed 0, from the filled state."""
    fill()
    model.zero_grad()
    model.train()
    torch.manual_seed(0)
    if hasattr(model, "config"):
        again = model(**token_batch(model))
        outputs = [again.last_hidden_state, again.pooler_output]
    else:
        outputs = [model(image("input", (2, 3, 64, 64)))]
    sum(output.square().sum() for output in outputs).backward()
    squares = sum(float(p.grad.norm()) ** 2 for p in model.parameters())
    return {"output": summary(outputs[0], 64), "gradient_l2": digits(math.sqrt(squares)), "buffer_l2": statistics(model)}


def reference(builder):
    torch.manual_seed(0)
    model = construct(builder)
    state = model.state_dict()
    floats = {name: tensor for name, tensor in state.items() if tensor.is_floating_point()}
    record = {"builder": builder, "torch": torch.__version__, "parameters": sum(p.numel() for p in model.parameters()),
              "state": [[name, str(t.dtype).replace("torch.", ""), list(t.shape)] for name, t in state.items()],
              "init_seed0_sums": {name: digits(tensor.double().sum()) for name, tensor in floats.items()}}
    types = {name: tensor.dtype for name, tensor in floats.items()}

    def fill():
        model.double()
        with torch.no_grad():
            for name, tensor in model.state_dict().items():
                if name in types:
                    tensor.copy_(filled(name, tensor.to(types[name])))

    fill()
    model.eval()
    record.update(answers_of_text(model) if hasattr(model, "config") else answers_of_images(model))
    record["gradient_l2"] = {name: digits(p.grad.norm()) for name, p in model.named_parameters()}
    record["requires_grad"] = {name: p.requires_grad for name, p in model.named_parameters()}
    record["amplified"] = amplified(model)
    record["training"] = training(model, fill)
    return record


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:]:
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".json"), "w") as file:
            json.dump(reference(name), file, separators=(",", ":"))

"""Writes testdata/pillow.json: what Pillow and torchvision make of every packaged photograph, for pillow_test.cc.

    python pillow_reference.py testdata/pillow.json

Run by hand, with a Python that has Pillow, torchvision 0.26, scikit-image 0.26.0 and scikit-learn 1.9.1; no build runs it.
Every digest is the sha256 of raw bytes: RGB pixels row by row, or float32 values channel by channel.
"""

import hashlib
import importlib.util
import json
import os
import sys

import numpy
import PIL
import torchvision
from PIL import Image, features
from torchvision.transforms import InterpolationMode
from torchvision.transforms._presets import ImageClassification

INTERPOLATIONS = {"bilinear": InterpolationMode.BILINEAR, "bicubic": InterpolationMode.BICUBIC}
PILLOW = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
# The shorter sides of MobileNet and of EfficientNet-Lite 0, 1 and 2 (their crop + 32).
SHORTER_SIDES = [256, 272, 292]
LITE = {"mean": (127 / 255,) * 3, "std": (128 / 255,) * 3}
PHOTOGRAPHS = {
    "skimage_photographs": ("skimage", "data", """astronaut.png brick.png camera.png cell.png chelsea.png clock_motion.png
        coffee.png coins.png grass.png gravel.png hubble_deep_field.jpg ihc.png moon.png motorcycle_left.png
        motorcycle_right.png retina.jpg rocket.jpg"""),
    "sklearn_photographs": ("sklearn", "datasets/images", "china.jpg flower.jpg"),
}
# Width, height, resize_size, crop_size: enlarged, one pixel, odd margins, extreme ratios, crops larger than the image.
PATTERNS = [
    (1, 1, 256, 224), (1, 7, 256, 224), (3, 2, 5, 4), (37, 23, 256, 224), (224, 224, 224, 224), (256, 256, 256, 224),
    (300, 451, 232, 224), (301, 200, 101, 100), (200, 303, 102, 99), (640, 10, 256, 224), (20000, 10, 10, 8),
    (10, 1500, 16, 16), (400, 300, 100, 224), (30, 90, 64, 101), (31, 17, 17, 40), (512, 384, 384, 380),
]


def digest(array):
    return hashlib.sha256(numpy.ascontiguousarray(array).tobytes()).hexdigest()


def describe(image):
    return {"width": image.width, "height": image.height, "sha256": digest(numpy.asarray(image))}


def preset(image, interpolation, resize_size, crop_size, **normalisation):
    transform = ImageClassification(resize_size=resize_size, crop_size=crop_size,
                                    interpolation=INTERPOLATIONS[interpolation], **normalisation)
    case = {"interpolation": interpolation, "resize_size": resize_size, "crop_size": crop_size}
    return case | {"sha256": digest(transform(image).numpy())}


def photograph_case(repository, package, folder, file):
    root = os.path.dirname(importlib.util.find_spec(package).origin)
    image = Image.open(os.path.join(root, folder, file)).convert("RGB")
    case = {"repository": repository, "file": file, "decoded": describe(image), "resized": [], "preset": []}
    for side in SHORTER_SIDES:
        shorter = min(image.size)
        size = tuple(int(side * length / shorter) for length in image.size)
        for name, resample in PILLOW.items():
            case["resized"].append({"interpolation": name} | describe(image.resize(size, resample)))
    case["preset"].append(preset(image, "bilinear", 256, 224))
    case["preset"] += [preset(image, "bicubic", side, side - 32, **LITE) | {"lite": True} for side in SHORTER_SIDES]
    return case


def pattern_case(width, height, resize_size, crop_size):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    image = Image.fromarray((((x * 73 + y * 151 + c * 97) ^ (x * y)) & 255).astype(numpy.uint8))
    return {"width": width, "height": height,
            "preset": [preset(image, name, resize_size, crop_size) for name in INTERPOLATIONS]}


def main():
    reference = {
        "pillow": PIL.__version__,
        "libjpeg_turbo": features.version_feature("libjpeg_turbo"),
        "torchvision": torchvision.__version__.split("+")[0],
        "photographs": [photograph_case(repository, package, folder, file)
                        for repository, (package, folder, files) in PHOTOGRAPHS.items() for file in files.split()],
        "patterns": [pattern_case(*pattern) for pattern in PATTERNS],
    }
    with open(sys.argv[1], "w") as target:
        json.dump(reference, target, indent=1)
        target.write("\n")


main()

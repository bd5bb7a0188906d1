"""A folder of photographs like ImageNet's, made of the few that packages carry; the same bytes wherever Pillow encodes alike.

    python photograph_folder.py FOLDER [COUNT]

Crops of the photographs of scikit-image and scikit-learn at sizes around 500x375, some mirrored, lighter or darker, as JPEG of quality 90: a
folder a photograph, and FOLDER/../NAME.classes with a label of ImageNet for each. What is asked of them is speed and equal answers, not
accuracy.
"""
import importlib.util
import os
import random
import sys

# (package, file, label of ImageNet, name of the folder)
PHOTOGRAPHS = [
    ("skimage/data", "chelsea.png", 285, "chelsea"),  # Egyptian cat
    ("skimage/data", "coffee.png", 967, "coffee"),  # espresso
    ("skimage/data", "rocket.jpg", 657, "rocket"),  # missile
    ("skimage/data", "astronaut.png", 678, "astronaut"),  # neck brace
    ("skimage/data", "motorcycle_left.png", 670, "motorcycle"),  # motor scooter
    ("sklearn/datasets/images", "china.jpg", 698, "china"),  # palace
    ("sklearn/datasets/images", "flower.jpg", 985, "flower"),  # daisy
]


def find(package, name):
    root, _, rest = package.partition("/")
    folder = os.path.join(os.path.dirname(importlib.util.find_spec(root).origin), rest)
    path = os.path.join(folder, name)
    return path if os.path.exists(path) else None


def crop(image, chance):
    """A part of the photograph, scaled to the size of a usual one of ImageNet."""
    from PIL import Image, ImageEnhance
    width, height = chance.choice([(500, 375), (500, 375), (500, 333), (375, 500), (480, 360), (500, 500)])
    scale = chance.uniform(0.5, 1.0) * min(image.width / width, image.height / height)
    part = (round(width * scale), round(height * scale))
    left, top = chance.randint(0, image.width - part[0]), chance.randint(0, image.height - part[1])
    image = image.crop((left, top, left + part[0], top + part[1])).resize((width, height), Image.Resampling.BICUBIC)
    if chance.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return ImageEnhance.Brightness(image).enhance(chance.uniform(0.7, 1.2))


def make(folder, count=2000):
    """Gives the path of the file of classes. What is there already is kept where it is whole."""
    from PIL import Image
    chance = random.Random(2000)
    found = [(find(package, name), label, title) for package, name, label, title in PHOTOGRAPHS]
    found = [(Image.open(path).convert("RGB"), label, title) for path, label, title in found if path]
    if len(found) < 4:
        sys.exit("photograph_folder.py needs scikit-image and scikit-learn, which carry the photographs")
    for _, _, title in found:
        os.makedirs(os.path.join(folder, title), exist_ok=True)
    for i in range(count):
        image, _, title = found[i % len(found)]
        made, path = crop(image, chance), os.path.join(folder, title, f"{i:05d}.jpg")
        if not os.path.exists(path):
            made.save(path + ".part", "JPEG", quality=90)
            os.rename(path + ".part", path)
    classes = folder.rstrip("/") + ".classes"
    with open(classes, "w") as file:
        file.writelines(f"{title} {label}\n" for _, label, title in found)
    return classes


if __name__ == "__main__":
    print(make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000))

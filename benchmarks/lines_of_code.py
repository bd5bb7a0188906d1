"""Lines of code of each family beside torchvision's, as a table in Markdown: docs/families.md.

    python lines_of_code.py TORCHVISION_MODELS_FOLDER > table.md

Run by hand from the root of the checkout. A line counts that holds code: no blank line, no comment, no docstring. What torchvision's file says of
weights is left out (its Weights classes and the meta-data above them): here the catalogue's textprotos say it, and there is
nothing of C++ in those. The registration of builders counts on both sides, imports and includes do not.
"""
import ast
import pathlib
import re
import sys

# family: our files, torchvision's files.
FAMILIES = {
    "ResNet, ResNeXt, Wide ResNet": (["models/resnet/resnet.h", "models/resnet/resnet.cc"], ["resnet.py"]),
    "MobileNetV2, MobileNetV3": (["models/mobilenet/%s" % name for name in ("initialise.h", "initialise.cc", "mobilenet_v2.h", "mobilenet_v2.cc",
                                                                             "mobilenet_v3.h", "mobilenet_v3.cc")], ["mobilenetv2.py", "mobilenetv3.py"]),
    "EfficientNet, EfficientNetV2": (["models/efficientnet/efficientnet.h", "models/efficientnet/efficientnet.cc"], ["efficientnet.py"]),
    "RegNet": (["models/regnet/regnet.h", "models/regnet/regnet.cc"], ["regnet.py"]),
}
# The shared blocks: ours, and what torchvision has of them.
LAYERS = (["models/layers/%s.%s" % (name, end) for name in ("layer", "norm_layer", "pooling", "squeeze_excitation", "stochastic_depth")
           for end in ("h", "cc")], ["../ops/misc.py", "../ops/stochastic_depth.py"])


def cpp_lines(path):
    if not path.exists():
        return 0
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    lines = (re.sub(r"(^|\s)//.*", "", line).strip() for line in text.splitlines())
    return sum(1 for line in lines if line and not line.startswith(("#include", "#ifndef ASSAY", "#define ASSAY_MODELS", "#endif")))


def is_of_weights(node):
    if isinstance(node, ast.ClassDef):
        return any(isinstance(base, ast.Name) and base.id == "WeightsEnum" for base in node.bases)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return isinstance(target, ast.Name) and (target.id.startswith("_COMMON") or target.id == "__all__")
    return isinstance(node, (ast.Import, ast.ImportFrom))


def python_lines(path):
    text = path.read_text()
    tree = ast.parse(text)
    left_out = set()
    for node in tree.body:
        if is_of_weights(node):
            left_out.update(range(min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])]), node.end_lineno + 1))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            left_out.update(range(node.lineno, node.end_lineno + 1))
    return sum(1 for number, line in enumerate(text.splitlines(), 1)
               if number not in left_out and line.strip() and not line.strip().startswith("#"))


def row(name, ours, theirs, folder):
    a = sum(cpp_lines(pathlib.Path(path)) for path in ours)
    b = sum(python_lines(folder / path) for path in theirs)
    return f"| {name} | {a} | {b} | {a / b:.2f} |"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    print("| family | Assay, C++ | torchvision 0.26.0, Python | ratio |\n| --- | --- | --- | --- |")
    for name, (ours, theirs) in FAMILIES.items():
        print(row(name, ours, theirs, folder))
    print(row("shared layers", *LAYERS, folder))


if __name__ == "__main__":
    main()

"""The builders of each family: what a program that links none of them can still say about a name, and the one list of families."""

FAMILIES = {
    "bert": ["minilm_l6_v2"],
    "cifar_resnet": ["digits_resnet20", "digits_resnet20_v2"],
    "efficientnet": [
        "efficientnet_b0",
        "efficientnet_b1",
        "efficientnet_b2",
        "efficientnet_b3",
        "efficientnet_b4",
        "efficientnet_b5",
        "efficientnet_b6",
        "efficientnet_b7",
        "efficientnet_v2_s",
        "efficientnet_v2_m",
        "efficientnet_v2_l",
    ],
    "efficientnet_lite": ["efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2"],
    "mobilenet": ["mobilenet_v2", "mobilenet_v3_large", "mobilenet_v3_small"],
    "regnet": [
        "regnet_x_400mf",
        "regnet_x_800mf",
        "regnet_x_1_6gf",
        "regnet_x_3_2gf",
        "regnet_x_8gf",
        "regnet_x_16gf",
        "regnet_x_32gf",
        "regnet_y_400mf",
        "regnet_y_800mf",
        "regnet_y_1_6gf",
        "regnet_y_3_2gf",
        "regnet_y_8gf",
        "regnet_y_16gf",
        "regnet_y_32gf",
        "regnet_y_128gf",
    ],
    "resnet": [
        "resnet18",
        "resnet34",
        "resnet50",
        "resnet101",
        "resnet152",
        "resnext50_32x4d",
        "resnext101_32x8d",
        "resnext101_64x4d",
        "wide_resnet50_2",
        "wide_resnet101_2",
    ],
    "resnet_fpn": ["resnet50_fpn", "resnet50_fpn_v2"],
}

# Builders of a composed model that has no weights of its own: its backbone has.
_WITHOUT_WEIGHTS = ["resnet50_fpn", "resnet50_fpn_v2"]

# The builders that have weights of their own, by family.
WITH_WEIGHTS = {
    family: [builder for builder in builders if builder not in _WITHOUT_WEIGHTS]
    for family, builders in FAMILIES.items()
}

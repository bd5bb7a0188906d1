"""The builders of each family: what a program that links none of them can still say about a name."""

FAMILIES = {
    "bert": ["minilm_l6_v2"],
    "efficientnet_lite": ["efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2"],
    "mobilenet": ["mobilenet_v2"],
    "resnet": ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"],
    "resnet_fpn": ["resnet50_fpn", "resnet50_fpn_v2"],
}

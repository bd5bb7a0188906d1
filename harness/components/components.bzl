"""The components that have a lock of their own, and the test of each.

    load(":components.bzl", "COMPONENTS", "component_test")

    [component_test(name = name) for name in COMPONENTS]
"""

COMPONENTS = [
    "decoders",
    "layers",
    "loading",
    "presets",
    "readers",
    "resize",
    "text",
    "variants",
]

def component_test(name):
    """NAME_golden_test: the component against golden/components/NAME.textproto, its only lock among its inputs.

    Args:
      name: of the library that measures it.
    """
    native.cc_test(
        name = name + "_golden_test",
        size = "small",
        data = ["//golden:components/" + name],
        deps = [
            ":" + name,
            ":component_golden_test",
            "//tools/base:test_main",
        ],
    )

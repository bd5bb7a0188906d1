"""Fuzz targets: with libFuzzer under --config=fuzz, and in every test run with the files of regressions/."""

def fuzz_target(name, deps):
    """NAME.cc as a program, and NAME_replay_test.

    Args:
      name: of the target; NAME.cc defines LLVMFuzzerTestOneInput
      deps: what it fuzzes
    """
    native.cc_library(
        name = name + "_input",
        testonly = True,
        srcs = [name + ".cc"],
        deps = deps + [":touch"],
        alwayslink = True,
    )
    native.cc_binary(
        name = name,
        testonly = True,
        linkopts = select({
            ":with_libfuzzer": ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        deps = [":" + name + "_input"] + select({
            ":with_libfuzzer": [],
            "//conditions:default": [":replay_main"],
        }),
    )

    # Under --config=fuzz too the files are only replayed.
    native.cc_test(
        name = name + "_replay_test",
        size = "small",
        args = ["weights/reader/fuzz/regressions", "weights/reader/testdata/torch"],
        data = [":regressions", "//weights/reader:torch_files"],
        deps = [":" + name + "_input", ":replay_main"],
    )

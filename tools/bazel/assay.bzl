"""All targets of a version and of its combinations with weights.

    load("//tools/bazel:assay.bzl", "model_family", "model_version", "weight_entry")

    model_family(name = "combinations", library = ":mobilenet")
    model_version(name = "mobilenet_v2")
    weight_entry(
        name = "IMAGENET1K_V1",
        file = "@mobilenet_v2_weights//:mobilenet_v2-b0353104.pth",
        version = "mobilenet_v2",
    )

gives
    :combinations_main                  the family's test body, compiled and linked once
    :mobilenet_v2_test                  the version against golden/mobilenet/mobilenet_v2.textproto
    :mobilenet_v2_IMAGENET1K_V1_test    the combination against golden/mobilenet/mobilenet_v2/IMAGENET1K_V1.textproto
    :combinations                       the suite of them all: call model_family last

A combination costs neither compile nor link: its test is the family's binary with other arguments and other data. The data are
its own golden file and trace, its entry's own text, its weight file and the golden inputs of its task (photographs or sentences), so that an
edit re-runs just what it touches. A weight file that is not at hand is no input, and the test reports PENDING.
"""

# The photographs that every image classifier answers to. Their names are in the goldens.
GOLDEN_PHOTOGRAPHS = [
    "@skimage_photographs//:" + name
    for name in ["astronaut.png", "chelsea.png", "clock_motion.png", "coffee.png", "motorcycle_left.png", "rocket.jpg"]
] + [
    "@sklearn_photographs//:" + name
    for name in ["china.jpg", "flower.jpg"]
]

# What a combination is asked, by the kind of its inputs: label to argument.
GOLDEN_INPUTS = {
    "photographs": {label: "photograph" for label in GOLDEN_PHOTOGRAPHS},
    "sentences": {"//harness:golden_sentences.textproto": "sentences"},
}

# All of them, for programs that ask any combination.
GOLDEN_INPUT_FILES = GOLDEN_PHOTOGRAPHS + ["//harness:golden_sentences.textproto"]

_TAG = "combination"

def _combination_test_impl(ctx):
    arguments = ["--builder=" + ctx.attr.builder]
    files = []
    golden_path = "golden/%s.textproto" % ctx.attr.golden
    trace_path = "golden/%s.trace.textproto" % ctx.attr.golden
    for golden in ctx.files.goldens:
        if golden.short_path in [golden_path, trace_path]:
            files.append(golden)
    arguments.append("--golden=" + golden_path)
    arguments.append("--trace=" + trace_path)
    if ctx.file.entry:
        arguments.append("--entry=" + ctx.file.entry.short_path)
        files.append(ctx.file.entry)
    for file in ctx.files.file:
        arguments.append("--weights_file=" + file.short_path)
        files.append(file)
    for target, role in ctx.attr.extra_files.items():
        for file in target.files.to_list():
            arguments.append("--extra_file=%s=%s" % (role, file.short_path))
            files.append(file)
    for target, argument in ctx.attr.golden_inputs.items():
        for file in target.files.to_list():
            arguments.append("--%s=%s" % (argument, file.short_path))
            files.append(file)
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = executable, target_file = ctx.executable.main, is_executable = True)
    arguments_file = ctx.actions.declare_file(ctx.label.name + ".arguments")
    ctx.actions.write(arguments_file, "\n".join(arguments) + "\n")
    runfiles = ctx.runfiles(files + [arguments_file]).merge(ctx.attr.main[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = executable, runfiles = runfiles)]

combination_test = rule(
    implementation = _combination_test_impl,
    attrs = {
        "builder": attr.string(mandatory = True),
        "entry": attr.label(allow_single_file = [".textproto"], doc = "the entry's own text; none for the version itself"),
        "file": attr.label(allow_files = True, doc = "the weight file; a target without files where it is not at hand"),
        "golden": attr.string(mandatory = True, doc = "its path below golden/, without extension; the file may be missing"),
        "goldens": attr.label(default = "//golden:golden"),
        "main": attr.label(mandatory = True, executable = True, cfg = "target"),
        "extra_files": attr.label_keyed_string_dict(allow_files = True, doc = "what the transforms need, each with its role"),
        "golden_inputs": attr.label_keyed_string_dict(allow_files = True, doc = "what the model is asked, each with its argument"),
    },
    test = True,
)

def _family():
    return native.package_name().split("/")[-1]

def model_version(name):
    """The test of one builder version.

    Args:
      name: the builder's.
    """
    combination_test(
        name = name + "_test",
        size = "medium",
        builder = name,
        golden = "%s/%s" % (_family(), name),
        main = ":combinations_main",
        tags = [_TAG],
    )

def weight_entry(version, name, file, extra_files = {}, golden_inputs = "photographs"):
    """The test of one version x entry.

    Args:
      version: the builder's name.
      name: the entry's.
      file: the weight file: a packaged one, or @local_weights//:NAME for one that the user may have.
      extra_files: {role: label} of other files that the entry names: {"vocabulary": "@minilm_l6_v2_weights//:vocab.txt"}.
      golden_inputs: what the model is asked, a key of GOLDEN_INPUTS: "photographs" or "sentences".
    """
    if golden_inputs not in GOLDEN_INPUTS:
        fail("weight_entry(%r): golden_inputs %r is none of %s" % (name, golden_inputs, sorted(GOLDEN_INPUTS)))
    combination_test(
        name = "%s_%s_test" % (version, name),
        size = "medium",
        builder = version,
        entry = "//weights/%s:%s_%s.textproto" % (_family(), version, name),
        file = file,
        golden = "%s/%s/%s" % (_family(), version, name),
        main = ":combinations_main",
        extra_files = {extra_files[role]: role for role in extra_files},
        golden_inputs = GOLDEN_INPUTS[golden_inputs],
        tags = [_TAG],
    )

def model_family(name, library):
    """The family's test body, and the suite of all its versions and combinations. The last call of a BUILD file.

    Args:
      name: "combinations".
      library: the family's cc_library.
    """
    native.cc_binary(
        name = name + "_main",
        testonly = True,
        deps = [
            library,
            "//harness:combination_main",
        ],
    )
    tests = [rule["name"] for rule in native.existing_rules().values() if _TAG in rule.get("tags", [])]
    if not tests:
        # An empty list would select every test of the package.
        fail("model_family() must come after the family's model_version() and weight_entry() calls")
    native.test_suite(
        name = name,
        tests = [":" + test for test in tests],
        visibility = ["//models:__pkg__"],
    )

"""All targets of a version and of its combinations with weights.

    load("//tools/bazel:assay.bzl", "FAMILY_VISIBILITY", "model_family", "model_library", "model_version", "weight_entry")

    package(default_visibility = FAMILY_VISIBILITY)
    model_library(name = "mobilenet", srcs = ["mobilenet_v2.cc"], hdrs = ["mobilenet_v2.h"], deps = ["//models/layers:layer"])
    model_family(name = "combinations", library = ":mobilenet")
    model_version(name = "mobilenet_v2")
    weight_entry(
        name = "IMAGENET1K_V1",
        file = "@mobilenet_v2_weights//:mobilenet_v2-b0353104.pth",
        version = "mobilenet_v2",
    )

gives
    :combinations_main, :benchmarks_main  the family's test body and benchmark, compiled and linked once
    :mobilenet_v2_test                  the version against golden/mobilenet/mobilenet_v2.textproto
    :mobilenet_v2_IMAGENET1K_V1_test    the combination against golden/mobilenet/mobilenet_v2/IMAGENET1K_V1.textproto
    :mobilenet_v2_bc_test               the version against the newest release (//harness/compatibility:bc_main)
    :mobilenet_v2_IMAGENET1K_V1_accuracy_test   the combination's accuracy on its data set; PENDING without the data
    :mobilenet_v2_benchmark, :mobilenet_v2_IMAGENET1K_V1_benchmark   to `bazel run`: the forward in all its ways
    :mobilenet_v2_benchmark_test, ...   a smoke run of each: it runs, and its answer is right
    :mobilenet_v2_IMAGENET1K_V1_bc_test the combination against the newest release
    :combinations, :compatibility, :accuracy, :benchmarks   the suites of them all: call model_family last

A combination costs neither compile nor link: its test is the family's binary with other arguments and other data. The data are
its own golden file and trace, its entry's own text, its weight file and the golden inputs of its task (photographs or sentences), so that an
edit re-runs just what it touches. A weight file that is not at hand is no input, and the test reports PENDING; under
--config=gate it then fails where the newest release does not promise the same already.
"""

load("//models/layers:torch_nn.bzl", "TORCH_NN")
load(":families.bzl", "WITH_WEIGHTS")

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

# What accuracies are measured on, by the data sets' names in harness/accuracy/datasets.textproto: packaged, or a folder
# of the one that ASSAY_DATA names.
DATASETS = {
    "Digits": "@sklearn_photographs//:digits.csv.gz",
    "ImageNet-1K": "@local_data//:ImageNet-1K",
    "LFW-subset": "@skimage_photographs//:lfw_subset.npy",
}

# All of them, for programs that ask any combination.
GOLDEN_INPUT_FILES = GOLDEN_PHOTOGRAPHS + ["//harness:golden_sentences.textproto", "//harness/accuracy:packaged_data"]

_TAG = "combination"
_COMPATIBILITY_TAG = "compatibility"
_ACCURACY_TAG = "accuracy"
_BENCHMARK_TAG = "benchmark"

# Two such tests never run at once on a machine of two cores: a probe takes 16 bytes a parameter.
_LARGE = ["cpu:2"]

def _released_path(file):
    """What a file under golden/released/<version>/ is a promise of: its path below that folder."""
    parts = file.short_path.split("/")
    return "/".join(parts[3:]) if parts[:2] == ["golden", "released"] else ""

def _of_paths(released, paths):
    """The released copies of `paths` (below golden/), and the indices, without which no copy is found."""
    return [file for file in released if _released_path(file) in paths + ["index.textproto"]]

def _test_of(ctx, main, arguments, files):
    """The program `main` as a test of its own name, with its arguments in a file beside it."""
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = executable, target_file = main[DefaultInfo].files_to_run.executable, is_executable = True)
    arguments_file = ctx.actions.declare_file(ctx.label.name + ".arguments")
    ctx.actions.write(arguments_file, "\n".join(arguments) + "\n")
    runfiles = ctx.runfiles(files + [arguments_file]).merge(main[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = executable, runfiles = runfiles)]

def _combination_test_impl(ctx):
    arguments = ["--builder=" + ctx.attr.builder]
    files = _of_paths(ctx.files.released, [ctx.attr.golden + ".textproto"])
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
    if not ctx.attr.data:
        return _test_of(ctx, ctx.attr.main, arguments, files)
    providers = _test_of(ctx, ctx.attr.main, arguments + ["--accuracy"], files + ctx.files.data)

    # Where a folder of data lies among the test's own files.
    folder = {"ASSAY_DATA": "../local_data/data"} if ctx.files.data else {}
    return providers + [testing.TestEnvironment(folder)]

combination_test = rule(
    implementation = _combination_test_impl,
    attrs = {
        "builder": attr.string(mandatory = True),
        "entry": attr.label(allow_single_file = [".textproto"], doc = "the entry's own text; none for the version itself"),
        "file": attr.label(allow_files = True, doc = "the weight file; a target without files where it is not at hand"),
        "golden": attr.string(mandatory = True, doc = "its path below golden/, without extension; the file may be missing"),
        "goldens": attr.label(default = "//golden:golden"),
        "released": attr.label(default = "//golden:released"),
        "main": attr.label(mandatory = True, executable = True, cfg = "target"),
        "extra_files": attr.label_keyed_string_dict(allow_files = True, doc = "what the transforms need, each with its role"),
        "golden_inputs": attr.label_keyed_string_dict(allow_files = True, doc = "what the model is asked, each with its argument"),
        "data": attr.label_list(allow_files = True, doc = "data sets: the accuracy on them is tested, and nothing else"),
    },
    test = True,
)

# Bazel 4's strings have no removeprefix and no removesuffix.
def _without_start(text, start):
    return text[len(start):] if text.startswith(start) else text

def _without_end(text, end):
    return text[:-len(end)] if text.endswith(end) else text

def _golden_path(file):
    """The path of a file below golden/, of the promise's as of the present's."""
    return _released_path(file) or _without_start(file.short_path, "golden/")

def _is_trace(path):
    return path.endswith(".trace.textproto")

def _judges(path, subject, family):
    """Whether a subject is judged by a file, as Judges() of harness/compatibility/bc_part.cc says.

    Args:
      path: the file's, below golden/.
      subject: the path of the subject's golden, below golden/ and without extension.
      family: the versions of the subject's family.
    """
    own = subject.split("/")
    parts = _without_end(_without_end(path, ".textproto"), ".trace").split("/")
    if len(parts) == 3:
        return len(own) == 3 and parts[1:] == own[1:]
    if len(parts) != 2 or parts[1] == own[1]:
        return len(parts) == 2
    return len(own) == 3 and not _is_trace(path) and (parts[0] == own[0] or parts[1] in family)

def _compatibility_test_impl(ctx):
    subject = ctx.attr.subject
    files = ctx.files.goldens + ctx.files.released
    if subject:
        paths = [_without_end(_golden_path(file), ".textproto").split("/") for file in ctx.files.goldens]
        family = {path[1]: True for path in paths if len(path) == 2 and path[0] == subject.split("/")[0]}
        files = [
            file
            for file in files
            if _released_path(file) == "index.textproto" or _judges(_golden_path(file), subject, family)
        ]
        return _test_of(ctx, ctx.attr.main, ["--subject=" + subject], files + ctx.files.by_hand)
    if ctx.attr.part == "library":
        # Of the present no trace; of the promise all, since this test sees that it is whole.
        files = [file for file in ctx.files.goldens if not _is_trace(file.short_path)] + ctx.files.released
    return _test_of(ctx, ctx.attr.main, ["--" + ctx.attr.part], files + ctx.files.by_hand)

compatibility_test = rule(
    implementation = _compatibility_test_impl,
    attrs = {
        "by_hand": attr.label(default = "//golden:by_hand"),
        "goldens": attr.label(default = "//golden:golden"),
        "main": attr.label(default = "//harness/compatibility:bc_main", executable = True, cfg = "target"),
        "part": attr.string(values = ["", "library", "acceptances"], doc = "what belongs to no version, or all acceptances"),
        "released": attr.label(default = "//golden:released"),
        "subject": attr.string(doc = "or the path of one golden, below golden/ and without extension"),
    },
    test = True,
)

def _combination_benchmark_impl(ctx):
    """The family's program under the combination's name. Its first words come from `args`, which every executable rule has."""
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = executable, target_file = ctx.attr.main[DefaultInfo].files_to_run.executable, is_executable = True)
    goldens = [file for file in ctx.files.goldens if file.short_path in ctx.attr.golden]
    files = goldens + ([ctx.file.entry] if ctx.file.entry else [])
    runfiles = ctx.runfiles(files).merge(ctx.attr.main[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = executable, runfiles = runfiles)]

_BENCHMARK_ATTRIBUTES = {
    "entry": attr.label(allow_single_file = [".textproto"], doc = "the entry's own text; none for the version itself"),
    "golden": attr.string_list(doc = "the lock's files that say what is measured; they may be missing"),
    "goldens": attr.label(default = "//golden:golden"),
    "main": attr.label(mandatory = True, executable = True, cfg = "target"),
}

combination_benchmark = rule(
    implementation = _combination_benchmark_impl,
    attrs = _BENCHMARK_ATTRIBUTES,
    executable = True,
)

# One row of it runs and its answer is right.
combination_benchmark_test = rule(
    implementation = _combination_benchmark_impl,
    attrs = _BENCHMARK_ATTRIBUTES,
    test = True,
)

def _benchmark(combination, version, entry, large):
    """:<combination>_benchmark, and a smoke run of it as a test."""
    golden = ["golden/%s/%s.textproto" % (_family(), version)]
    words = ["--builder=" + version]
    if entry:
        words.append("--entry=weights/%s/%s_%s.textproto" % (_family(), version, entry))
        golden.append("golden/%s/%s/%s.textproto" % (_family(), version, entry))
    words += ["--golden=" + file for file in golden]
    attributes = {
        "entry": "//weights/%s:%s_%s.textproto" % (_family(), version, entry) if entry else None,
        "golden": golden,
        "main": ":benchmarks_main",
        "testonly": True,
    }
    combination_benchmark(
        name = combination + "_benchmark",
        args = words,
        **attributes
    )
    combination_benchmark_test(
        name = combination + "_benchmark_test",
        size = "medium",
        args = words + ["--assay_smoke", "--benchmark_filter=^Forward/.*/float32/eager/batch:1$$"],
        tags = [_BENCHMARK_TAG] + (_LARGE if large else []),
        **attributes
    )

def _family():
    return native.package_name().split("/")[-1]

# Who uses models and families of them: default_visibility of their packages.
FAMILY_VISIBILITY = [
    "//:__pkg__",
    "//benchmarks:__subpackages__",
    "//docs:__subpackages__",
    "//harness:__subpackages__",
    "//models:__subpackages__",
    "//tools:__subpackages__",
]

def model_library(name, srcs, hdrs, deps = []):
    """A family's cc_library, and :legacy beside it, its builders as old code calls them (legacy.h).

    Args:
      name: the family's.
      srcs: as of a cc_library.
      hdrs: as of a cc_library.
      deps: what it needs beside what every family does, and beside the enums of its builders.
    """
    native.cc_library(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        # Known by name without being called.
        alwayslink = True,
        copts = TORCH_NN,
        deps = [
            "//models:builder",
            "//models:model",
            "//models/layers:torch_nn",
            "@libtorch//:torch",
            "@system//:absl",
        ] + ["//weights/%s:%s" % (name, builder) for builder in WITH_WEIGHTS[name]] + deps,
    )
    native.cc_library(
        name = "legacy",
        hdrs = ["legacy.h"],
        deps = [
            ":" + name,
            "//models:legacy_builder",
        ],
    )

def model_version(name, large = False):
    """The tests of one builder version: against the lock, and against the newest release.

    Args:
      name: the builder's.
      large: whether its probe takes gigabytes.
    """
    combination_test(
        name = name + "_test",
        size = "medium",
        builder = name,
        golden = "%s/%s" % (_family(), name),
        main = ":combinations_main",
        tags = [_TAG] + (_LARGE if large else []),
    )
    compatibility_test(
        name = name + "_bc_test",
        size = "small",
        subject = "%s/%s" % (_family(), name),
        tags = [_COMPATIBILITY_TAG],
    )
    _benchmark(name, name, None, large)

def weight_entry(version, name, file, extra_files = {}, golden_inputs = "photographs", dataset = "ImageNet-1K", large = False):
    """The tests of one version x entry: against the lock, and against the newest release.

    Args:
      version: the builder's name.
      name: the entry's.
      file: the weight file: a packaged one, or @local_weights//:NAME for one that the user may have.
      extra_files: {role: label} of other files that the entry names: {"vocabulary": "@minilm_l6_v2_weights//:vocab.txt"}.
      golden_inputs: what the model is asked, a key of GOLDEN_INPUTS: "photographs" or "sentences".
      dataset: what its accuracy is measured on, a key of DATASETS, of a model that is asked photographs.
      large: as the version's.
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
        tags = [_TAG] + (_LARGE if large else []),
    )
    if golden_inputs == "photographs":
        combination_test(
            name = "%s_%s_accuracy_test" % (version, name),
            # 50,000 photographs take hours on a few cores.
            size = "enormous" if DATASETS[dataset].startswith("@local_data") else "medium",
            builder = version,
            data = [DATASETS[dataset]],
            entry = "//weights/%s:%s_%s.textproto" % (_family(), version, name),
            file = file,
            golden = "%s/%s/%s" % (_family(), version, name),
            main = ":combinations_main",
            tags = [_ACCURACY_TAG],
        )
    compatibility_test(
        name = "%s_%s_bc_test" % (version, name),
        size = "small",
        subject = "%s/%s/%s" % (_family(), version, name),
        tags = [_COMPATIBILITY_TAG],
    )
    _benchmark("%s_%s" % (version, name), version, name, large)

def model_family(name, library):
    """The family's test body, and the suites of all its versions and combinations. The last call of a BUILD file.

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
    native.cc_binary(
        name = "benchmarks_main",
        testonly = True,
        deps = [
            library,
            "//benchmarks:combination_benchmark",
        ],
    )
    for suite, tag in {name: _TAG, "compatibility": _COMPATIBILITY_TAG, "accuracy": _ACCURACY_TAG, "benchmarks": _BENCHMARK_TAG}.items():
        tests = [rule["name"] for rule in native.existing_rules().values() if tag in rule.get("tags", [])]
        if not tests and tag == _ACCURACY_TAG:
            continue
        if not tests:
            # An empty list would select every test of the package.
            fail("model_family() must come after the family's model_version() and weight_entry() calls")
        native.test_suite(
            name = suite,
            tests = [":" + test for test in tests],
            visibility = ["//models:__pkg__"],
        )

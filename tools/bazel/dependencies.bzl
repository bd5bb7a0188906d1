"""All repositories that Assay's targets need, for this workspace and for one that uses Assay.

A WORKSPACE elsewhere (examples/consumer is a whole one):

    local_repository(name = "assay", path = "/where/assay/is")

    load("@assay//tools/bazel:dependencies.bzl", "assay_dependencies")

    assay_dependencies()

The name must be `assay`. Flags do not come along: copy examples/consumer/.bazelrc. The distribution's packages must be installed: `bazelw
--check` in Assay's folder lists what is missing. LIBTORCH, CUDA_HOME, ASSAY_HOME, ASSAY_WEIGHTS and ASSAY_DATA work as they do here, from the environment
or by --repo_env. A repository that the workspace has defined before under one of these names is left alone.
"""

load(":cuda.bzl", "cuda")
load(":libtorch.bzl", "libtorch")
load(":local_files.bzl", "local_files", "local_folders", "own_files")
load(":packaged_files.bzl", "packaged_files")
load(":system_libraries.bzl", "system_libraries")

def _folder_impl(ctx):
    root = ctx.path(ctx.attr.beside).dirname if ctx.attr.beside else ctx.path(ctx.attr.path)
    for child in root.readdir():
        ctx.symlink(child, child.basename)

# local_repository takes a path from the workspace's own root, which Assay's files are not below when it is used from elsewhere.
_folder = repository_rule(
    implementation = _folder_impl,
    attrs = {
        "beside": attr.label(doc = "a file of the folder"),
        "path": attr.string(doc = "or where the folder is"),
    },
    local = True,
    doc = "A folder as a repository.",
)

# What Bazel's own targets load: stubs of ours, and what comes with the distribution's packages.
_STUBS = ["rules_cc", "remote_coverage_tools"]
_DISTRIBUTION = {
    "rules_java": "/usr/share/bazel/rules/java",
    "rules_proto": "/usr/share/bazel/rules/proto",
    "platforms": "/usr/share/bazel/tools/platforms",
}

def assay_dependencies():
    """Defines the repositories. Each is fetched only when a target needs it."""
    known = native.existing_rules()
    for name in _STUBS:
        if name not in known:
            _folder(name = name, beside = Label("//tools/bazel/stubs/%s:WORKSPACE" % name))
    for name, path in _DISTRIBUTION.items():
        if name not in known:
            _folder(name = name, path = path)
    system_libraries(name = "system")
    libtorch(name = "libtorch")
    cuda()
    packaged_files()
    local_folders(
        name = "local_data",
        names = ["ImageNet-1K"],
        variable = "ASSAY_DATA",
    )
    if "trained_weights" not in known:
        own_files(
            name = "trained_weights",
            beside = Label("//weights/cifar_resnet:BUILD"),
            extension = "safetensors",
            folder = "trained",
        )
    local_files(
        name = "local_weights",
        cache = "weights",
        catalogue = "weights",
        variable = "ASSAY_WEIGHTS",
    )

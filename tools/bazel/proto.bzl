"""Protobuf schemas compiled to C++ with the distribution's protoc and linked with its runtime.

Bazel's own proto rules would build protoc from a download; here both come from Debian's packages, which match.
"""

load(":repository_root.bzl", "repository_root")

def assay_cc_proto(name, src, deps = [], visibility = None, testonly = False):
    """A C++ library from one .proto file, included as "<package>/<file>.pb.h".

    Example:
        assay_cc_proto(name = "catalog_cc_proto", src = "catalog.proto")
        assay_cc_proto(name = "golden_cc_proto", src = "golden.proto", deps = ["//weights:catalog_cc_proto"])

    Args:
      name: the cc_library. `<name>_sources` holds the .proto files, those of deps included.
      src: one .proto file of this package. It imports others by their path from the root ("weights/catalog.proto").
      deps: the assay_cc_proto targets of the files that src imports.
      visibility: of the library and its sources.
      testonly: as everywhere.
    """
    if not src.endswith(".proto"):
        fail("assay_cc_proto(name = %r): src = %r is not a .proto file" % (name, src))
    stem = src[:-len(".proto")]
    native.filegroup(
        name = name + "_sources",
        srcs = [src] + [_sources(dep) for dep in deps],
        testonly = testonly,
        visibility = visibility,
    )
    native.genrule(
        name = name + "_generate",
        srcs = [src, name + "_sources"],
        outs = [stem + ".pb.h", stem + ".pb.cc"],
        cmd = "$(execpath @system//:protoc) --proto_path={root} --cpp_out=$(BINDIR)/{root} $(execpath {src})".format(
            root = repository_root(),
            src = src,
        ),
        message = "Compiling schema",
        testonly = testonly,
        tools = ["@system//:protoc"],
        visibility = ["//visibility:private"],
    )
    native.cc_library(
        name = name,
        srcs = [stem + ".pb.cc"],
        hdrs = [stem + ".pb.h"],
        # protoc's code is not ours to mend.
        copts = ["-w"],
        testonly = testonly,
        visibility = visibility,
        deps = deps + ["@system//:protobuf"],
    )

def _sources(dep):
    if ":" not in dep:
        fail("assay_cc_proto: write the dependence %r in full, as //package:target" % dep)
    return dep + "_sources"

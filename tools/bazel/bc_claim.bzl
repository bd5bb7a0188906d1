"""Claims that an old builder is a new one under overrides of defaults, proven at every test run.

    load("//tools/bazel:bc_claim.bzl", "bc_claim")

    bc_claim(
        name = "resnet50_fpn_claim",
        catalogues = ["//weights/resnet:resnet50.textproto"],
        context = {
            "FeaturePyramidNetwork.init_over": "children",
            "FrozenBatchNorm2d.eps": "0.0",
        },
        new = "resnet50_fpn_v2",
        old = "resnet50_fpn",
        weight_files = ["@local_weights//:resnet50-0676ba61.pth", "@local_weights//:resnet50-11ad3fa6.pth"],
    )

gives
    :resnet50_fpn_claim_test   old and new bit for bit: on the probe, and on each weight file that is at hand
    :claims_main               the family's test body, compiled and linked once

The test fails where a part of the scope differs, where a part beyond the scope is equal (the claim says less than what holds),
and where an override is not needed (the claim is idle). A weight file that is not at hand makes it PENDING. What the parts are:
harness/claim.h. It is an error, not a failure, when a builder, a class or a parameter is not there, or a value does not fit.
"""

# "state" is always a part: models of other tensors have nothing that could be compared.
PARTS = ["state", "init", "output", "gradient", "training"]

def _bc_claim_test_impl(ctx):
    arguments = ["--old=" + ctx.attr.old, "--new=" + ctx.attr.new]
    arguments += ["--context=%s=%s" % (name, ctx.attr.context[name]) for name in sorted(ctx.attr.context)]
    arguments += ["--scope=" + part for part in ctx.attr.scope]
    arguments += ["--catalogue=" + file.short_path for file in ctx.files.catalogues]
    for target in ctx.attr.weight_files:
        # A target without files: not at hand.
        files = target.files.to_list()
        arguments.append("--weight_file=%s=%s" % (target.label.name, files[0].short_path if files else ""))
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = executable, target_file = ctx.executable.main, is_executable = True)
    arguments_file = ctx.actions.declare_file(ctx.label.name + ".arguments")
    ctx.actions.write(arguments_file, "\n".join(arguments) + "\n")
    runfiles = ctx.runfiles([arguments_file] + ctx.files.catalogues + ctx.files.weight_files)
    return [DefaultInfo(executable = executable, runfiles = runfiles.merge(ctx.attr.main[DefaultInfo].default_runfiles))]

_bc_claim_test = rule(
    implementation = _bc_claim_test_impl,
    attrs = {
        "catalogues": attr.label_list(allow_files = [".textproto"]),
        "context": attr.string_dict(mandatory = True, allow_empty = False),
        "main": attr.label(mandatory = True, executable = True, cfg = "target"),
        "new": attr.string(mandatory = True),
        "old": attr.string(mandatory = True),
        "scope": attr.string_list(mandatory = True, allow_empty = False),
        "weight_files": attr.label_list(allow_files = True),
    },
    test = True,
)

def bc_claim(name, old, new, context, scope = "all", catalogues = [], weight_files = [], library = None, tags = []):
    """A test that `old` is `new` under `context`.

    Args:
      name: "resnet50_fpn_claim"; the test is called <name>_test.
      old: the builder that was released.
      new: the builder that today's defaults make.
      context: the overrides, {"FrozenBatchNorm2d.eps": "0.0"}; each value is read as the class declares the parameter.
      scope: the PARTS that are equal, or "all". The others must differ.
      catalogues: the textproto of each enum whose entries the old builder, or its backbone, takes.
      weight_files: the file of each entry: a packaged one, or @local_weights//:NAME for one that the user may have.
      library: what links both builders; by default the family's own. All claims of a BUILD file share it.
      tags: of the test.
    """
    parts = PARTS if scope == "all" else scope
    for part in parts:
        if part not in PARTS:
            fail("bc_claim(name = %r): scope %r is neither \"all\" nor a list of %s" % (name, scope, PARTS))
    if not context:
        fail("bc_claim(name = %r): no context: that two builders are one without any override is no claim" % name)
    if not native.existing_rule("claims_main"):
        native.cc_binary(
            name = "claims_main",
            testonly = True,
            deps = [
                library or ":" + native.package_name().split("/")[-1],
                "//harness:claim_main",
            ],
        )
    _bc_claim_test(
        name = name + "_test",
        size = "medium",
        catalogues = catalogues,
        context = context,
        main = ":claims_main",
        new = new,
        old = old,
        scope = parts,
        tags = tags,
        weight_files = weight_files,
    )

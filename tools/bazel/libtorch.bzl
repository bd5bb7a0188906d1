"""LibTorch, from $LIBTORCH or from the pinned wheel.

@libtorch//:headers   the headers alone
@libtorch//:torch     LibTorch for the CPU
@libtorch//:torch_cuda  with CUDA (--config=cuda)
"""

load(":wheels.bzl", "ENVIRON", "TOOLCHAIN_WHEELS", "attrs_with_wheels", "fetch_wheel", "unpack_wheels")

# The wheel's headers of protobuf 3.13 would shadow the distribution's 3.21; nothing of LibTorch's C++ API includes them.
_SHADOWING = ["google"]

_TORCH_PATTERNS = "torch/lib/* torch/include/* torch-*/LICENSE torch-*/NOTICE torch-*/licenses/*"

def _link_children(ctx, source, destination, skip = []):
    for child in ctx.path(source).readdir():
        if child.basename not in skip:
            ctx.symlink(child, destination + "/" + child.basename)

def _cuda_runtime_of(ctx, root):
    """What libtorch_cpu.so of a CUDA build needs beside it: within the folder, or in the wheels unpacked beside it. A CPU build has none."""
    folders = [ctx.path(root + "/lib")]
    wheels = ctx.path(root + "/../nvidia")
    if wheels.exists:
        folders += [child.get_child("lib") for child in wheels.readdir()]
    found = {}
    for folder in folders:
        for child in folder.readdir() if folder.exists else []:
            if child.basename.startswith(("libcudart", "libcupti")) and ".so" in child.basename:
                found.setdefault(child.basename, str(child))
    return found.values()

def _libtorch_impl(ctx):
    root = ctx.os.environ.get("LIBTORCH", "")
    if root:
        for needed in ["include/ATen/ATen.h", "lib/libtorch_cpu.so"]:
            if not ctx.path(root + "/" + needed).exists:
                fail("assay: LIBTORCH=%s holds no %s: point it at an unpacked LibTorch 2.11, or unset it to use the pinned wheel" % (root, needed))
        runtime = _cuda_runtime_of(ctx, root)
    else:
        torch = fetch_wheel(ctx, *TOOLCHAIN_WHEELS["torch"])
        root = unpack_wheels(ctx, "torch-" + TOOLCHAIN_WHEELS["torch"][1][:12], [torch], _TORCH_PATTERNS) + "/torch"
        # libtorch_cpu.so of a CUDA build needs these two, even where no GPU is.
        wheels = [fetch_wheel(ctx, *TOOLCHAIN_WHEELS[name]) for name in ["nvidia-cuda-runtime", "nvidia-cuda-cupti"]]
        cuda = unpack_wheels(ctx, "cuda-runtime-" + TOOLCHAIN_WHEELS["nvidia-cuda-runtime"][1][:12], wheels, "nvidia/cu13/lib/*")
        runtime = [cuda + "/nvidia/cu13/lib/" + name for name in ["libcudart.so.13", "libcupti.so.13"]]
    _link_children(ctx, root + "/include", "include", _SHADOWING)
    libraries = []
    for name in ["libtorch_cpu.so", "libc10.so"]:
        ctx.symlink(root + "/lib/" + name, "lib/" + name)
        libraries.append("lib/" + name)
    for child in ctx.path(root + "/lib").readdir():
        if child.basename.startswith("libgomp") and ".so" in child.basename:
            ctx.symlink(child, "lib/" + child.basename)
            libraries.append("lib/" + child.basename)
    for path in runtime:
        ctx.symlink(path, "lib/" + path.split("/")[-1])
        libraries.append("lib/" + path.split("/")[-1])
    cuda_libraries = []
    for name in ["libtorch_cuda.so", "libc10_cuda.so", "libtorch_nvshmem.so"]:
        if ctx.path(root + "/lib/" + name).exists:
            ctx.symlink(root + "/lib/" + name, "lib/" + name)
            cuda_libraries.append("lib/" + name)
    ctx.template("BUILD", ctx.attr._build, {
        "{libraries}": repr(libraries),
        "{cuda_libraries}": repr(cuda_libraries),
    })

libtorch = repository_rule(
    implementation = _libtorch_impl,
    attrs = attrs_with_wheels({
        "_build": attr.label(default = "//tools/bazel:libtorch.BUILD"),
    }),
    environ = ENVIRON + ["LIBTORCH"],
)

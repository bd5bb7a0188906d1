"""CUDA: the toolkit as a repository, and kernels as C++ libraries. Only --config=cuda fetches or builds any of it.

    cuda_library(name = "normalize_cuda", srcs = ["normalize.cu"], hdrs = ["normalize.h"], deps = [...])
    cuda_cc_library(name = "device_properties_cuda", srcs = ["device_properties_cuda.cc"], hdrs = [...])
    cuda_test(name = "normalize_cuda_test", srcs = ["normalize_cuda_test.cc"], deps = [":normalize_cuda", ...])

@cuda//:toolkit   nvcc and what it reads: from $CUDA_HOME, or from pinned wheels where that is not set
@cuda//:cudart    the run-time library and the headers, for host code
@cudnn//:cudnn    cuDNN 9, from $CUDA_HOME where it holds one, else from the pinned wheel
@cudnn_frontend//:cudnn_frontend  the headers of its graph API in C++
@cuda_libraries//:cuda_libraries  what libtorch_cuda.so needs beside itself; @libtorch//:torch_cuda depends on it
"""

load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")
load(":wheels.bzl", "CUDA_LIBRARY_WHEELS", "CUDNN_FRONTEND_WHEEL", "CUDNN_WHEEL", "ENVIRON", "TOOLCHAIN_WHEELS", "attrs_with_wheels", "fetch_wheel", "unpack_wheels")

# NVIDIA A100 and H100. The last one's PTX is kept too, so that later devices run what is compiled when it loads.
_ARCHITECTURES = ["sm_80", "sm_90"]

_TOOLKIT_WHEELS = ["nvidia-cuda-nvcc", "nvidia-cuda-crt", "nvidia-nvvm", "nvidia-cuda-cccl", "nvidia-cuda-runtime", "nvidia-cuda-cupti"]

def _digest(wheels):
    """A name for a set of wheels, which changes with any of them."""
    return "".join([sha256[:4] for _, sha256 in wheels])

def _shared_library(ctx, folder, stem):
    """The name of libSTEM.so.N, as programs refer to it at run time."""
    for child in ctx.path(folder).readdir():
        parts = child.basename.split(".")
        if parts[:2] == ["lib" + stem, "so"] and len(parts) == 3:
            return child.basename
    fail("assay: %s holds no lib%s.so.N" % (folder, stem))

def _cuda_home(ctx):
    root = ctx.os.environ.get("CUDA_HOME", "")
    if root and not ctx.path(root + "/bin/nvcc").exists:
        fail("assay: CUDA_HOME=%s holds no bin/nvcc: point it at a CUDA toolkit, or unset it to use the pinned one" % root)
    return root

def _cuda_toolkit_impl(ctx):
    root = _cuda_home(ctx)
    if not root:
        wheels = [TOOLCHAIN_WHEELS[name] for name in _TOOLKIT_WHEELS]
        root = unpack_wheels(ctx, "cuda-toolkit-" + _digest(wheels), [fetch_wheel(ctx, *wheel) for wheel in wheels]) + "/nvidia/cu13"
    library_folder = root + ("/lib64" if ctx.path(root + "/lib64").exists else "/lib")
    for child in ["bin", "include", "nvvm"]:
        ctx.symlink(root + "/" + child, child)
    cudart = _shared_library(ctx, library_folder, "cudart")
    ctx.symlink(library_folder + "/" + cudart, "lib/" + cudart)
    ctx.file("BUILD", """# Made by tools/bazel/cuda.bzl from {root}.
package(default_visibility = ["//visibility:public"])

exports_files(["bin/nvcc"])

filegroup(
    name = "toolkit",
    srcs = glob(["bin/**", "include/**", "nvvm/bin/**", "nvvm/libdevice/**"]),
)

cc_library(
    name = "cudart",
    srcs = ["lib/{cudart}"],
    hdrs = glob(["include/**"]),
    includes = ["include"],
    linkopts = ["-ldl", "-lrt", "-pthread"],
)
""".format(root = root, cudart = cudart))

cuda_toolkit = repository_rule(
    implementation = _cuda_toolkit_impl,
    attrs = attrs_with_wheels({}),
    environ = ENVIRON + ["CUDA_HOME"],
    doc = "nvcc, its headers and the CUDA run-time library.",
)

def _cudnn_impl(ctx):
    root = _cuda_home(ctx)
    library_folder = root + "/lib64"
    if not root or not ctx.path(root + "/include/cudnn.h").exists:
        root = unpack_wheels(ctx, "cudnn-" + CUDNN_WHEEL[1][:12], [fetch_wheel(ctx, *CUDNN_WHEEL)], "nvidia/*") + "/nvidia/cudnn"
        library_folder = root + "/lib"

    # libcudnn.so.9 opens the others by name, beside itself.
    libraries = []
    for child in ctx.path(library_folder).readdir():
        if child.basename.startswith("libcudnn") and child.basename.endswith(".so.9"):
            ctx.symlink(child, "lib/" + child.basename)
            libraries.append("lib/" + child.basename)
    for child in ctx.path(root + "/include").readdir():
        if child.basename.startswith("cudnn"):
            ctx.symlink(child, "include/" + child.basename)
    ctx.file("BUILD", """# Made by tools/bazel/cuda.bzl from {root}.
cc_library(
    name = "cudnn",
    srcs = {libraries},
    hdrs = glob(["include/*.h"]),
    includes = ["include"],
    visibility = ["//visibility:public"],
    deps = ["@cuda//:cudart"],
)
""".format(root = root, libraries = repr(sorted(libraries))))

cudnn = repository_rule(
    implementation = _cudnn_impl,
    attrs = attrs_with_wheels({}),
    environ = ENVIRON + ["CUDA_HOME"],
    doc = "cuDNN 9.",
)

def _cudnn_frontend_impl(ctx):
    name = "cudnn-frontend-" + CUDNN_FRONTEND_WHEEL[1][:12]
    root = unpack_wheels(ctx, name, [fetch_wheel(ctx, *CUDNN_FRONTEND_WHEEL)], "include/* *.dist-info/licenses/*")
    ctx.symlink(root + "/include", "include")
    ctx.file("BUILD", """# Made by tools/bazel/cuda.bzl from {requirement}.
cc_library(
    name = "cudnn_frontend",
    hdrs = glob(["include/**"]),
    includes = ["include"],
    visibility = ["//visibility:public"],
    deps = ["@cudnn//:cudnn"],
)
""".format(requirement = CUDNN_FRONTEND_WHEEL[0]))

cudnn_frontend = repository_rule(
    implementation = _cudnn_frontend_impl,
    attrs = attrs_with_wheels({}),
    environ = ENVIRON,
    doc = "The C++ headers of cuDNN's graph API.",
)

def _cuda_libraries_impl(ctx):
    wheels = CUDA_LIBRARY_WHEELS + [CUDNN_WHEEL]
    root = unpack_wheels(ctx, "cuda-libraries-" + _digest(wheels), [fetch_wheel(ctx, *wheel) for wheel in wheels], "*/lib/*.so*") + "/nvidia"
    libraries = []
    for package in ctx.path(root).readdir():
        for child in ctx.path(str(package) + "/lib").readdir():
            if ".so" in child.basename:
                ctx.symlink(child, "lib/" + child.basename)
                libraries.append("lib/" + child.basename)
    ctx.file("BUILD", """# Made by tools/bazel/cuda.bzl.
cc_library(
    name = "cuda_libraries",
    srcs = {libraries},
    visibility = ["//visibility:public"],
)
""".format(libraries = repr(sorted(libraries))))

cuda_libraries = repository_rule(
    implementation = _cuda_libraries_impl,
    attrs = attrs_with_wheels({}),
    environ = ENVIRON,
    doc = "The CUDA libraries, of the versions that the pinned LibTorch was made for.",
)

def cuda():
    """The repositories, for WORKSPACE. Each is fetched only when a target of --config=cuda needs it."""
    cuda_toolkit(name = "cuda")
    cudnn(name = "cudnn")
    cudnn_frontend(name = "cudnn_frontend")
    cuda_libraries(name = "cuda_libraries")

def _gencode(architectures):
    numbers = [architecture[len("sm_"):] for architecture in architectures]
    flags = ["-gencode=arch=compute_%s,code=sm_%s" % (number, number) for number in numbers]
    return flags + ["-gencode=arch=compute_%s,code=compute_%s" % (numbers[-1], numbers[-1])]

def _compile(ctx, source, cc_toolchain, features, context):
    nvcc = [file for file in ctx.files.toolkit if file.path.endswith("/bin/nvcc")][0]
    object = ctx.actions.declare_file("%s.objs/%s.o" % (ctx.label.name, source.basename))
    arguments = ctx.actions.args()
    arguments.add_all(["-c", "-x", "cu", source, "-o", object, "-std=c++20", "-O3", "-Xcompiler=-fPIC,-Wall,-Wextra,-Wno-unused-parameter"])
    arguments.add("-ccbin", cc_common.get_tool_for_action(feature_configuration = features, action_name = "c++-compile"))
    arguments.add_all(_gencode(ctx.attr.architectures))

    # A kernel that spills or that fails to launch for lack of registers is found here, not at run time.
    arguments.add_all(["--Werror=cross-execution-space-call,ext-lambda-captures-this", "-Xptxas=--warn-on-spills"])
    arguments.add_all(ctx.attr.copts)
    # nvcc has no -iquote.
    arguments.add_all(context.quote_includes, before_each = "-I", uniquify = True)
    arguments.add_all(context.includes, before_each = "-I")
    arguments.add_all(context.system_includes, before_each = "-isystem")
    arguments.add_all(context.defines, format_each = "-D%s")
    ctx.actions.run(
        executable = nvcc,
        arguments = [arguments],
        inputs = depset([source] + ctx.files.hdrs, transitive = [context.headers, depset(ctx.files.toolkit), cc_toolchain.all_files]),
        outputs = [object],
        # nvcc finds the host compiler's parts and makes temporary files; nothing of the caller's environment reaches it.
        env = {"PATH": "/usr/bin:/bin"},
        mnemonic = "CudaCompile",
        progress_message = "Compiling %s for %s" % (source.short_path, " ".join(ctx.attr.architectures)),
    )
    return object

def _cuda_objects_impl(ctx):
    cc_toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = cc_toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    dependencies = cc_common.merge_cc_infos(cc_infos = [dep[CcInfo] for dep in ctx.attr.deps])
    here = cc_common.create_compilation_context(
        headers = depset(ctx.files.hdrs),
        quote_includes = depset([".", ctx.genfiles_dir.path]),
    )
    merged = cc_common.merge_cc_infos(cc_infos = [CcInfo(compilation_context = here), dependencies])
    objects = [_compile(ctx, source, cc_toolchain, features, merged.compilation_context) for source in ctx.files.srcs]
    linking, _ = cc_common.create_linking_context_from_compilation_outputs(
        actions = ctx.actions,
        name = ctx.label.name,
        feature_configuration = features,
        cc_toolchain = cc_toolchain,
        compilation_outputs = cc_common.create_compilation_outputs(objects = depset(objects), pic_objects = depset(objects)),
        linking_contexts = [dependencies.linking_context],
        disallow_dynamic_library = True,
    )
    return [
        DefaultInfo(files = depset(objects)),
        CcInfo(compilation_context = merged.compilation_context, linking_context = linking),
    ]

_cuda_objects = rule(
    implementation = _cuda_objects_impl,
    attrs = {
        "srcs": attr.label_list(allow_files = [".cu"], mandatory = True),
        "hdrs": attr.label_list(allow_files = [".h", ".cuh"]),
        "deps": attr.label_list(providers = [CcInfo]),
        "copts": attr.string_list(),
        "architectures": attr.string_list(mandatory = True),
        "toolkit": attr.label_list(allow_files = True),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def _with_cuda(labels):
    """The labels under --config=cuda alone: a build without it must not even fetch what they lie in."""
    return select({"//tools/bazel:cuda": labels, "//conditions:default": []})

def _only_with_cuda(kwargs):
    """The attributes by which `bazel test //...` skips a target without --config=cuda, and .ci/run finds it."""
    result = dict(kwargs)
    result["tags"] = ["cuda"] + kwargs.get("tags", [])
    result["target_compatible_with"] = select({
        "//tools/bazel:cuda": [],
        "//conditions:default": ["@platforms//:incompatible"],
    })
    return result

def cuda_library(name, srcs, deps = [], architectures = _ARCHITECTURES, **kwargs):
    """Kernels (.cu) that C++ targets link like any library.

    Args:
      name: of the library.
      srcs: .cu files. One that includes no LibTorch header compiles in a few seconds, one that does in thirty.
      deps: C++ or CUDA libraries.
      architectures: "sm_80" and the like, oldest first.
      **kwargs: hdrs (plain C++ that declares the functions which launch the kernels), copts (of nvcc), the common attributes.
    """
    _cuda_objects(
        name = name,
        srcs = srcs,
        deps = deps + _with_cuda(["@cuda//:cudart"]),
        toolkit = _with_cuda(["@cuda//:toolkit"]),
        architectures = architectures,
        **_only_with_cuda(kwargs)
    )

def cuda_cc_library(name, deps = [], cuda_deps = [], **kwargs):
    """A cc_library that calls CUDA's run-time library and holds no kernel. .ci/run compiles it, and links nothing.

    Args:
      name: of the library.
      deps: any libraries.
      cuda_deps: those in repositories that only --config=cuda may fetch, as @cudnn//:cudnn.
      **kwargs: of cc_library.
    """
    native.cc_library(
        name = name,
        deps = deps + _with_cuda(["@cuda//:cudart"] + cuda_deps),
        **_only_with_cuda(kwargs)
    )

def cuda_test(name, srcs, deps = [], cuda_deps = [], **kwargs):
    """A cc_test that needs a device to run, and CUDA's run-time library to build. cuda_deps: as of cuda_cc_library."""
    native.cc_test(
        name = name,
        srcs = srcs,
        deps = deps + _with_cuda(["@cuda//:cudart"] + cuda_deps),
        **_only_with_cuda(kwargs)
    )

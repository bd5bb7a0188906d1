"""A header that is compiled once for all who include it first.

    load("//tools/bazel:precompiled_header.bzl", "precompiled_header")

    precompiled_header(
        name = "torch_nn",
        hdr = "torch_nn.txt",     # what the header includes
        deps = ["@libtorch//:torch"],
    )

gives a cc_library, which those depend on whose sources need most of the header. They compile with TORCH_NN of the package's .bzl file as `copts`: -include,
since the compiler takes such a header as the first of a source alone. Sources go on including what they use: where the precompiled header does not
fit a target's flags, or is not there, the compiler reads the text.
"""

load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

# One file for each set of flags that .bazelrc gives: sources, and tests.
_VARIANTS = {
    "optimised": [],
    "tests": ["-O0", "-U_FORTIFY_SOURCE"],
}

def _compile(ctx, header, flags, output):
    cc_toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = cc_toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    context = cc_common.merge_cc_infos(cc_infos = [dep[CcInfo] for dep in ctx.attr.deps]).compilation_context
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = cc_toolchain,
        source_file = header.path,
        output_file = output.path,
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + ["-w", "-x", "c++-header"] + flags,
        include_directories = context.includes,
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
        preprocessor_defines = context.defines,
        use_pic = True,
    )
    arguments = ctx.actions.args()
    arguments.add_all(cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = "c++-compile",
        variables = variables,
    ))
    ctx.actions.run(
        executable = cc_common.get_tool_for_action(feature_configuration = features, action_name = "c++-compile"),
        arguments = [arguments],
        inputs = depset([header], transitive = [context.headers, cc_toolchain.all_files]),
        outputs = [output],
        env = cc_common.get_environment_variables(
            feature_configuration = features,
            action_name = "c++-compile",
            variables = variables,
        ),
        mnemonic = "CppPrecompile",
        progress_message = "Precompiling %s" % header.short_path,
    )

def _headers_impl(ctx):
    header = ctx.actions.declare_file(ctx.attr.header)
    ctx.actions.expand_template(template = ctx.file.hdr, output = header, substitutions = {})
    outputs = [header]
    for name, flags in _VARIANTS.items():
        # The compiler looks through a folder of this name for one that fits.
        output = ctx.actions.declare_file("%s.gch/%s" % (ctx.attr.header, name))
        _compile(ctx, header, flags, output)
        outputs.append(output)
    return [DefaultInfo(files = depset(outputs))]

_headers = rule(
    implementation = _headers_impl,
    attrs = {
        "hdr": attr.label(allow_single_file = True, mandatory = True),
        "header": attr.string(mandatory = True),
        "deps": attr.label_list(providers = [CcInfo]),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def precompiled_header(name, hdr, deps, visibility = None):
    """A cc_library of NAME.h, precompiled.

    Args:
      name: of the library; its header is NAME.h in the package's folder of the build's outputs.
      hdr: a file of `#include` lines, under another name than the header's: beside the source the compiler would find that one first.
      deps: what they include.
      visibility: of the library.
    """
    _headers(
        name = name + "_files",
        hdr = hdr,
        header = name + ".h",
        deps = deps,
    )
    native.cc_library(
        name = name,
        hdrs = [":" + name + "_files"],
        visibility = visibility,
        deps = deps,
    )

"""Tests that wrong code does not compile, and that the compiler says what a user needs to read.

    load("//tools/bazel:compile_failure.bzl", "compile_failure_test")

    compile_failure_test(
        name = "weights_traits_errors_test",
        src = "weights_traits_errors.cc",
        deps = [":weights_traits"],
    )

where weights_traits_errors.cc marks what must be refused, and with which words:

    std::string Name(int weights) {
      // EXPECT-ERROR: no matching function for call
      return FullName(weights);
    }

One compile (-fsyntax-only) checks all marked statements of a file, so that the headers are parsed once: 1 s, or 20 s with LibTorch's.
The test fails where a marked statement compiles or is refused in other words, and where anything unmarked is refused: what is
not marked is the control, so that no slip elsewhere makes the test pass. tools/compile_failure/expectations.h has the marks.
"""

load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_CHECK = str(Label("//tools/compile_failure:check_diagnostics"))

def _compiler_diagnostics_impl(ctx):
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
        source_file = ctx.file.src.path,
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + ctx.attr.copts +
                             ["-fsyntax-only", "-fmax-errors=0", "-fmessage-length=0", "-fdiagnostics-color=never"],
        include_directories = context.includes,
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
        preprocessor_defines = context.defines,
    )
    diagnostics = ctx.actions.declare_file(ctx.label.name)
    arguments = ctx.actions.args()
    arguments.add(diagnostics)
    arguments.add(cc_common.get_tool_for_action(feature_configuration = features, action_name = "c++-compile"))
    arguments.add_all(cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = "c++-compile",
        variables = variables,
    ))
    environment = dict(cc_common.get_environment_variables(
        feature_configuration = features,
        action_name = "c++-compile",
        variables = variables,
    ))

    # Messages in English, without typographic quotes.
    environment["LC_ALL"] = "C"
    ctx.actions.run_shell(
        command = "out=$1; shift; \"$@\" >\"$out\" 2>&1; echo \"exit status $?\" >>\"$out\"",
        arguments = [arguments],
        inputs = depset([ctx.file.src], transitive = [context.headers, cc_toolchain.all_files]),
        outputs = [diagnostics],
        env = environment,
        mnemonic = "CppDiagnose",
        progress_message = "Compiling %s, which must fail" % ctx.file.src.short_path,
    )
    return [DefaultInfo(files = depset([diagnostics]), runfiles = ctx.runfiles([diagnostics]))]

compiler_diagnostics = rule(
    implementation = _compiler_diagnostics_impl,
    attrs = {
        "src": attr.label(allow_single_file = [".cc"], mandatory = True),
        "deps": attr.label_list(providers = [CcInfo]),
        "copts": attr.string_list(),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    doc = "What the compiler says of a source file, and its exit status: a file of the target's name. Never fails.",
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def compile_failure_test(name, src, deps = [], copts = [], size = "small", **kwargs):
    """Tests that the marked statements of a file do not compile, and that all else in it does.

    Args:
      name: of the test. `<name>_diagnostics` is what the compiler said.
      src: a .cc file with `// EXPECT-ERROR: text` marks; it belongs to no other target.
      deps: as of a cc_library.
      copts: more of the compiler's options, such as -Werror=deprecated-declarations.
      size: as of every test.
      **kwargs: the other attributes of a test.
    """
    diagnostics = name + "_diagnostics"
    compiler_diagnostics(
        name = diagnostics,
        testonly = True,
        src = src,
        copts = copts,
        tags = kwargs.get("tags", []),
        visibility = ["//visibility:private"],
        deps = deps,
    )
    native.sh_test(
        name = name,
        size = size,
        srcs = [_CHECK],
        args = ["$(rootpath %s)" % src, "$(rootpath %s)" % diagnostics],
        data = [src, diagnostics],
        **kwargs
    )

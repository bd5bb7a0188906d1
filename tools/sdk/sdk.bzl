"""What applications link, by name, for Bazel and for the install tree alike.

    load("//tools/sdk:sdk.bzl", "sdk_component", "sdk_files")

    sdk_component(
        name = "resnet",
        components = ["models"],
        public = ["//models/resnet", "//weights/resnet:resnet50"],
        whole_archive = True,
    )
    sdk_files(name = "sdk_files", components = ["models", "resnet"], version = "0.1.0", everything = ["//models:all"])

A component is a cc_library for Bazel (@assay//:resnet), and one static library with its headers and a CMake target for the install
tree (Assay::resnet). `public` names the targets whose `hdrs` are installed; what they link beyond the components below goes into the
archive. Each of our targets is in the archive of one component alone: the analysis fails where two would hold it, and where no
component holds what `everything` links. The build fails where a public header includes one of ours that its component and those below do
not install (check_includes.sh).
"""

load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

AssayComponentInfo = provider(
    doc = "A component of the install tree.",
    fields = {
        "name": "of the component",
        "archive": "its static library; None where it only has headers",
        "headers": "the public ones",
        "checked": "a file that is made where these include only what is installed; None without headers",
        "included": "paths of all headers that it and those below install, as a dict",
        "whole_archive": "whether all of the archive is linked, since it registers itself",
        "components": "names of those below",
        "system": "names of the @system libraries that it adds to those below",
        "libtorch": "the shared libraries of LibTorch that it links",
        "own": "labels of the targets in the archive, as a dict",
        "linked": "labels of all targets in its archive and those below, as a dict",
    },
)

def _own_objects(linker_input):
    objects = []
    for library in linker_input.libraries:
        objects += library.pic_objects or library.objects or []
    return objects

# The archiver's q appends: r would replace a member by another of the same base name.
_ARCHIVE = "rm -f \"$2\" && \"$1\" qcsD \"$2\" \"${@:3}\""

def _archive(ctx, objects):
    cc_toolchain = find_cpp_toolchain(ctx)
    archive = ctx.actions.declare_file("sdk/libassay_%s.a" % ctx.attr.component)
    arguments = ctx.actions.args()
    arguments.add(cc_toolchain.ar_executable)
    arguments.add(archive)
    arguments.add_all(objects)
    ctx.actions.run_shell(
        command = _ARCHIVE,
        arguments = [arguments],
        inputs = depset(objects, transitive = [cc_toolchain.all_files]),
        outputs = [archive],
        mnemonic = "SdkArchive",
        progress_message = "Archiving %s" % archive.short_path,
    )
    return archive

def _path(file):
    """From the root of its repository."""
    return file.short_path.split("/", 2)[2] if file.short_path.startswith("../") else file.short_path

def _check_includes(ctx, headers, included):
    """A file that is made where the headers include only what is installed."""
    installed = ctx.actions.declare_file("sdk/%s_included" % ctx.attr.component)
    ctx.actions.write(installed, "\n".join(sorted(included.keys())) + "\n")
    checked = ctx.actions.declare_file("sdk/%s_checked" % ctx.attr.component)
    arguments = ctx.actions.args()
    arguments.add_all([checked, ctx.executable._check_includes, ctx.attr.component, installed])
    arguments.add_all(headers)
    ctx.actions.run_shell(
        command = "\"${@:2}\" && touch \"$1\"",
        arguments = [arguments],
        inputs = headers + [installed],
        outputs = [checked],
        tools = [ctx.executable._check_includes],
        mnemonic = "SdkCheckIncludes",
        progress_message = "Checking what the headers of %s include" % ctx.attr.component,
    )
    return checked

def _component_impl(ctx):
    below = [component[AssayComponentInfo] for component in ctx.attr.components]
    linked, included = {}, {}
    for component in below:
        linked.update(component.linked)
        included.update(component.included)
    linking = cc_common.merge_cc_infos(cc_infos = [target[CcInfo] for target in ctx.attr.public]).linking_context
    objects, own, system = [], {}, {}
    libtorch = []
    for linker_input in linking.linker_inputs.to_list():
        owner = str(linker_input.owner)
        if linker_input.owner.workspace_name == "system":
            system[linker_input.owner.name] = True
        elif linker_input.owner.workspace_name == "libtorch":
            libtorch += [
                library.resolved_symlink_dynamic_library or library.dynamic_library
                for library in linker_input.libraries
            ]
        elif owner not in linked:
            objects += _own_objects(linker_input)
            own[owner] = True
    linked.update(own)
    headers = []
    for target in ctx.attr.public:
        context = target[CcInfo].compilation_context
        headers += context.direct_public_headers

        # What public headers include without being meant for anyone else.
        headers += [header for header in context.direct_private_headers if "/internal/" in header.path]
    included.update({_path(header): True for header in headers})
    return [AssayComponentInfo(
        name = ctx.attr.component,
        archive = _archive(ctx, objects) if objects else None,
        headers = headers,
        checked = _check_includes(ctx, headers, included) if headers else None,
        included = included,
        whole_archive = ctx.attr.whole_archive,
        components = [component.name for component in below],
        system = sorted(system.keys()),
        libtorch = libtorch,
        own = own,
        linked = linked,
    )]

_component = rule(
    implementation = _component_impl,
    attrs = {
        "component": attr.string(mandatory = True),
        "public": attr.label_list(providers = [CcInfo], mandatory = True),
        "components": attr.label_list(providers = [AssayComponentInfo]),
        "whole_archive": attr.bool(),
        "_check_includes": attr.label(default = "//tools/sdk:check_includes.sh", allow_single_file = True, executable = True, cfg = "exec"),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def sdk_component(name, public, components = [], whole_archive = False):
    """One component: a public cc_library of this name, and what sdk_files() installs of it.

    Args:
      name: of the component, and of the library that Bazel users depend on.
      public: the targets whose headers applications include.
      components: the names of the components below: what they hold, this one links.
      whole_archive: whether it registers itself when a program starts, so that a linker must not drop what nothing calls.
    """
    native.cc_library(
        name = name,
        visibility = ["//visibility:public"],
        deps = public + [":" + component for component in components],
    )
    _component(
        name = name + "_component",
        component = name,
        components = [":%s_component" % component for component in components],
        public = public,
        whole_archive = whole_archive,
    )

def _check_disjoint(components):
    holder = {}
    for component in components:
        for owner in component.own:
            if owner in holder:
                fail("%s would be in the archives of both %s and %s, and be linked twice: make it part of a component below both" %
                     (owner, holder[owner], component.name))
            holder[owner] = component.name
    return holder

def _check_complete(holder, everything):
    for target in everything:
        for linker_input in target[CcInfo].linking_context.linker_inputs.to_list():
            if linker_input.owner.workspace_name in ["system", "libtorch"] or not _own_objects(linker_input):
                continue
            if str(linker_input.owner) not in holder:
                fail("%s is linked by %s, but is in no component of the SDK: add it to one in //BUILD" %
                     (linker_input.owner, target.label))

def _cmake(component):
    words = ["assay_component(%s" % component.name]
    if component.archive:
        words.append("ARCHIVE " + component.archive.basename)
    if component.whole_archive:
        words.append("WHOLE_ARCHIVE")
    if component.components:
        words.append("COMPONENTS " + " ".join(component.components))
    system = component.system + (["libtorch"] if component.libtorch else [])
    if system:
        words.append("LIBRARIES " + " ".join(system))
    return " ".join(words) + ")\n"

def _runfile(ctx, file):
    return file.short_path[len("../"):] if file.short_path.startswith("../") else ctx.workspace_name + "/" + file.short_path

def _sdk_files_impl(ctx):
    components = [component[AssayComponentInfo] for component in ctx.attr.components]
    _check_complete(_check_disjoint(components), ctx.attr.everything)
    cmake = ctx.actions.declare_file("sdk/AssayComponents.cmake")
    ctx.actions.write(cmake, "# Made by tools/sdk/sdk.bzl.\n" + "".join([_cmake(component) for component in components]))
    installed = {"lib/cmake/Assay/AssayComponents.cmake": cmake}
    for component in components:
        if component.archive:
            installed["lib/" + component.archive.basename] = component.archive
        for header in component.headers:
            installed["include/assay/" + _path(header)] = header
    for target, folder in ctx.attr.files.items():
        for file in target.files.to_list():
            installed["%s/%s" % (folder, file.basename)] = file

    # Nothing reads them, but the installer is not built without them.
    checked = [component.checked for component in components if component.checked]
    libtorch = depset([library for component in components for library in component.libtorch]).to_list()
    manifest = ctx.actions.declare_file("sdk/manifest")
    lines = ["version " + ctx.attr.version]
    lines += ["libtorch " + _runfile(ctx, library) for library in libtorch]
    lines += ["file %s %s" % (path, _runfile(ctx, file)) for path, file in sorted(installed.items())]
    ctx.actions.write(manifest, "\n".join(lines) + "\n")
    return [DefaultInfo(
        files = depset([manifest]),
        runfiles = ctx.runfiles([manifest] + installed.values() + checked + libtorch),
    )]

sdk_files = rule(
    implementation = _sdk_files_impl,
    attrs = {
        "components": attr.label_list(providers = [AssayComponentInfo], mandatory = True, doc = "those below first"),
        "everything": attr.label_list(providers = [CcInfo], doc = "libraries of which no part may be left out"),
        "files": attr.label_keyed_string_dict(allow_files = True, doc = "other files, and the folder of the tree that they go to"),
        "version": attr.string(mandatory = True),
    },
    doc = "What //:sdk installs, and the manifest of it (tools/sdk/manifest.h).",
)

def _public_headers_impl(ctx):
    headers = [header for component in ctx.attr.components for header in component[AssayComponentInfo].headers]
    all_of_them = ctx.actions.declare_file(ctx.label.name + ".h")
    ctx.actions.write(all_of_them, "".join(["#include \"%s\"\n" % _path(header) for header in headers]))
    return [
        DefaultInfo(files = depset(headers), runfiles = ctx.runfiles(headers)),
        CcInfo(compilation_context = cc_common.create_compilation_context(
            headers = depset(headers + [all_of_them]),
            quote_includes = depset([".", ctx.bin_dir.path]),
        )),
    ]

public_headers = rule(
    implementation = _public_headers_impl,
    attrs = {"components": attr.label_list(providers = [AssayComponentInfo], mandatory = True)},
    doc = "The headers that //:sdk installs, and one that includes them all, of the target's name. It links nothing.",
)

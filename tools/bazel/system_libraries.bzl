"""The libraries that come from the distribution's packages, found by name.

Static archives are linked where the package holds them, so that a binary runs on a machine that has only LibTorch.
A missing package is one line that says how to get it; nothing is ever built from a download.
"""

# target: what proves it is there (a header), its Debian package, the archives (in one group, so that their order is free),
# and what these need from the C library.
LIBRARIES = {
    "absl": struct(package = "libabsl-dev", header = "absl/status/statusor.h", archives = "absl_*", needs = ["-pthread"]),
    "benchmark": struct(package = "libbenchmark-dev", header = "benchmark/benchmark.h", archives = "", needs = ["-lbenchmark", "-pthread"]),
    "crypto": struct(package = "libssl-dev", header = "openssl/evp.h", archives = "crypto", needs = ["-ldl", "-pthread"]),
    # Not its static archive, which needs a dozen more (ssh2, nghttp2, krb5, ldap, ...): only programs that fetch link it, and each
    # of them needs a network anyway. It brings a shared libcrypto of its own, whose calls must not end in our static one.
    "curl": struct(package = "libcurl4-openssl-dev", header = "curl/curl.h", archives = "", needs = ["-lcurl", "-Wl,--exclude-libs,libcrypto.a:libz.a"]),
    "deflate": struct(package = "libdeflate-dev", header = "libdeflate.h", archives = "deflate", needs = []),
    "gtest": struct(package = "libgmock-dev", header = "gmock/gmock.h", archives = "gtest gmock", needs = ["-pthread"]),
    "jpeg": struct(package = "libjpeg62-turbo-dev", header = "jpeglib.h", archives = "jpeg", needs = []),
    "json": struct(package = "nlohmann-json3-dev", header = "nlohmann/json.hpp", archives = "", needs = []),
    "png": struct(package = "libpng-dev", header = "png.h", archives = "png16 z", needs = ["-lm"]),
    "protobuf": struct(package = "libprotobuf-dev", header = "google/protobuf/message.h", archives = "protobuf", needs = ["-pthread"]),
    "utf8proc": struct(package = "libutf8proc-dev", header = "utf8proc.h", archives = "utf8proc", needs = []),
    "zlib": struct(package = "zlib1g-dev", header = "zlib.h", archives = "z", needs = []),
}

_TARGET = """
cc_library(
    name = "{name}",
    linkopts = {linkopts},
    visibility = ["//visibility:public"],
)
"""

def _find_header(ctx, header):
    multiarch = ctx.os.environ.get("ASSAY_MULTIARCH", "x86_64-linux-gnu")
    for folder in ["/usr/include/", "/usr/include/" + multiarch + "/"]:
        if ctx.path(folder + header).exists:
            return True
    return False

def _archives(ctx, patterns):
    """The linker's names of the archives that the patterns (NAME or PREFIX*) match."""
    found = []
    for pattern in patterns.split(" "):
        if not pattern:
            continue
        listing = ctx.execute(["sh", "-c", "ls /usr/lib/*/lib%s.a /usr/lib/lib%s.a 2>/dev/null" % (pattern, pattern)])
        for path in listing.stdout.splitlines():
            name = path.split("/")[-1]
            if name not in found:
                found.append(name)
    return found

def _licence(ctx, package):
    """The file of a package's licence, for those who hand on what they linked from it."""
    licence = "licences/%s/copyright" % package
    debians = "/usr/share/doc/%s/copyright" % package
    if ctx.path(debians).exists:
        ctx.symlink(debians, licence)
    else:
        # A system that is not Debian's kin keeps it elsewhere.
        ctx.file(licence, "%s was not there when this was built: see the licence of your system's package.\n" % debians)
    return "\nexports_files([\"%s\"])\n" % licence

def _system_libraries_impl(ctx):
    build = ["# Made by tools/bazel/system_libraries.bzl.\n"]
    for package in {library.package: True for library in LIBRARIES.values()}:
        build.append(_licence(ctx, package))
    for name in sorted(LIBRARIES.keys()):
        library = LIBRARIES[name]
        archives = _archives(ctx, library.archives)
        if not _find_header(ctx, library.header) or (library.archives and not archives):
            # Loading goes on: only a target that needs the library fails, and says how to get it.
            build.append(_missing(name, library))
            continue
        linkopts = library.needs
        if archives:
            linkopts = ["-Wl,--start-group"] + ["-l:" + archive for archive in archives] + ["-Wl,--end-group"] + linkopts
        build.append(_TARGET.format(name = name, linkopts = repr(linkopts)))
    protoc = ctx.which("protoc")
    if protoc:
        ctx.symlink(protoc, "protoc")
        build.append("""
exports_files(["protoc"])
""")
    else:
        build.append(_missing("protoc", struct(package = "protobuf-compiler")))
    ctx.file("BUILD", "".join(build))

def _missing(name, library):
    return """
genrule(
    name = "{name}_missing",
    outs = ["{name}_missing.h"],
    cmd = "echo 'assay: {package} is not installed: run ./bazelw once (it installs what is missing), or apt-get install {package}' >&2; exit 1",
)

cc_library(
    name = "{name}",
    hdrs = ["{name}_missing.h"],
    visibility = ["//visibility:public"],
)
""".format(name = name, package = library.package)

system_libraries = repository_rule(
    implementation = _system_libraries_impl,
    environ = ["ASSAY_MULTIARCH", "ASSAY_SYSTEM_PACKAGES"],
    doc = "Targets for the distribution's libraries. bazelw passes the packages' versions in ASSAY_SYSTEM_PACKAGES, so that an upgrade looks again.",
    local = True,
)

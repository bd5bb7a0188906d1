"""Where files of a repository lie when an action runs."""

def repository_root():
    """The folder of the package's repository: "." for the workspace's own, another when a workspace elsewhere uses it."""
    name = native.repository_name().strip("@")
    return "external/" + name if name else "."

"""The lists of patches that mutate.py applies: reading them, and what a patch makes of the tree's files."""

import hashlib
import json
import pathlib
import tomllib

LEVELS = ["API", "LOAD", "OUTPUT", "ACCURACY", "SPEED", "META"]
FIELDS = {"id", "what", "level", "rule", "subject", "module", "severity", "needs", "bless", "edits"}


class ListError(Exception):
    """A list is wrong, or does not fit the tree."""


def read_lists(folder):
    """All patches in the order of their files: dicts with `kind` and `area` beside the fields of the list."""
    patches = []
    for path in sorted(pathlib.Path(folder).glob("*.toml")):
        with open(path, "rb") as file:
            content = tomllib.load(file)
        for kind in ("mutation", "refactoring"):
            for patch in content.pop(kind, []):
                check_patch(path.name, kind, patch)
                patches.append({**patch, "kind": kind, "area": path.stem})
        if content:
            raise ListError(f"{path.name}: unknown {', '.join(content)}: expected [[mutation]] or [[refactoring]]")
    ids = [patch["id"] for patch in patches]
    for name in ids:
        if ids.count(name) > 1:
            raise ListError(f"two patches are called {name}")
    return patches


def check_patch(file, kind, patch):
    name = f"{file}: {patch.get('id', '?')}"
    needed = {"id", "what", "edits"} | ({"level", "rule", "subject"} if kind == "mutation" else set())
    if missing := needed - patch.keys():
        raise ListError(f"{name} has no {', '.join(sorted(missing))}")
    if unknown := patch.keys() - FIELDS:
        raise ListError(f"{name} has an unknown {', '.join(sorted(unknown))}")
    for level in patch.get("level", "META").split("|"):
        if level not in LEVELS:
            raise ListError(f"{name}: level {level} is none of {', '.join(LEVELS)}")
    if patch.get("severity", "breaking") not in ("breaking", "notice", "any"):
        raise ListError(f"{name}: severity is breaking, notice or any, not {patch['severity']}")


def patched(patch, read):
    """{path: text} after the edits. `read` gives a file's text, or None where there is none."""
    texts = {}
    for edit in patch["edits"]:
        path = edit["file"]
        text = texts[path] if path in texts else read(path)
        if edit.get("create"):
            if text is not None:
                raise ListError(f"{patch['id']}: {path} is there already")
            texts[path] = edit["new"]
            continue
        if edit.get("append"):
            texts[path] = (text or "") + edit["new"]
            continue
        count = (text or "").count(edit["old"])
        if count != 1:
            raise ListError(f"{patch['id']}: {path} has {count} times, expected once: {edit['old']!r}")
        texts[path] = text.replace(edit["old"], edit["new"])
    if all(read(path) == text for path, text in texts.items()):
        raise ListError(f"{patch['id']} changes nothing")
    return texts


def misfits(patches, read):
    """A sentence for each patch that does not apply."""
    problems = []
    for patch in patches:
        try:
            patched(patch, read)
        except ListError as error:
            problems.append(str(error))
    return problems


def reader(tree):
    def read(path):
        file = pathlib.Path(tree) / path
        return file.read_text() if file.exists() else None

    return read


def digest(patch):
    """Of what the patch does and expects: a result counts for this alone."""
    return hashlib.sha256(json.dumps(patch, sort_keys=True).encode()).hexdigest()[:16]


def batches(patches, read):
    """Patches that fit beside each other, in as few groups as a greedy search finds: [([patch], {path: text})]."""
    groups = []
    for patch in patches:
        for group, texts in groups:
            try:
                texts |= patched(patch, lambda path, texts=texts: texts[path] if path in texts else read(path))
                group.append(patch)
                break
            except ListError:
                continue
        else:
            groups.append(([patch], patched(patch, read)))
    return groups

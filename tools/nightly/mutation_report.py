"""What the gate's findings say of a patch, and all of it as a page."""

import collections
import fnmatch
import re
import statistics

from mutation_lists import LEVELS


def is_one_of(value, alternatives):
    return any(fnmatch.fnmatchcase(value, pattern) for pattern in alternatives.split("|"))


def places(finding):
    """Where the change is: the module, or for an operator of the model itself, its neighbours: "between its bn1 and its conv2"."""
    module = finding.get("module")
    text = module if module else finding.get("witness", "")
    neighbours = re.findall(r"\b(?:between|and|after|before) its ([\w.]+)", text)
    return neighbours if neighbours or not module else [module]


def judge(patch, findings):
    """{"outcome", "wrong", "found"} of what `assay bc` found.

    Of a mutation: "named" (all is right), "caught" (something is wrong: level, rule, subject or module) or "missed"; of a
    refactoring "silent" or "false alarm".
    """
    if patch["kind"] == "refactoring":
        return verdict("false alarm" if findings else "silent", [], findings)
    severity = patch.get("severity", "breaking")
    counted = [
        finding for finding in findings
        if not finding.get("accepted") and severity in ("any", finding.get("severity", "breaking"))
    ]
    if not counted:
        return verdict("missed", [], findings)
    worst = min(counted, key=lambda finding: LEVELS.index(finding["level"]))["level"]
    wrong = [] if is_one_of(worst, patch["level"]) else [f"level {worst}"]
    named = [finding for finding in counted if is_one_of(finding["subject"], patch["subject"])]
    if not named:
        wrong.append("subject " + counted[0]["subject"])
    ruled = [finding for finding in named or counted if is_one_of(finding["rule"], patch["rule"])]
    if not ruled:
        wrong.append("rule " + (named or counted)[0]["rule"])
    modules = [place for finding in ruled for place in places(finding)]
    if "module" in patch and ruled and not any(re.fullmatch(patch["module"], module) for module in modules):
        wrong.append(f"module {modules[0] if modules else 'none'}")
    return verdict("caught" if wrong else "named", wrong, ruled + [finding for finding in counted if finding not in ruled])


def verdict(outcome, wrong, findings):
    kept = ("rule", "level", "severity", "subject", "module", "witness")
    return {
        "outcome": outcome,
        "wrong": wrong,
        "count": len(findings),
        # The first is what the table shows; the others only say how many subjects one cause has.
        "found": [{key: finding[key] for key in kept if finding.get(key)} for finding in findings[:5]],
    }


def expectation(patch):
    if patch["kind"] == "refactoring":
        return "nothing"
    module = f", {patch['module']}" if "module" in patch else ""
    return f"{patch['level']} {patch['rule']}, {patch['subject']}{module}"


def finding_text(result):
    if not result["found"]:
        return "nothing"
    first = result["found"][0]
    module = f", {first['module']}" if first.get("module") else ""
    more = f" (and {result['count'] - 1} more)" if result["count"] > 1 else ""
    return f"{first['level']} {first['rule']}, {first['subject']}{module}{more}"


def cell(text):
    return text.replace("\\", "").replace("|", "\\|").replace("\n", " ")


def commits(rows):
    """"Commit a" where all rows are of one, else "Commits a (200 rows), b (3 rows)"."""
    counts = collections.Counter(result.get("commit", "unknown")[:12] for _, result in rows)
    if len(counts) == 1:
        return f"Commit {next(iter(counts))}"
    return "Commits " + ", ".join(f"{commit} ({count} rows)" for commit, count in counts.most_common())


def page(patches, results):
    rows = [(patch, results["results"][patch["id"]]) for patch in patches if patch["id"] in results["results"]]
    mutations = [row for row in rows if row[0]["kind"] == "mutation"]
    refactorings = [row for row in rows if row[0]["kind"] == "refactoring"]

    def count(rows, *outcomes):
        return sum(result["outcome"] in outcomes for _, result in rows)

    lines = [
        "# Mutations: what the gate notices", "",
        "Made by `tools/nightly/mutate.py --table`. Each row is a small patch to the real tree; after it the present is blessed, and `assay bc`",
        "must still say what broke. The patches are in `tools/nightly/mutations/`.", "",
        f"{commits(rows)}; {results.get('cores', '?')} cores of {results.get('cpu', 'unknown')}.", "",
        "| area | mutations | caught | named right | missed | errors |", "| --- | --- | --- | --- | --- | --- |",
    ]
    for area in [*dict.fromkeys(patch["area"] for patch, _ in mutations), None]:
        some = [row for row in mutations if area in (None, row[0]["area"])]
        lines.append(f"| {area or '**all**'} | {len(some)} | {count(some, 'named', 'caught')} | {count(some, 'named')} | "
                     f"{count(some, 'missed')} | {count(some, 'error')} |")
    lines += ["", f"Refactorings that change nothing: {len(refactorings)}, of which {count(refactorings, 'false alarm')} gave a false alarm "
              f"and {count(refactorings, 'error')} an error."]
    seconds = sorted(result["seconds"] for _, result in rows)
    if seconds:
        lines.append(f"Seconds a patch (build, bless everything, compare): median {statistics.median(seconds):.0f}, "
                     f"longest {seconds[-1]:.0f}, all {sum(seconds):.0f}.")
    for title, some in (("Mutations", mutations), ("Refactorings", refactorings)):
        lines += ["", f"## {title}", "", "| patch | what it does | expected | outcome | found | s |", "| --- | --- | --- | --- | --- | --- |"]
        for patch, result in some:
            outcome = result["outcome"] + (f" ({'; '.join(result['wrong'])})" if result["outcome"] == "caught" else "")
            lines.append(f"| {patch['id']} | {cell(patch['what'])} | {cell(expectation(patch))} | {cell(outcome)} | "
                         f"{cell(finding_text(result))} | {result['seconds']:.0f} |")
    return "\n".join(lines) + "\n"

#!/usr/bin/env python3
"""The mutation suite's lists, its judgement and its page."""

import os
import pathlib
import sys
import tempfile
import unittest

# The declared copy in the runfiles, not the one beside the file that this link leads to.
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import mutation_lists  # noqa: E402
import mutation_report  # noqa: E402

MUTATION = {
    "kind": "mutation", "area": "resnet", "id": "stride", "what": "another stride", "level": "OUTPUT",
    "rule": "PROBE_OUTPUT_CHANGED|GRADIENT_CHANGED", "subject": "resnet50*", "module": r"layer1\..*",
    "edits": [{"file": "a.cc", "old": "stride(1)", "new": "stride(2)"}],
}
REFACTORING = {"kind": "refactoring", "area": "refactorings", "id": "rename", "what": "a name", "edits": MUTATION["edits"]}


def finding(**fields):
    return {"rule": "PROBE_OUTPUT_CHANGED", "level": "OUTPUT", "severity": "breaking", "subject": "resnet50", "module": "layer1.0.conv1",
            "witness": "moved", "accepted": False} | fields


def judge(*findings, **fields):
    result = mutation_report.judge(MUTATION | fields, list(findings))
    return result["outcome"], result["wrong"]


class Judge(unittest.TestCase):
    def test_finding_as_expected_is_named(self):
        self.assertEqual(judge(finding()), ("named", []))
        self.assertEqual(judge(finding(rule="GRADIENT_CHANGED", subject="resnet50 x IMAGENET1K_V1")), ("named", []))

    def test_operator_of_the_model_is_placed_by_its_neighbours(self):
        between = finding(module="the model between its bn1 and its layer1.0.conv1")
        self.assertEqual(judge(between), ("named", []))
        self.assertEqual(judge(between, module="fc"), ("caught", ["module bn1"]))

    def test_no_finding_is_missed(self):
        self.assertEqual(judge(), ("missed", []))

    def test_notice_and_accepted_finding_are_missed(self):
        self.assertEqual(judge(finding(severity="notice")), ("missed", []))
        self.assertEqual(judge(finding(accepted=True)), ("missed", []))

    def test_notice_that_is_expected_is_named(self):
        self.assertEqual(judge(finding(severity="notice"), severity="notice"), ("named", []))
        self.assertEqual(judge(finding(severity="notice"), severity="any"), ("named", []))
        self.assertEqual(judge(finding(), severity="notice"), ("missed", []))

    def test_each_wrong_part_is_said(self):
        self.assertEqual(judge(finding(level="LOAD")), ("caught", ["level LOAD"]))
        self.assertEqual(judge(finding(subject="resnet18")), ("caught", ["subject resnet18"]))
        self.assertEqual(judge(finding(rule="INIT_CHANGED")), ("caught", ["rule INIT_CHANGED"]))
        self.assertEqual(judge(finding(module="fc")), ("caught", ["module fc"]))
        self.assertEqual(judge(finding(module="")), ("caught", ["module none"]))

    def test_worse_finding_beside_the_expected_one_is_a_wrong_level(self):
        self.assertEqual(judge(finding(), finding(level="API", rule="TASK_CHANGED")), ("caught", ["level API"]))

    def test_operator_of_the_model_itself_is_named_by_its_neighbours(self):
        witness = "the model (Network) between its layer1.0.bn1 and its fc: max_pool2d: ceil_mode is true, was false"
        self.assertEqual(judge(finding(module="", witness=witness)), ("named", []))
        self.assertEqual(judge(finding(module="", witness=witness), module="bn2"), ("caught", ["module layer1.0.bn1"]))

    def test_module_is_not_judged_where_none_is_expected(self):
        patch = {key: value for key, value in MUTATION.items() if key != "module"}
        self.assertEqual(mutation_report.judge(patch, [finding(module="")])["outcome"], "named")

    def test_any_finding_of_a_refactoring_is_a_false_alarm(self):
        self.assertEqual(mutation_report.judge(REFACTORING, [])["outcome"], "silent")
        self.assertEqual(mutation_report.judge(REFACTORING, [finding(severity="notice")])["outcome"], "false alarm")


class Patched(unittest.TestCase):
    def patched(self, *edits, **files):
        texts = {name.replace("_", "."): text for name, text in files.items()}
        return mutation_lists.patched({"id": "x", "edits": list(edits)}, texts.get)

    def test_edits_follow_each_other(self):
        edits = [{"file": "a.cc", "old": "one", "new": "two"}, {"file": "a.cc", "old": "two two", "new": "three"}]
        self.assertEqual(self.patched(*edits, a_cc="one two"), {"a.cc": "three"})

    def test_text_that_is_not_there_once_is_refused(self):
        for text in ("", "one one"):
            with self.assertRaisesRegex(mutation_lists.ListError, "expected once"):
                self.patched({"file": "a.cc", "old": "one", "new": "two"}, a_cc=text)

    def test_new_file_and_end_of_file(self):
        self.assertEqual(self.patched({"file": "b.h", "create": True, "new": "x"}), {"b.h": "x"})
        self.assertEqual(self.patched({"file": "b.h", "append": True, "new": "x"}, b_h="y"), {"b.h": "yx"})
        with self.assertRaisesRegex(mutation_lists.ListError, "there already"):
            self.patched({"file": "b.h", "create": True, "new": "x"}, b_h="y")

    def test_edit_that_changes_nothing_is_refused(self):
        with self.assertRaisesRegex(mutation_lists.ListError, "changes nothing"):
            self.patched({"file": "a.cc", "old": "one", "new": "one"}, a_cc="one")


class Batches(unittest.TestCase):
    def test_patches_that_fit_share_a_build(self):
        patches = [{"id": name, "edits": [{"file": "a.cc", "old": old, "new": new}]}
                   for name, old, new in (("a", "one", "1"), ("b", "two", "2"), ("c", "one", "eins"))]
        groups = mutation_lists.batches(patches, {"a.cc": "one two"}.get)
        self.assertEqual([([patch["id"] for patch in group], texts["a.cc"]) for group, texts in groups],
                         [(["a", "b"], "1 2"), (["c"], "eins two")])


class Lists(unittest.TestCase):
    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "some.toml").write_text(text)
            return mutation_lists.read_lists(folder)

    def test_wrong_lists_are_refused(self):
        edits = "edits = []\n"
        for text, message in (
            ('[[mutation]]\nid = "a"\n', "some.toml: a has no edits, level, rule, subject, what"),
            ('[[refactoring]]\nid = "a"\nwhat = "b"\nmodul = "c"\n' + edits, "some.toml: a has an unknown modul"),
            ('[[mutation]]\nid = "a"\nwhat = "b"\nlevel = "LOUD"\nrule = "C"\nsubject = "d"\n' + edits, "level LOUD is none of"),
            ('[[refactoring]]\nid = "a"\nwhat = "b"\n' + edits + '[[refactoring]]\nid = "a"\nwhat = "b"\n' + edits, "two patches"),
            ('[[other]]\nid = "a"\n', "unknown other"),
        ):
            with self.subTest(message), self.assertRaisesRegex(mutation_lists.ListError, message):
                self.read(text)

    def test_the_lists_are_as_long_as_promised(self):
        patches = mutation_lists.read_lists(os.path.join(HERE, "mutations"))
        self.assertGreaterEqual(sum(patch["kind"] == "mutation" for patch in patches), 70)
        self.assertGreaterEqual(sum(patch["kind"] == "refactoring" for patch in patches), 25)

    def test_another_expectation_asks_for_another_run(self):
        self.assertNotEqual(mutation_lists.digest(MUTATION), mutation_lists.digest(MUTATION | {"level": "API"}))


class Page(unittest.TestCase):
    def test_rows_and_sums(self):
        results = {"results": {
            "stride": mutation_report.judge(MUTATION, [finding(module="fc"), finding(subject="resnet50 x V1")]) | {"seconds": 60.0},
            "rename": mutation_report.judge(REFACTORING, []) | {"seconds": 20.0},
        }}
        page = mutation_report.page([MUTATION, REFACTORING], results)
        self.assertIn("| **all** | 1 | 1 | 1 | 0 | 0 |", page)
        self.assertIn("Refactorings that change nothing: 1, of which 0 gave a false alarm", page)
        self.assertIn("median 40, longest 60, all 80", page)
        self.assertIn("| rename | a name | nothing | silent | nothing | 20 |", page)

    def test_commits_of_the_rows_are_told(self):
        rows = {"stride": {"commit": "a" * 40}, "rename": {"commit": "b" * 40}}
        rows = {name: mutation_report.judge(REFACTORING, []) | {"seconds": 20.0} | row for name, row in rows.items()}
        self.assertIn("Commits aaaaaaaaaaaa (1 rows), bbbbbbbbbbbb (1 rows);", mutation_report.page([MUTATION, REFACTORING], {"results": rows}))
        rows["rename"]["commit"] = "a" * 40
        self.assertIn("Commit aaaaaaaaaaaa;", mutation_report.page([MUTATION, REFACTORING], {"results": rows}))

    def test_what_was_not_run_has_no_row(self):
        self.assertNotIn("stride", mutation_report.page([MUTATION], {"results": {}}))


if __name__ == "__main__":
    unittest.main()

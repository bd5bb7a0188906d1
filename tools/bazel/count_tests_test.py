#!/usr/bin/env python3
"""count_tests.py on build events as Bazel 4.2.3 writes them."""

import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import unittest

# The declared copy in the runfiles, not the one beside the file that this link leads to.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import count_tests  # noqa: E402


def configured(label, kind="cc_test rule"):
    return {"id": {"targetConfigured": {"label": label}}, "configured": {"targetKind": kind}}


def completed(label, success):
    return {"id": {"targetCompleted": {"label": label}}, "completed": {"success": True} if success else {}}


def incompatible(label):
    return {"id": {"targetCompleted": {"label": label}}, "aborted": {"reason": "SKIPPED"}}


def summary(label, status):
    return {"id": {"testSummary": {"label": label}}, "testSummary": {"overallStatus": status}}


class CountTests(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def result(self, label, xml):
        path = self.path("%d test.xml" % len(os.listdir(self.folder.name)))
        pathlib.Path(path).write_text(xml, encoding="utf-8")
        output = [{"name": "test.log", "uri": "file:///nowhere"}, {"name": "test.xml", "uri": pathlib.Path(path).as_uri()}]
        return {"id": {"testResult": {"label": label}}, "testResult": {"testActionOutput": output}}

    def run_main(self, events, test_status=0, cuda_events=(), cuda_status=0, consumer_events=None, consumer_status=0):
        """(exit status, lines of output)"""
        consumer = [] if consumer_events is None else [self.path("consumer.json")]
        for name, lines in [("test.json", events), ("cuda.json", cuda_events), ("consumer.json", consumer_events or [])]:
            text = "".join(json.dumps(event) + "\n" for event in lines)
            pathlib.Path(self.path(name)).write_text(text, encoding="utf-8")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = count_tests.main(["--test-status=%d" % test_status, "--cuda-status=%d" % cuda_status,
                                       "--consumer-status=%d" % consumer_status,
                                       self.path("test.json"), self.path("cuda.json")] + consumer)
        return status, output.getvalue().splitlines()

    def test_passed_and_pending_are_told_apart(self):
        events = [configured("//a:t"), configured("//b:t"), completed("//a:t", True), completed("//b:t", True),
                  self.result("//a:t", "<testsuites><testcase/></testsuites>"), summary("//a:t", "PASSED"),
                  self.result("//b:t", "<testsuites><testcase><skipped message='no file'/></testcase></testsuites>"),
                  summary("//b:t", "PASSED")]
        self.assertEqual(self.run_main(events), (0, ["PENDING: //b:t", "1 passed, 0 failed, 1 skipped"]))

    def test_a_failed_test_with_a_skipped_case_is_failed(self):
        events = [configured("//a:t"), self.result("//a:t", "<testcase><skipped/></testcase>"), summary("//a:t", "FAILED")]
        self.assertEqual(self.run_main(events, test_status=3), (1, ["FAILED: //a:t", "0 passed, 1 failed, 0 skipped"]))

    def test_every_other_status_is_failed(self):
        for status in ["TIMEOUT", "NO_STATUS", "INCOMPLETE", "REMOTE_FAILURE", "FAILED_TO_BUILD", None]:
            events = [configured("//a:t"), summary("//a:t", status)]
            self.assertEqual(self.run_main(events, test_status=3)[0], 1, status)

    def test_a_test_that_did_not_build_is_failed(self):
        events = [configured("//a:t"), configured("//b:t"), summary("//a:t", "PASSED"), completed("//b:t", False)]
        self.assertEqual(self.run_main(events, test_status=1), (1, ["FAILED: //b:t", "1 passed, 1 failed, 0 skipped"]))

    def test_a_library_that_did_not_build_is_failed(self):
        events = [configured("//a:t"), summary("//a:t", "PASSED"), configured("//b:l", "cc_library rule"), completed("//b:l", False)]
        self.assertEqual(self.run_main(events, test_status=1), (1, ["FAILED: //b:l", "1 passed, 1 failed, 0 skipped"]))

    def test_an_incompatible_test_is_not_counted(self):
        events = [configured("//a:t"), summary("//a:t", "PASSED"), configured("//cuda:t"), incompatible("//cuda:t")]
        self.assertEqual(self.run_main(events), (0, ["1 passed, 0 failed, 0 skipped"]))

    def test_a_kernel_that_does_not_compile_is_failed(self):
        events = [configured("//a:t"), summary("//a:t", "PASSED")]
        self.assertEqual(self.run_main(events, cuda_events=[completed("//cuda:k", False)], cuda_status=1),
                         (1, ["FAILED: //cuda:k (CUDA)", "1 passed, 1 failed, 0 skipped"]))

    def test_the_consumers_tests_count_under_its_name(self):
        events = [configured("//a:t"), summary("//a:t", "PASSED")]
        self.assertEqual(self.run_main(events, consumer_events=events), (0, ["2 passed, 0 failed, 0 skipped"]))
        failed = [configured("//a:t"), summary("//a:t", "FAILED")]
        self.assertEqual(self.run_main(events, consumer_events=failed, consumer_status=3),
                         (1, ["FAILED: examples/consumer//a:t", "1 passed, 1 failed, 0 skipped"]))

    def test_a_consumer_that_ran_nothing_is_a_failure(self):
        events = [configured("//a:t"), summary("//a:t", "PASSED")]
        self.assertEqual(self.run_main(events, consumer_events=[]), (1, ["no test ran", "1 passed, 0 failed, 0 skipped"]))
        self.assertEqual(self.run_main(events, consumer_events=[], consumer_status=1),
                         (1, ["FAILED: bazel test in examples/consumer (exit status 1)", "no test ran",
                              "1 passed, 1 failed, 0 skipped"]))
        self.assertEqual(self.run_main([], consumer_events=events)[0], 1)

    def test_no_test_at_all_is_a_failure(self):
        self.assertEqual(self.run_main([], test_status=4)[0], 1)
        self.assertEqual(self.run_main([]), (1, ["no test ran", "0 passed, 0 failed, 0 skipped"]))

    def test_a_run_that_failed_without_naming_a_target_is_a_failure(self):
        events = [configured("//a:t"), summary("//a:t", "PASSED")]
        self.assertEqual(self.run_main(events, test_status=1)[0], 1)
        self.assertEqual(self.run_main(events, cuda_status=1)[0], 1)

    def test_events_that_are_cut_off_or_missing_are_a_failure(self):
        pathlib.Path(self.path("cut.json")).write_text('{"id": {"testSum', encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            for name in ["cut.json", "missing.json"]:
                self.assertEqual(count_tests.main(["--test-status=0", "--cuda-status=0", self.path(name), self.path(name)]), 1)


if __name__ == "__main__":
    unittest.main()

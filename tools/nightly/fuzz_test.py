#!/usr/bin/env python3
"""What tools/nightly/fuzz.py reads out of libFuzzer's log, and its page."""

import os
import sys
import unittest

# The declared copy in the runfiles, not the one beside the file that this link leads to.
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import fuzz  # noqa: E402

LOG = """#2\tINITED cov: 100 ft: 101 corp: 5/50b exec/s: 0 rss: 40Mb
#900\tNEW    cov: 2123 ft: 5335 corp: 316/315Kb lim: 6793 exec/s: 30178 rss: 450Mb L: 1040/1598 MS: 1 ChangeBinInt-
stat::number_of_executed_units: 1234567
stat::average_exec_per_sec:     20000
stat::peak_rss_mb:              451
"""


class Summary(unittest.TestCase):
    def test_log_gives_its_last_numbers(self):
        row = fuzz.summary("fuzz_zip", LOG, 7, [])
        self.assertEqual((row["executions"], row["per_second"], row["edges"], row["features"]), (1234567, 20000, 2123, 5335))
        self.assertEqual((row["corpus"], row["peak_mib"], row["seeds"]), (316, 451, 7))

    def test_log_of_a_target_that_did_not_start_gives_none(self):
        self.assertIsNone(fuzz.summary("fuzz_zip", "not a program", 0, [])["executions"])


class Page(unittest.TestCase):
    def test_findings_are_counted(self):
        rows = [fuzz.summary("fuzz_zip", LOG, 7, []), fuzz.summary("fuzz_open", "", 7, ["crash-1", "timeout-2"])]
        page = fuzz.page({"date": "2026-11-30", "commit": "abc", "minutes": 4, "targets": rows})
        self.assertIn("| fuzz_zip | 7 | 1,234,567 | 20,000 | 2,123 | 316 | 451 | none |", page)
        self.assertIn("| fuzz_open | 7 | ? | ? | ? | ? | ? | 2 |", page)


if __name__ == "__main__":
    unittest.main()

"""Counts what became of a run's test targets, from Bazel's build events. Run by .ci/run; the standard library alone.

Prints the targets that failed or are PENDING, then as last line 'N passed, N failed, N skipped'.
"""

import argparse
import json
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree


def read_events(path):
    """The events of a file that a cut-off Bazel may have left half-written, or not at all."""
    events = []
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                try:
                    events.append(json.loads(line))
                except json.JSONDecodeError:
                    break
    except OSError:
        pass
    return events


def is_pending(test_xml_uri):
    """Whether a test that exited 0 says that it skipped something."""
    path = urllib.request.url2pathname(urllib.parse.urlparse(test_xml_uri).path)
    try:
        root = xml.etree.ElementTree.parse(path).getroot()
    except (OSError, xml.etree.ElementTree.ParseError):
        return False
    return next(root.iter("skipped"), None) is not None


def count_tests(events):
    """{label: "passed", "failed" or "skipped"} of the test targets of a run."""
    outcome = {}
    pending = set()
    for event in events:
        identity = event.get("id", {})
        if "targetConfigured" in identity:
            # "cc_test rule": every test that the run was to run, whatever became of it.
            if event.get("configured", {}).get("targetKind", "").endswith("_test rule"):
                outcome.setdefault(identity["targetConfigured"]["label"], "failed")
        elif "testResult" in identity:
            for output in event.get("testResult", {}).get("testActionOutput", []):
                if output.get("name") == "test.xml" and is_pending(output.get("uri", "")):
                    pending.add(identity["testResult"]["label"])
        elif "testSummary" in identity:
            status = event.get("testSummary", {}).get("overallStatus")
            outcome[identity["testSummary"]["label"]] = "passed" if status in ("PASSED", "FLAKY") else "failed"
        elif "targetCompleted" in identity and event.get("aborted", {}).get("reason") == "SKIPPED":
            # Incompatible with this configuration (a CUDA target): it was not to run.
            outcome.pop(identity["targetCompleted"]["label"], None)
    for label in pending:
        if outcome.get(label) == "passed":
            outcome[label] = "skipped"
    return outcome


def failed_targets(events):
    """Labels of the targets that a run tried to build in vain."""
    labels = []
    for event in events:
        completed = event.get("id", {}).get("targetCompleted")
        skipped = event.get("aborted", {}).get("reason") == "SKIPPED"
        if completed and not skipped and not event.get("completed", {}).get("success"):
            labels.append(completed["label"])
    return labels


def count_run(path, status, name, where=""):
    """The outcome of one `bazel test`, and what failed in it."""
    events = read_events(path)
    outcome = {where + label: what for label, what in count_tests(events).items()}
    failures = sorted(label for label, what in outcome.items() if what == "failed")
    failures += sorted({where + label for label in failed_targets(events)} - set(outcome))
    # A run that failed without saying of what (a BUILD file that does not parse) is a failure too.
    if status != 0 and not failures:
        failures.append("%s (exit status %d)" % (name, status))
    return outcome, failures


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test-status", type=int, required=True, help="exit status of `bazel test`")
    parser.add_argument("--cuda-status", type=int, required=True, help="exit status of the build of the CUDA targets")
    parser.add_argument("--consumer-status", type=int, default=0, help="exit status of `bazel test` in examples/consumer")
    parser.add_argument("test_events")
    parser.add_argument("cuda_events")
    parser.add_argument("consumer_events", nargs="?", help="of examples/consumer, where it was run")
    options = parser.parse_args(arguments)

    outcome, failures = count_run(options.test_events, options.test_status, "bazel test")
    none_ran = not outcome
    if options.consumer_events:
        consumer, consumer_failures = count_run(
            options.consumer_events, options.consumer_status, "bazel test in examples/consumer", where="examples/consumer")
        none_ran = none_ran or not consumer
        outcome.update(consumer)
        failures += consumer_failures
    failures += ["%s (CUDA)" % label for label in failed_targets(read_events(options.cuda_events))]
    if options.cuda_status != 0 and not any(label.endswith("(CUDA)") for label in failures):
        failures.append("the build of the CUDA kernels (exit status %d)" % options.cuda_status)

    passed = sum(what == "passed" for what in outcome.values())
    skipped = sorted(label for label, what in outcome.items() if what == "skipped")
    for label in skipped:
        print("PENDING: %s" % label)
    for label in failures:
        print("FAILED: %s" % label)
    if none_ran:
        print("no test ran")
    print("%d passed, %d failed, %d skipped" % (passed, len(failures), len(skipped)))
    return 1 if failures or none_ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Tests that a target cannot be analysed, and that the message says what its user needs to read.

    analysis_failure_test(name = "twice_test", expected = "be linked twice", target = ":twice")

The target is tagged `manual`, so that `//...` leaves it alone.
"""

def _impl(ctx):
    target = ctx.attr.target[0]
    messages = []
    if AnalysisFailureInfo in target:
        messages = [cause.message for cause in target[AnalysisFailureInfo].causes.to_list()]
    return [AnalysisTestResultInfo(
        success = len([message for message in messages if ctx.attr.expected in message]) > 0,
        message = "expected: %s\nthe analysis says: %s" % (ctx.attr.expected, "\n".join(messages) or "nothing: it succeeds"),
    )]

_allow_failures = analysis_test_transition(settings = {"//command_line_option:allow_analysis_failures": "True"})

analysis_failure_test = rule(
    implementation = _impl,
    attrs = {
        "expected": attr.string(mandatory = True),
        "target": attr.label(mandatory = True, cfg = _allow_failures),
    },
    analysis_test = True,
)

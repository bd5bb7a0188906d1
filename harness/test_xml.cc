#include "harness/test_xml.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace assay {
namespace {

// Text for an attribute or an element. Control characters cannot stand in XML 1.0, not even escaped.
std::string Escape(absl::string_view text) {
  std::string escaped;
  for (char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return escaped;
}

}  // namespace

std::string TestXml(const CombinationResult& result) {
  const std::string subject =
      Escape(result.weights.empty() ? result.builder : absl::StrCat(result.builder, " x ", result.weights));
  const bool pending = result.outcome() == Outcome::kPending;
  const auto failures = std::count_if(result.checks.begin(), result.checks.end(),
                                      [](const Check& check) { return check.outcome() == Outcome::kFail; });
  std::string xml = absl::StrFormat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" "
      "errors=\"0\" "
      "skipped=\"%d\" time=\"%.3f\">\n",
      subject, result.checks.size() + pending, failures, pending ? 1 : 0, result.seconds);
  for (const Check& check : result.checks) {
    absl::StrAppendFormat(&xml, "    <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\">", subject,
                          Escape(check.name), check.seconds);
    if (check.outcome() == Outcome::kFail) {
      absl::StrAppend(&xml, "<failure message=\"", Escape(check.findings.front()), "\">",
                      Escape(absl::StrJoin(check.findings, "\n")), "</failure>");
    }
    absl::StrAppend(&xml, "</testcase>\n");
  }
  if (pending) {
    absl::StrAppend(&xml, "    <testcase classname=\"", subject, "\" name=\"pending\"><skipped message=\"",
                    Escape(result.pending_reason), "\"/></testcase>\n");
  }
  return absl::StrCat(xml, "  </testsuite>\n</testsuites>\n");
}

}  // namespace assay

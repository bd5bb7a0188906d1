// A combination's result as the JUnit XML that Bazel keeps as test.xml.
#ifndef ASSAY_HARNESS_TEST_XML_H_
#define ASSAY_HARNESS_TEST_XML_H_

#include <string>

#include "harness/result.h"

namespace assay {

// One test case a check. A PENDING result adds one that is skipped, with the reason: Bazel's own summary calls such a
// test passed, so what counts them reads this.
std::string TestXml(const CombinationResult& result);

}  // namespace assay

#endif  // ASSAY_HARNESS_TEST_XML_H_

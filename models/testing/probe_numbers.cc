#include "models/testing/probe_numbers.h"

#include <c10/util/Exception.h>

#include "gtest/gtest.h"
#include "harness/probe.h"

namespace assay {

void ExpectProbe(const std::function<Model()>& construct, const ProbeNumbers& expected) {
  const auto probe = RunProbe(construct, {.gradients = false});
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->parameters(), expected.parameters);
  EXPECT_NEAR(probe->output().l2(), expected.l2, 1e-8 * expected.l2);
  EXPECT_NEAR(probe->rect().l2(), expected.rect_l2, 1e-8 * expected.rect_l2);
  EXPECT_NEAR(probe->training().output().l2(), expected.training_l2, 1e-8 * expected.training_l2);
}

std::string ValueErrorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const c10::ValueError& error) {
    return error.what_without_backtrace();
  }
  return "no error";
}

}  // namespace assay

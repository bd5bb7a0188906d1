// The main of every test: gtest's own passes when a filter or a sharding mistake selects no test at all.
#include <cstdio>

#include "gtest/gtest.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int failed = RUN_ALL_TESTS();
  if (testing::UnitTest::GetInstance()->test_to_run_count() == 0) {
    std::fprintf(stderr, "no test was selected: check --gtest_filter and that the test's sources are linked\n");
    return 2;
  }
  return failed;
}

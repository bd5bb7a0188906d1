#include "benchmarks/compare/suite_rows.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(SuiteRows, Twenty_WithNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const SuiteRow& row : SuiteRows()) {
    names.insert(row.name);
    // A plant of 3 % is a whole number of units.
    EXPECT_EQ(row.units % 100, 0) << row.name;
  }
  EXPECT_EQ(names.size(), 20u);
}

// A unit's digest hangs on what it did, and not on what came before it in its process.
TEST(SuiteRows, SameUnit_HasTheSameDigest) {
  for (const SuiteRow& row : SuiteRows()) {
    const auto first = row.prepare(), second = row.prepare();
    uint64_t digest = 0;
    for (int unit = 0; unit < 8; ++unit) digest = first(unit);
    for (int unit = 0; unit < 7; ++unit) second(unit);
    EXPECT_EQ(second(7), digest) << row.name;
    EXPECT_EQ(first(7), digest) << row.name;
  }
}

}  // namespace
}  // namespace assay

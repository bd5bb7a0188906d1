#include "harness/compatibility/compare_locks.h"

#include <string>
#include <utility>

#include "harness/compatibility/compare_all.h"
#include "harness/compatibility/compare_builder.h"
#include "harness/compatibility/compare_entry.h"
#include "harness/compatibility/compare_library.h"
#include "harness/compatibility/field_change.h"

namespace assay {
namespace {

// As far as the golden itself says what it is of.
Subject SubjectOf(const proto::EntryGolden& golden) {
  const std::string builder = bc::ValueOf(golden.catalogue(), "builder").value_or("");
  const size_t dot = golden.weights().rfind('.');
  if (builder.empty() || dot == std::string::npos) return {.builder = golden.weights()};
  return {.builder = builder, .entry = golden.weights().substr(dot + 1), .weights = golden.weights()};
}

}  // namespace

absl::StatusOr<std::vector<Finding>> CompareLocks(const LockFiles& promised, const LockFiles& present,
                                                  const proto::Tombstones& tombstones) {
  return bc::CompareAll(promised, present, tombstones);
}

std::vector<Finding> CompareBuilders(const proto::BuilderGolden& promised, const proto::BuilderGolden& present,
                                     const proto::Trace* promised_trace, const proto::Trace* present_trace) {
  const Subject subject{.builder = promised.builder(), .family = present.api().family()};
  return bc::CompareBuilder(subject, promised, present, {.was_trace = promised_trace, .is_trace = present_trace})
      .findings;
}

std::vector<Finding> CompareEntries(const proto::EntryGolden& promised, const proto::EntryGolden& present,
                                    const proto::Trace* promised_trace, const proto::Trace* present_trace) {
  const Subject subject = SubjectOf(present);
  bc::EntryComparison comparison = bc::CompareEntry(
      subject, promised, present, {.was_trace = promised_trace, .is_trace = present_trace}, {}, nullptr);
  for (Finding& finding : bc::CrossVersionFindings(subject, comparison.cross_version))
    comparison.findings.push_back(std::move(finding));
  return std::move(comparison.findings);
}

std::vector<Finding> CompareComponents(const proto::ComponentGolden& promised, const proto::ComponentGolden& present) {
  return bc::CompareComponentCases(promised, present);
}

}  // namespace assay

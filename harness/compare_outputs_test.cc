// CompareProbes on models of tokens and of several outputs; compare_probe_test.cc has the rest.
#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compare_probe.h"

namespace assay {
namespace {

using testing::ElementsAre;

void Fill(proto::TensorSummary& summary) {
  summary.set_numel(4);
  summary.set_l2(2);
  for (double value : {1, -1, 1, -1}) summary.add_first(value);
  summary.set_mean(0);
}

proto::Probe Encoder() {
  proto::Probe probe;
  for (auto* tokens : {probe.add_token_input(), probe.add_rect_token_input()}) {
    tokens->set_name("input_ids");
    for (int64_t size : {1, 2}) tokens->add_shape(size);
    for (int64_t id : {5, 6}) tokens->add_value(id);
  }
  probe.set_output_name("hidden");
  Fill(*probe.mutable_output());
  for (const char* name : {"pooled", "logits"}) {
    proto::NamedOutput& output = *probe.add_other_output();
    output.set_name(name);
    output.add_shape(4);
    Fill(*output.mutable_summary());
  }
  return probe;
}

using Change = std::function<void(proto::Probe&)>;

// "PART: FINDING" of each finding.
std::vector<std::string> Findings(const proto::Probe& expected, const proto::Probe& actual) {
  std::vector<std::string> findings;
  for (const ProbePart& part : CompareProbes(expected, actual, {.output = 1e-9})) {
    for (const std::string& finding : part.findings) findings.push_back(part.name + ": " + finding);
  }
  return findings;
}

std::vector<std::string> FindingsAfter(const Change& change) {
  proto::Probe changed = Encoder();
  change(changed);
  // Whichever side changes, it shows.
  EXPECT_EQ(Findings(changed, Encoder()).size(), Findings(Encoder(), changed).size());
  return Findings(Encoder(), changed);
}

TEST(CompareOutputs, Equal_FindsNothingAndNamesEachOutput) {
  std::vector<std::string> names;
  for (const ProbePart& part : CompareProbes(Encoder(), Encoder(), {.output = 1e-9})) {
    names.push_back(part.name);
    EXPECT_THAT(part.findings, ElementsAre());
  }
  EXPECT_THAT(names, ElementsAre("state", "hidden", "pooled", "logits"));
}

TEST(CompareOutputs, SecondOutputMoved_IsNamed) {
  const auto findings = FindingsAfter([](auto& p) { p.mutable_other_output(0)->mutable_summary()->set_l2(2.1); });
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0], testing::StartsWith("pooled: pooled: the norm is 2.1, was 2"));
}

TEST(CompareOutputs, SecondOutputOfAnotherShape_SaysBoth) {
  EXPECT_THAT(FindingsAfter([](auto& p) { p.mutable_other_output(1)->set_shape(0, 2); }),
              ElementsAre("logits: logits: expected shape [4], got [2]"));
}

TEST(CompareOutputs, OutputThatIsGoneOrNew_IsNamed) {
  EXPECT_THAT(FindingsAfter([](auto& p) { p.mutable_other_output()->RemoveLast(); }),
              ElementsAre("logits: output logits is gone"));
  EXPECT_THAT(Findings(
                  [] {
                    proto::Probe probe = Encoder();
                    probe.mutable_other_output()->RemoveLast();
                    return probe;
                  }(),
                  Encoder()),
              ElementsAre("logits: output logits is new"));
}

TEST(CompareOutputs, OtherNameOfTheFirstOutput_IsNamed) {
  EXPECT_THAT(FindingsAfter([](auto& p) { p.set_output_name("states"); }),
              ElementsAre("states: the first output is states, was hidden"));
}

TEST(CompareOutputs, OtherTokens_AreFound) {
  const auto other = ElementsAre("hidden: the model takes other tokens than it did: names, shapes or number of ids");
  EXPECT_THAT(FindingsAfter([](auto& p) { p.mutable_token_input(0)->set_value(1, 7); }), other);
  EXPECT_THAT(FindingsAfter([](auto& p) { p.mutable_token_input(0)->set_name("ids"); }), other);
  EXPECT_THAT(FindingsAfter([](auto& p) { p.mutable_rect_token_input(0)->set_shape(0, 2); }), other);
  EXPECT_THAT(FindingsAfter([](auto& p) { p.clear_token_input(); }), other);
}

}  // namespace
}  // namespace assay

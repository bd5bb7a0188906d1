// Changes of the toy library (toy_library.h), each with all findings that it must have.
#ifndef ASSAY_HARNESS_COMPATIBILITY_TESTING_RULE_CASES_H_
#define ASSAY_HARNESS_COMPATIBILITY_TESTING_RULE_CASES_H_

#include <functional>
#include <string>
#include <vector>

#include "harness/compatibility/testing/toy_library.h"

namespace assay {

struct Expected {
  std::string rule;
  std::string subject;
  std::string witness;  // a part of it
  Level level;
  Severity severity = Severity::kBreaking;
  std::string module = {};
};

struct RuleCase {
  std::string name;
  std::function<void(ToyLibrary&)> change;
  std::vector<Expected> expected;  // all findings
  // What the promise has besides the toy library.
  std::function<void(ToyLibrary&)> promise = [](ToyLibrary&) {};
};

std::vector<RuleCase> ApiCases();
std::vector<RuleCase> SignatureCases();
std::vector<RuleCase> LoadCases();
std::vector<RuleCase> OutputCases();
std::vector<RuleCase> EntryCases();

// What was measured of an entry on 1,000 images of a data set "Toys": the last ones are wrong.
void Measure(proto::EntryGolden& entry, int right);

void AddStone(ToyLibrary& library, const std::string& name);
inline proto::OptionStruct& Options(ToyLibrary& library) {
  return *library.toynet().mutable_api()->mutable_option_struct(1);
}
inline proto::Probe& Probe(ToyLibrary& library) { return *library.toynet().mutable_probe(); }

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TESTING_RULE_CASES_H_

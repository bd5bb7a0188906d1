// A combination that passes validation, for tests that change one thing of it.
//
//   Combination combination = Passing();
//   combination.entry.sha256 = "0123abcd";
//   EXPECT_THAT(Wrong(combination.Validate(), "file"), HasSubstr("expected 0123abcd"));
#ifndef ASSAY_HARNESS_TESTING_TOY_COMBINATION_H_
#define ASSAY_HARNESS_TESTING_TOY_COMBINATION_H_

#include <memory>
#include <string>
#include <vector>

#include "harness/golden.pb.h"
#include "harness/result.h"
#include "harness/validate.h"
#include "models/model.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// "toy_net": a MobileNetV2 of one block.
Builder MakeToyBuilder(double width_mult = 1);

// The toy's weights with 6 categories, such that photographs get different answers.
NamedTensors MakeToyState();

// A packaged photograph among the test's data.
std::string PhotographPath(const std::string& name);

// As bless has it: with the noise floors.
inline std::shared_ptr<ProbeCache> MakeBlessingCache() {
  return std::make_shared<ProbeCache>(ProbeParts{.noise = true});
}

struct Combination {
  Builder builder = MakeToyBuilder();
  WeightEntry entry;
  EntryInputs inputs;
  proto::EntryGolden golden;
  // Shared by all copies: who changes the builder takes a new one.
  std::shared_ptr<ProbeCache> cache = MakeBlessingCache();

  EntryMeasurement Measure(const proto::EntryGolden* against);
  // Against a lock whose catalogue is the entry as it stands, since the tests change it: to hold that too, Measure.
  CombinationResult Validate();

  // Puts another file in place, whose hash and size are what the entry says.
  void UseFile(const std::string& bytes);
};

// Two photographs, a file at hand, and the golden of just that.
Combination Passing();

// The names of the checks that failed.
std::vector<std::string> Failed(const CombinationResult& result);

// The one finding of the only check that failed; the test fails where another one failed, or none.
// `Wrong`: in itself, so that no bless would record it. `Differs`: another answer than the lock's.
std::string Wrong(const CombinationResult& result, const std::string& check);
std::string Differs(const CombinationResult& result, const std::string& check);

}  // namespace assay

#endif  // ASSAY_HARNESS_TESTING_TOY_COMBINATION_H_

#include "harness/testing/mutant.h"

#include <map>

#include "harness/compatibility/compare_locks.h"
#include "harness/environment.h"
#include "harness/golden.pb.h"
#include "harness/probe.h"
#include "harness/trace.h"

namespace assay {
namespace {

struct Measured {
  proto::BuilderGolden golden;
  proto::Trace trace;
};

// What is promised has its noise floor too, which doubles the time.
Measured Measure(const Constructor& construct, bool noise) {
  Measured measured;
  measured.golden.set_builder("toy");
  const auto probe = RunProbe(construct, {.noise = noise});
  EXPECT_TRUE(probe.ok()) << probe.status();
  const auto trace = RecordTrace(construct);
  EXPECT_TRUE(trace.ok()) << trace.status();
  if (probe.ok()) *measured.golden.mutable_probe() = *probe;
  if (trace.ok()) measured.trace = *trace;
  *measured.golden.mutable_blessing() = CurrentBlessing("a test");
  return measured;
}

}  // namespace

std::vector<Finding> FindingsOf(const std::string& name, const Constructor& promised, const Constructor& present) {
  static auto& known = *new std::map<std::string, Measured>();
  if (known.count(name) == 0) known.emplace(name, Measure(promised, /*noise=*/true));
  const Measured& was = known.at(name);
  const Measured is = Measure(present, /*noise=*/false);
  return CompareBuilders(was.golden, is.golden, &was.trace, &is.trace);
}

Constructor Around(Constructor construct, std::function<at::Tensor(const Model&, const at::Tensor&)> around) {
  return [construct = std::move(construct), around = std::move(around)] {
    const Model model = construct();
    return Model(model.module(), [model, around](const at::Tensor& input) { return around(model, input); });
  };
}

}  // namespace assay

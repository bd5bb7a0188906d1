// What tests of constructors hold against the reference: a few numbers of a probe, and what is refused.
//
//   // Made with torchvision 0.26.0's RegNet on torch 2.11.0, by the protocol in harness/probe.h.
//   ExpectProbe([] { return RegNet(stages); }, {2319482, 12.5558910308, 113.72113109, 9.45641359937});
//   EXPECT_THAT(ValueErrorOf([] { RegNet({}); }), HasSubstr("at least one stage"));
#ifndef ASSAY_MODELS_TESTING_PROBE_NUMBERS_H_
#define ASSAY_MODELS_TESTING_PROBE_NUMBERS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "models/model.h"

namespace assay {

// The norms of a probe's outputs: evaluation, a rectangular image, training under a seed.
struct ProbeNumbers {
  int64_t parameters;
  double l2, rect_l2, training_l2;
};

// The norms to 1e-8, relative.
void ExpectProbe(const std::function<Model()>& construct, const ProbeNumbers& expected);

// The message of the c10::ValueError that `call` throws; "no error" without one.
std::string ValueErrorOf(const std::function<void()>& call);

}  // namespace assay

#endif  // ASSAY_MODELS_TESTING_PROBE_NUMBERS_H_

// Models with one thing changed, measured as bless does and compared as the gate does.
//
//   const auto base = [] { return Model(MobileNetV2({.settings = kFewBlocks})); };
//   const auto findings = FindingsOf(base, With<BatchNorm2d>(base, "features.1.conv.1", [](BatchNorm2d& norm) {
//     norm.options.eps(1e-3);
//   }));
//   EXPECT_THAT(findings, ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "features.1.conv.1")));
#ifndef ASSAY_HARNESS_TESTING_MUTANT_H_
#define ASSAY_HARNESS_TESTING_MUTANT_H_

#include <torch/nn/module.h>

#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/finding.h"
#include "models/model.h"

namespace assay {

using Constructor = std::function<Model()>;

// The findings against the builder "toy" of the family "toy", where it was `promised` and is `present`. What is
// promised is measured once for each `name`.
std::vector<Finding> FindingsOf(const std::string& name, const Constructor& promised, const Constructor& present);

// The model with its module at `path`, an M, changed after construction.
template <class M>
Constructor With(Constructor construct, std::string path, std::function<void(M&)> edit) {
  return [construct = std::move(construct), path = std::move(path), edit = std::move(edit)] {
    Model model = construct();
    const auto modules = model.module()->named_modules();
    auto* module = dynamic_cast<M*>(modules[path].get());
    TORCH_CHECK(module != nullptr, path, " is of another type");
    edit(*module);
    return model;
  };
}

// The model with a step around it, for one input and one output: `around` gets the model and its input.
Constructor Around(Constructor construct, std::function<at::Tensor(const Model&, const at::Tensor&)> around);

// For messages of a test that fails.
inline void PrintTo(const Finding& finding, std::ostream* stream) {
  *stream << finding.rule << " " << LevelName(finding.level) << " " << finding.module << ": " << finding.witness;
}

MATCHER_P3(Named, rule, level, module, "") {
  return arg.rule == rule && arg.level == level && arg.module == module && arg.breaking();
}

}  // namespace assay

#endif  // ASSAY_HARNESS_TESTING_MUTANT_H_

#include "harness/components/functions.h"

#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/ones.h>
#include <c10/core/InferenceMode.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/components/component.h"
#include "harness/probe.h"
#include "harness/probe_values.h"
#include "harness/stages.h"
#include "models/layers/layer.h"
#include "models/ops/linear.h"

namespace assay {
namespace {

void AddMakeDivisible(proto::ComponentGolden& golden) {
  proto::ComponentCase& item = AddCase(golden, "MakeDivisible");
  for (const int64_t divisor : {4, 8, 16}) {
    // On a multiple, halfway, where rounding down would take more than a tenth, and below the divisor.
    for (const double value : {0.5, 3.0, 11.2, 12.0, 17.6, 18.0, 22.4, 24.0, 35.9, 36.0, 67.2, 448.0, 1792.0})
      AddField(item, absl::StrCat(value, " by ", divisor), absl::StrCat(MakeDivisible(value, divisor)));
  }
}

void AddValues(const std::string& name, const at::Tensor& output, proto::ComponentGolden& golden) {
  const at::Tensor values = output.to(at::kDouble).flatten().contiguous();
  *AddCase(golden, name).mutable_stage() =
      ValueStage("", name, output.sizes().vec(), {values.const_data_ptr<double>(), size_t(values.numel())});
}

void AddLinear(proto::ComponentGolden& golden) {
  const at::Tensor input = ProbeInput("input", {2, 3, 16}), weight = ProbeInput("weight", {12, 16});
  const at::Tensor bias = ProbeInput("bias", {12});
  c10::InferenceMode inference;
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    const std::string of = type == at::kFloat ? " of float32" : " of float64";
    const at::Tensor x = input.to(type), w = weight.to(type), b = bias.to(type);
    AddValues(absl::StrCat("InferenceLinear", of), InferenceLinear(x, w, b), golden);
    AddValues(absl::StrCat("InferenceLinear without bias", of), InferenceLinear(x, w, at::Tensor()), golden);
    AddValues(absl::StrCat("InferenceLinearGelu", of), InferenceLinearGelu(x, w, b), golden);
  }
}

// Which elements are dropped is the generator's business; how many, and what becomes of the others, is ours.
void AddDropout(proto::ComponentGolden& golden) {
  proto::ComponentCase& item = AddCase(golden, "Dropout in training mode");
  // Draws numbers of the generator that all threads share.
  WithSeed([&item] {
    const at::Tensor kept = Dropout(0.3).forward(at::ones({10000}));
    AddField(item, "share of zeroes", absl::StrFormat("%.1f", 1 - at::count_nonzero(kept).item<double>() / 10000));
    AddField(item, "of 1", absl::StrFormat("%.6g", kept.max().item<double>()));
  });
}

}  // namespace

void AddFunctions(proto::ComponentGolden& golden) {
  AddMakeDivisible(golden);
  AddLinear(golden);
  AddDropout(golden);
}

}  // namespace assay

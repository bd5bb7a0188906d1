// The rows of a model: its forward pass in each number of images, type, layout and way of running that the device has.
//
//   RegisterModelRows({.builder = *FindBuilder("resnet50").value(), .options = options});
//     Forward/resnet50/float32/eager/batch:1 ... batch:128
//     Forward/resnet50/float32/channels_last/eager/batch:1, bfloat16, float16
//     Forward/resnet50/float32/fast/batch:1        traced and fused (models/fast_forward.h), on the CPU
//     cuda/Forward/resnet50/tf32/graph/batch:1     with --config=cuda and a GPU; the other types too
//
// A row's answer is held against the model's own float32 forward of one image, on the tensors that were timed.
#ifndef ASSAY_BENCHMARKS_MODEL_ROWS_H_
#define ASSAY_BENCHMARKS_MODEL_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmarks/measure/row.h"
#include "models/registry.h"

namespace assay {

struct ModelCombination {
  const Builder& builder;
  std::string entry = {};  // "IMAGENET1K_V1"; empty: the version itself
  ConstructOptions options = {};
  // Paths of the lock's files that say what it is; their sha256 is the rows'.
  std::vector<std::string> golden = {};
};

// "resnet50", "resnet50@IMAGENET1K_V1".
std::string CombinationName(const ModelCombination& combination);

void RegisterModelRows(const ModelCombination& combination);

// What a row runs, and what CUDA's rows share with it (model_rows_cuda.cc).
struct ModelVariant {
  std::string type = "float32";  // "bfloat16", "float16"; "tf32" on a GPU
  bool channels_last = false;
  std::string way = "eager";  // "fast" on the CPU, "graph" on a GPU
  int64_t batch = 1;
};

std::string VariantName(const ModelVariant& variant);  // "float32/channels_last/eager/batch:1"

// The model of the combination, as constructed after the seed 0, in eval mode. Errors: its constructor's.
absl::StatusOr<Model> MakeModel(const ModelCombination& combination);

// `batch` inputs, each a copy of one, so that every row of the answer must be equal.
NamedTensors ModelInputs(const ModelCombination& combination, const Signature& signature, const ModelVariant& variant);

// OK where each row of `answer` is what the combination's model, constructed anew, answers to one input in float32, to
// the rounding of the variant's type. On the CPU.
absl::Status CheckModelAnswer(const ModelCombination& combination, const ModelVariant& variant,
                              const at::Tensor& answer);

// The multiply-adds of one input, twice. Errors: CountMultiplyAdds'.
absl::StatusOr<double> ModelFlops(const ModelCombination& combination);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MODEL_ROWS_H_

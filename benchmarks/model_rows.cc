#include "benchmarks/model_rows.h"

#include <c10/core/InferenceMode.h>
#include <c10/core/MemoryFormat.h>

#include <memory>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "benchmarks/model_rows_cuda.h"
#include "harness/calibrate.h"
#include "harness/count_flops.h"
#include "harness/probe.h"
#include "harness/probe_inputs.h"
#include "harness/probe_values.h"
#include "harness/without_values.h"
#include "models/exceptions.h"
#include "models/fast_forward.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

constexpr int64_t kTokens = 32;
constexpr int64_t kBatches[] = {1, 8, 32, 128};

// As the builder's own preset crops it; models of other tasks take what a classifier does.
int64_t ImageSize(const Builder& builder) {
  const auto* const preset = std::get_if<ImageClassificationOptions>(&builder.transforms);
  return preset == nullptr ? 224 : preset->crop_size;
}

// How far a type's rounding may move an answer, as the root mean square of the error over that of the answer. Rounding
// errors grow through a deep model; another answer's is above 1.
double ToleranceOf(const std::string& type) {
  if (type == "float32") return 1e-4;
  return type == "bfloat16" ? 0.3 : 0.05;
}

at::ScalarType TypeOf(const std::string& type) {
  if (type == "bfloat16") return at::kBFloat16;
  return type == "float16" ? at::kHalf : at::kFloat;
}

// What a row keeps while it runs.
struct Running {
  Model model;
  NamedTensors inputs;
  at::Tensor answer;
  std::unique_ptr<FastForward> fast = nullptr;
};

absl::StatusOr<std::shared_ptr<Running>> MakeRunning(const ModelCombination& combination, const ModelVariant& variant) {
  ASSAY_ASSIGN_OR_RETURN(Model model, MakeModel(combination));
  auto running = std::make_shared<Running>(
      Running{.model = model, .inputs = ModelInputs(combination, model.signature(), variant)});
  if (variant.way == "fast") {
    // Eight images at once: what an evaluation does, so that their activations stay in the caches.
    const at::Tensor& images = running->inputs.front().second;
    ASSAY_ASSIGN_OR_RETURN(FastForward fast,
                           FastForward::Make(model, images.slice(0, 0, std::min<int64_t>(8, images.size(0)))));
    running->fast = std::make_unique<FastForward>(std::move(fast));
    return running;
  }
  if (TypeOf(variant.type) != at::kFloat) running->model.to(TypeOf(variant.type));
  if (variant.channels_last) running->model.to(at::MemoryFormat::ChannelsLast);
  return running;
}

absl::StatusOr<Prepared> Prepare(const ModelCombination& combination, const ModelVariant& variant) {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<Running> running, MakeRunning(combination, variant));
  Prepared prepared;
  prepared.run = [running](int64_t) {
    c10::InferenceMode inference;
    running->answer = running->fast != nullptr ? (*running->fast)(running->inputs.front().second)
                                               : running->model.forward(running->inputs).front().second;
  };
  prepared.check = [=] { return CheckModelAnswer(combination, variant, running->answer); };
  prepared.work.items = static_cast<double>(variant.batch);
  prepared.work.item = running->model.signature().tokens.empty() ? "images" : "texts";
  // The ceiling is float32's: the matrix units of other types do more.
  if (variant.type == "float32") {
    ASSAY_ASSIGN_OR_RETURN(const double flops, ModelFlops(combination));
    prepared.work.flops = flops * static_cast<double>(variant.batch);
  }
  return prepared;
}

std::string CombinationDigest(const std::vector<std::string>& files) {
  std::string digests;
  for (const std::string& file : files) {
    const auto digest = FileSha256(file);
    absl::StrAppend(&digests, digest.ok() ? *digest : "none", "\n");
  }
  if (digests.empty()) return "";
  return Sha256Hex(absl::MakeConstSpan(reinterpret_cast<const std::byte*>(digests.data()), digests.size()));
}

// The variants of the CPU, but for the number of images.
std::vector<ModelVariant> CpuVariants(const Builder& builder) {
  if (builder.task == "text_encoding") return {{}, {.type = "bfloat16"}};
  return {{},
          {.channels_last = true},
          {.type = "bfloat16"},
          {.type = "bfloat16", .channels_last = true},
          {.type = "float16"},
          {.way = "fast"}};
}

}  // namespace

std::string CombinationName(const ModelCombination& combination) {
  return absl::StrCat(combination.builder.name, combination.entry.empty() ? "" : "@", combination.entry);
}

std::string VariantName(const ModelVariant& variant) {
  return absl::StrCat(variant.type, variant.channels_last ? "/channels_last" : "", "/", variant.way,
                      "/batch:", variant.batch);
}

void RegisterModelRows(const ModelCombination& combination) {
  const std::string digest = CombinationDigest(combination.golden);
  for (ModelVariant variant : CpuVariants(combination.builder)) {
    for (const int64_t batch : kBatches) {
      variant.batch = batch;
      RegisterRow({.name = absl::StrCat("Forward/", CombinationName(combination), "/", VariantName(variant)),
                   .prepare = [combination, variant] { return Prepare(combination, variant); },
                   .combination = digest});
    }
  }
  for (Row& row : CudaModelRows(combination)) {
    row.combination = digest;
    RegisterRow(std::move(row));
  }
}

absl::StatusOr<Model> MakeModel(const ModelCombination& combination) {
  return ExceptionsToStatus([&] {
    Model model = ConstructSeeded([&] { return Construct(combination.builder, combination.options); });
    // Untrained activations shrink from layer to layer until half precision holds none of them, and slow denormals are
    // left: normalisations take their statistics from a batch, as in the probe.
    NamedTensors inputs = MakeProbeInputs(model.signature()).batch;
    for (auto& [name, tensor] : inputs) tensor = tensor.is_floating_point() ? tensor.to(at::kFloat) : tensor;
    Calibrate(model, inputs);
    model.eval();
    return model;
  });
}

NamedTensors ModelInputs(const ModelCombination& combination, const Signature& signature, const ModelVariant& variant) {
  const int64_t size = ImageSize(combination.builder);
  NamedTensors inputs;
  for (const std::string& name : signature.inputs) {
    if (!signature.tokens.empty()) {
      // A sequence without padding.
      const at::Tensor ids = MakeProbeInputs(signature).batch[inputs.size()].second[0].repeat({2}).slice(0, 0, kTokens);
      inputs.emplace_back(name, ids.expand({variant.batch, kTokens}).contiguous());
      continue;
    }
    const at::Tensor image = ProbeInput("input", {1, 3, size, size}).to(TypeOf(variant.type));
    inputs.emplace_back(
        name, image.expand({variant.batch, 3, size, size})
                  .contiguous(variant.channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous));
  }
  return inputs;
}

absl::Status CheckModelAnswer(const ModelCombination& combination, const ModelVariant& variant,
                              const at::Tensor& answer) {
  ASSAY_ASSIGN_OR_RETURN(const Model plain, MakeModel(combination));
  c10::InferenceMode inference;
  const at::Tensor expected = plain.forward(ModelInputs(combination, plain.signature(), {.batch = 1})).front().second;
  const at::Tensor actual = answer.to(at::kFloat);
  if (actual.dim() != expected.dim() || actual.size(0) != variant.batch || actual[0].sizes() != expected[0].sizes())
    return absl::InternalError("the answer has another shape than the model's");
  const double scale = expected.square().mean().sqrt().item<double>();
  const double error = actual.sub(expected).square().mean().sqrt().item<double>() / scale;
  // Not "above": a NaN is an error too.
  if (error <= ToleranceOf(variant.type)) return absl::OkStatus();
  return absl::InternalError(absl::StrFormat(
      "the answers differ from the model's own in float32 by %.2g of their root mean square, tolerance %.2g", error,
      ToleranceOf(variant.type)));
}

absl::StatusOr<double> ModelFlops(const ModelCombination& combination) {
  const WithoutValues scope;
  absl::StatusOr<int64_t> count;
  const absl::Status made = ExceptionsToStatus([&] {
    Model model = Construct(combination.builder, combination.options);
    model.eval();
    count = CountMultiplyAdds([&] {
      c10::InferenceMode inference;
      model.forward(ModelInputs(combination, model.signature(), {.batch = 1}));
    });
  });
  if (!made.ok()) return made;
  if (!count.ok()) return count.status();
  return 2 * static_cast<double>(*count);
}

}  // namespace assay

// An evaluation of torchvision's MobileNet V2 on a folder of photographs, end to end, and where its time goes.
//
//   ./bazelw run //benchmarks:evaluate -- FOLDER CLASSES                  one line of JSON; from the files to the
//   answers
//   ./bazelw run //benchmarks:evaluate -- FOLDER CLASSES --plain          by the model's own forward
//   ./bazelw run //benchmarks:evaluate -- FOLDER CLASSES --images=8000    the folder's images over and over
//   ./bazelw run //benchmarks:evaluate -- FOLDER CLASSES --parts          the parts of it, one after the other on one
//   core
//
//   ... -- FOLDER CLASSES --differences    how far the two forwards lie apart, over all images, without the guard
//
// CLASSES is a file of lines "FOLDER LABEL" (harness/accuracy/image_folder.h). The clock starts when the weights are
// loaded and the folder is listed; the proof of the fast forward is inside. benchmarks/compare_evaluate_with_python.py
// makes such a folder and runs torchvision beside it.
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/image_folder.h"
#include "harness/accuracy/prove_fast_forward.h"
#include "models/fast_forward.h"
#include "models/registry.h"
#include "tools/base/keep_freed_memory.h"
#include "tools/base/status_macros.h"
#include "weights/categories.h"

namespace assay {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kBuilder[] = "mobilenet_v2", kWeights[] = "MobileNet_V2_Weights.IMAGENET1K_V1";
constexpr int kBatch = 32, kTop = 5;

// The images of another data set, over and over.
class Repeated : public Dataset {
 public:
  Repeated(std::unique_ptr<Dataset> data, int64_t size) : data_(std::move(data)), size_(size) {}
  int64_t size() const override { return size_; }
  Example example(int64_t index) const override { return data_->example(index % data_->size()); }
  absl::StatusOr<Image> Load(int64_t index) const override { return data_->Load(index % data_->size()); }
  absl::StatusOr<std::string> Digest() const override { return "not asked for"; }

 private:
  std::unique_ptr<Dataset> data_;
  int64_t size_;
};

struct Setting {
  Model model;
  ImageClassification preprocess;
  std::unique_ptr<Dataset> data;
  proto::EvaluationKey key;
};

absl::StatusOr<Setting> Load(const std::string& folder, const std::string& classes, int64_t images) {
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(kWeights));
  ASSAY_ASSIGN_OR_RETURN(const auto categories, entry.meta.categories.names());
  ASSAY_ASSIGN_OR_RETURN(Built built, get(kBuilder, entry));
  built.model.eval();
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Dataset> data,
                         ReadImageFolder(folder, {.categories = categories, .classes = classes}));
  if (images > 0) data = std::make_unique<Repeated>(std::move(data), images);
  proto::EvaluationKey key;
  key.set_weights(kWeights);
  key.set_count(data->size());
  key.set_batch_size(kBatch);
  key.set_top(kTop);
  return Setting{std::move(built.model), ImageClassification(std::get<ImageClassificationOptions>(entry.transforms)),
                 std::move(data), key};
}

double Since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

absl::StatusOr<Json> RunEvaluation(Setting setting, bool plain) {
  const auto start = std::chrono::steady_clock::now();
  ProvenModel proven{.model = setting.model, .note = "plain: asked for"};
  if (!plain) {
    ASSAY_ASSIGN_OR_RETURN(proven, ProveFastForward(setting.model, setting.preprocess, *setting.data, setting.key));
  }
  const double proof = Since(start);
  setting.key.set_forward(proven.forward);
  ASSAY_ASSIGN_OR_RETURN(const proto::Evaluation evaluation,
                         Evaluate(proven.model, setting.preprocess, *setting.data, setting.key));
  const double seconds = Since(start);
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  Json answers = Json::array();
  for (const proto::BatchAnswers& batch : evaluation.batches()) {
    for (int i = 0; i < batch.label_size(); ++i)
      answers.push_back(std::vector<int>(batch.answer().begin() + i * kTop, batch.answer().begin() + (i + 1) * kTop));
  }
  const auto cpu = [](const timeval& time) { return time.tv_sec + 1e-6 * time.tv_usec; };
  return Json{{"images", setting.key.count()},
              {"seconds", seconds},
              {"images_per_second", setting.key.count() / seconds},
              {"cpu_seconds", cpu(usage.ru_utime) + cpu(usage.ru_stime)},
              {"proof_seconds", proof},
              {"fast", proven.fast},
              {"note", proven.note},
              {"difference", proven.difference},
              {"tolerance", proven.tolerance},
              {"plain_batches", proven.plain_batches == nullptr ? 0 : proven.plain_batches->load()},
              {"peak_mib", usage.ru_maxrss / 1024},
              {"answers", std::move(answers)}};
}

// What the fast forward would change of the plain one's answers, if all of its answers were taken.
absl::StatusOr<Json> MeasureDifferences(const Setting& setting) {
  ASSAY_ASSIGN_OR_RETURN(const ProvenModel proven,
                         ProveFastForward(setting.model, setting.preprocess, *setting.data, setting.key));
  const auto fast = FastForward::Make(setting.model, at::zeros({8, 3, 224, 224}));
  if (!fast.ok()) return fast.status();
  std::mutex mutex;
  double largest = 0;
  int64_t first_differs = 0, best_differ = 0;
  const Model both = setting.model.WithForward(
      [&](const std::vector<at::Tensor>& inputs) -> std::vector<at::Tensor> {
        const at::Tensor plain = setting.model.forward(inputs[0]), other = (*fast)(inputs[0]);
        const at::Tensor scale = plain.square().mean(1).sqrt();
        const double difference = ((plain - other).abs().amax(1) / scale).max().item<double>();
        const at::Tensor differ = std::get<1>(plain.topk(kTop)) != std::get<1>(other.topk(kTop));
        const std::lock_guard<std::mutex> lock(mutex);
        largest = std::max(largest, difference);
        first_differs += differ.select(1, 0).sum().item<int64_t>();
        best_differ += differ.any(1).sum().item<int64_t>();
        return {plain};
      },
      setting.model.signature());
  ASSAY_RETURN_IF_ERROR(Evaluate(both, setting.preprocess, *setting.data, setting.key).status());
  return Json{{"images", setting.key.count()},
              {"largest_difference", largest},
              {"tolerance", proven.tolerance},
              {"top1_would_differ", first_differs},
              {"top5_would_differ", best_differ}};
}

// Milliseconds of this thread's own time: other work on the machine waits outside it, though the caches are shared.
template <typename Work>
double Milliseconds(int64_t images, const Work& work) {
  std::vector<double> times;
  for (int round = 0; round < 5; ++round) {
    timespec before, after;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    work();
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    times.push_back(1e3 * (after.tv_sec - before.tv_sec) + 1e-6 * (after.tv_nsec - before.tv_nsec));
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2] / static_cast<double>(images);
}

absl::StatusOr<Json> MeasureParts(const Setting& setting) {
  at::set_num_threads(1);
  const c10::InferenceMode inference;
  const int64_t count = std::min<int64_t>(kBatch, setting.data->size());
  std::vector<Image> images;
  at::Tensor batch;
  for (int64_t i = 0; i < count; ++i) {
    ASSAY_ASSIGN_OR_RETURN(Image image, setting.data->Load(i * setting.data->size() / count));
    ASSAY_ASSIGN_OR_RETURN(const FloatImage input, setting.preprocess(image));
    if (!batch.defined()) batch = at::zeros({count, input.channels, input.height, input.width});
    std::copy(input.values.begin(), input.values.end(), batch[i].data_ptr<float>());
    images.push_back(std::move(image));
  }
  const auto fast = FastForward::Make(setting.model, batch.slice(0, 0, 8));
  if (!fast.ok()) return fast.status();
  Json parts;
  parts["read_and_decode_ms"] = Milliseconds(count, [&] {
    for (int64_t i = 0; i < count; ++i) (void)setting.data->Load(i * setting.data->size() / count);
  });
  parts["preset_ms"] = Milliseconds(count, [&] {
    for (const Image& image : images) (void)setting.preprocess(image);
  });
  parts["plain_forward_ms"] = Milliseconds(count, [&] { setting.model.forward(batch); });
  parts["fast_forward_ms"] = Milliseconds(count, [&] { (*fast)(batch); });
  // A product as a 1 x 1 convolution of the middle of the network has: 64 to 384 channels at 14 x 14.
  constexpr int64_t kRows = 14 * 14 * 8, kIn = 384, kOut = 64;
  const at::Tensor a = at::rand({kRows, kIn}), b = at::rand({kIn, kOut});
  const at::Tensor c = at::rand({1024, 1024}), d = at::rand({1024, 1024});
  const auto gflops = [](double multiply_adds, double milliseconds) { return 2e-6 * multiply_adds / milliseconds; };
  parts["gemm_small_gflops"] = gflops(kRows * kIn * kOut, Milliseconds(1, [&] { at::matmul(a, b); }));
  parts["gemm_large_gflops"] = gflops(1024.0 * 1024 * 1024, Milliseconds(1, [&] { at::matmul(c, d); }));
  constexpr double kMultiplyAdds = 300.8e6;  // of one image, by torchvision's meta-data
  parts["forward_limit_ms"] = 2e-6 * kMultiplyAdds / parts["gemm_large_gflops"].get<double>();
  return parts;
}

absl::StatusOr<Json> Main(const std::vector<std::string>& arguments) {
  std::vector<std::string> paths;
  bool plain = false, parts = false, differences = false;
  int64_t images = 0;
  for (const std::string& argument : arguments) {
    absl::string_view value = argument;
    if (argument == "--plain") {
      plain = true;
    } else if (argument == "--parts") {
      parts = true;
    } else if (argument == "--differences") {
      differences = true;
    } else if (!absl::ConsumePrefix(&value, "--images=")) {
      paths.push_back(argument);
    } else if (!absl::SimpleAtoi(value, &images) || images < 1) {
      return absl::InvalidArgumentError("--images=N takes a number of images");
    }
  }
  if (paths.size() != 2)
    return absl::InvalidArgumentError(
        "usage: evaluate FOLDER CLASSES [--plain | --parts | --differences] [--images=N]");
  ASSAY_ASSIGN_OR_RETURN(Setting setting, Load(paths[0], paths[1], images));
  if (differences) return MeasureDifferences(setting);
  return parts ? MeasureParts(setting) : RunEvaluation(std::move(setting), plain);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  assay::KeepFreedMemory();
  const absl::StatusOr<assay::Json> result = assay::Main({argv + 1, argv + argc});
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", std::string(result.status().message()).c_str());
    return 1;
  }
  std::puts(result->dump().c_str());
  return 0;
}

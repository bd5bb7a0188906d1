// The checks of one version x entry, in the order in which each needs the one before.
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/check_meta.h"
#include "harness/check_timer.h"
#include "harness/compare_answers.h"
#include "harness/compare_probe.h"
#include "harness/environment.h"
#include "harness/logits.h"
#include "harness/probe.h"
#include "harness/validate.h"
#include "models/exceptions.h"
#include "transforms/decode.h"
#include "transforms/image_classification.h"
#include "transforms/top_categories.h"
#include "weights/categories.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

constexpr int kTop = 5;
constexpr int kKeptPreprocessed = 12;

class EntryValidation {
 public:
  EntryValidation(const Builder& builder, const WeightEntry& entry, const EntryInputs& inputs,
                  const proto::EntryGolden* golden, ProbeCache& cache)
      : builder_(builder), entry_(entry), inputs_(inputs), golden_(golden), cache_(cache) {
    measured_.result.builder = builder.name;
    measured_.result.weights = entry.FullName();
    measured_.now.set_weights(entry.FullName());
  }

  EntryMeasurement Run() {
    const Stopwatch stopwatch;
    const bool runs = Good("probe", &EntryValidation::CheckProbe);
    if (!inputs_.file.ok()) {
      if (absl::IsNotFound(inputs_.file.status())) {
        result().pending_reason = std::string(inputs_.file.status().message());
      } else {
        RunCheck(result(), "file", [this](Check& check) { Fail(check, inputs_.file.status()); });
      }
    } else if (Good("file", &EntryValidation::CheckFile) && Good("tensors", &EntryValidation::CheckTensors)) {
      if (Good("load", &EntryValidation::CheckLoad)) CheckAnswers();
    }
    if (runs) Good("meta", &EntryValidation::CheckMetaData);
    result().seconds = stopwatch.Seconds();
    return std::move(measured_);
  }

 private:
  CombinationResult& result() { return measured_.result; }
  proto::EntryGolden& now() { return measured_.now; }
  // Outputs that are locked; null until a bless had the file at hand.
  const proto::EntryGolden* locked_outputs() const { return golden_ && golden_->has_file() ? golden_ : nullptr; }

  static void Fail(Check& check, const absl::Status& status) {
    check.findings.push_back(std::string(status.message()));
  }

  // False where what comes next cannot be done.
  bool Good(const char* name, void (EntryValidation::*body)(Check&)) {
    const Check& check = RunCheck(result(), name, [&](Check& check) { (this->*body)(check); });
    return check.findings.empty() || check.against_lock;
  }

  void CheckProbe(Check& check) {
    const auto options = ResolveOptions(builder_.name, entry_, std::nullopt);
    if (!options.ok()) return Fail(check, options.status());
    options_ = *options;
    const auto probe = cache_.Get(builder_, options_);
    if (!probe.ok()) return Fail(check, probe.status());
    // The version's golden holds the initial values and the gradients; here they would only repeat.
    proto::Probe& kept = *now().mutable_probe();
    kept = *probe;
    kept.set_state_sha256(StateSha256(*probe));
    kept.clear_state();
    kept.clear_init_seed0_sum();
    kept.clear_gradient_l2();
    check.against_lock = true;
    if (golden_ == nullptr) {
      check.findings.push_back(absl::StrCat("no golden yet: ", BlessCommand(entry_.FullName())));
      return;
    }
    if (golden_->weights() != entry_.FullName()) {
      check.findings.push_back(
          absl::StrCat("the golden is that of ", golden_->weights(), ", not of ", entry_.FullName()));
    }
    for (ProbePart& part : CompareProbes(golden_->probe(), kept, LockTolerance(CpuHasAvx2()))) {
      check.findings.insert(check.findings.end(), part.findings.begin(), part.findings.end());
    }
  }

  void CheckFile(Check& check) {
    const auto sha256 = FileSha256(inputs_.file->path);
    if (!sha256.ok()) return Fail(check, sha256.status());
    if (!absl::StartsWith(*sha256, entry_.sha256)) {
      check.findings.push_back(absl::StrCat(inputs_.file->path, ": sha256 is ", *sha256, ", expected ", entry_.sha256,
                                            entry_.sha256.size() < 64 ? "..." : "",
                                            "; the file is damaged or another one: remove it and fetch it again"));
    }
  }

  void CheckTensors(Check& check) {
    auto file = WeightFile::Open(inputs_.file->path);
    if (!file.ok()) return Fail(check, file.status());
    file_ = *std::move(file);
    now().mutable_file()->set_tensors_digest(StateDictDigest(file_->tensors()));
    const std::string& digest = now().file().tensors_digest();
    if (locked_outputs() && golden_->file().tensors_digest() != digest) {
      check.against_lock = true;
      check.findings.push_back(absl::StrCat("the tensors are others than the lock's: digest ", digest, ", was ",
                                            golden_->file().tensors_digest(), "; offer them as a new entry"));
    }
  }

  void CheckLoad(Check& check) {
    auto model = ExceptionsToStatus([&] { return ConstructSeeded([&] { return Construct(builder_, options_); }); });
    if (!model.ok()) return Fail(check, model.status());
    auto state = LoadStateDict(*file_);
    if (!state.ok()) return Fail(check, state.status());
    const absl::Status loaded = model->load_state_dict(*state);
    if (!loaded.ok()) {
      check.findings.push_back(absl::StrCat(inputs_.file->path, ": ", loaded.message()));
      return;
    }
    model->eval();
    model_ = *std::move(model);
  }

  // The file is not needed, but says one thing more.
  void CheckMetaData(Check& check) {
    const bool names_preset = !std::holds_alternative<std::monostate>(entry_.transforms);
    const auto image = ImageSizeOf(names_preset ? entry_.transforms : builder_.transforms);
    const auto facts = cache_.Facts(builder_, options_, image);
    if (!facts.ok()) return Fail(check, facts.status());
    const auto bytes = file_ ? std::optional<int64_t>(file_->bytes().size()) : std::nullopt;
    check.findings = CheckMeta(entry_, builder_.task, *facts, bytes);
  }

  // One check each for pixels, logits and top 5, over all photographs.
  void CheckAnswers() {
    const auto* preset = std::get_if<ImageClassificationOptions>(&entry_.transforms);
    if (preset == nullptr) return;
    const ImageClassification preprocess(*preset);
    const auto categories = entry_.meta.categories.names();
    Check pixels{.name = "pixels", .summary = "pixels 0/255"}, logits{.name = "logits"},
        top{.name = "top-5", .summary = "top-5"};
    if (!categories.ok()) Fail(top, categories.status());
    for (const Photograph& photograph : inputs_.photographs) {
      proto::PhotographGolden& answer = *now().add_photograph();
      answer.set_name(photograph.name);
      std::vector<float> values;
      {
        const Stopwatch stopwatch;
        FloatImage input = Preprocess(photograph, preprocess, answer, pixels);
        pixels.seconds += stopwatch.Seconds();
        if (input.values.empty()) continue;
        const Stopwatch forward;
        auto answered = Logits(*model_, input);
        logits.seconds += forward.Seconds();
        if (answered.ok()) {
          values = *std::move(answered);
        } else {
          logits.findings.push_back(absl::StrCat(photograph.name, ": ", answered.status().message()));
        }
      }
      answer.mutable_logit()->Add(values.begin(), values.end());
      for (RankedCategory& ranked : TopCategories(values, categories.value_or(absl::Span<const std::string>()), kTop)) {
        proto::TopEntry& entry = *answer.add_top();
        entry.set_index(ranked.index);
        entry.set_category(std::move(ranked.category));
        entry.set_score(ranked.score);
      }
    }
    if (locked_outputs()) {
      CompareAnswers(*golden_, measured_.now, pixels, logits, top);
    } else if (golden_ != nullptr && entry_.packaged) {
      // A packaged file is at hand for everyone: a lock without its outputs has lost them.
      logits.findings.push_back(absl::StrCat("no golden outputs yet: ", BlessCommand(entry_.FullName())));
      logits.against_lock = true;
    } else if (golden_ != nullptr) {
      // A file that its user brought is what the catalogue says, but nobody has recorded what it answers.
      result().pending_reason = absl::StrCat("no golden outputs yet: ", BlessCommand(entry_.FullName()));
    }
    for (Check* check : {&pixels, &logits, &top}) {
      if (check->summary.empty()) check->summary = check->name;
      result().checks.push_back(std::move(*check));
    }
  }

  FloatImage Preprocess(const Photograph& photograph, const ImageClassification& preprocess,
                        proto::PhotographGolden& answer, Check& check) {
    const auto sha256 = FileSha256(photograph.path);
    if (!sha256.ok()) return Fail(check, sha256.status()), FloatImage();
    answer.set_sha256(*sha256);
    const auto image = ReadImage(photograph.path);
    if (!image.ok()) return Fail(check, image.status()), FloatImage();
    auto input = preprocess(*image);
    if (!input.ok()) return Fail(check, input.status()), FloatImage();
    const auto* bytes = reinterpret_cast<const std::byte*>(input->values.data());
    answer.set_preprocessed_sha256(Sha256Hex(absl::MakeConstSpan(bytes, input->values.size() * sizeof(float))));
    *answer.mutable_preprocessed() =
        Summarise(at::from_blob(input->values.data(), {static_cast<int64_t>(input->values.size())}), kKeptPreprocessed);
    return *std::move(input);
  }

  const Builder& builder_;
  const WeightEntry& entry_;
  const EntryInputs& inputs_;
  const proto::EntryGolden* golden_;
  ProbeCache& cache_;
  ConstructOptions options_;
  std::optional<WeightFile> file_;
  std::optional<Model> model_;
  EntryMeasurement measured_;
};

}  // namespace

EntryMeasurement ValidateEntry(const Builder& builder, const WeightEntry& entry, const EntryInputs& inputs,
                               const proto::EntryGolden* golden, ProbeCache& cache) {
  return EntryValidation(builder, entry, inputs, golden, cache).Run();
}

}  // namespace assay

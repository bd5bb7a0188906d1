// The checks of one version x entry, in the order in which each needs the one before.
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/answer_noise.h"
#include "harness/answers.h"
#include "harness/api_lock.h"
#include "harness/check_accuracy.h"
#include "harness/check_meta.h"
#include "harness/check_timer.h"
#include "harness/compare_probe.h"
#include "harness/cross_version.h"
#include "harness/environment.h"
#include "harness/moved_state.h"
#include "harness/noise.h"
#include "harness/preset_lock.h"
#include "harness/probe.h"
#include "harness/validate.h"
#include "models/context.h"
#include "models/exceptions.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

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
    CheckPreset();
    if (const absl::Status at_hand = FilesAtHand(); absl::IsNotFound(at_hand)) {
      result().pending_reason = std::string(at_hand.message());
    } else if (!at_hand.ok()) {
      RunCheck(result(), "file", [&](Check& check) { Fail(check, at_hand); });
    } else if (Good("file", &EntryValidation::CheckFile) && Good("tensors", &EntryValidation::CheckTensors)) {
      if (Good("load", &EntryValidation::CheckLoad)) CheckAnswers();
    }
    if (runs) Good("meta", &EntryValidation::CheckMetaData);
    Good("catalogue", &EntryValidation::CheckCatalogue);
    if (runs) Good("versions", &EntryValidation::CheckCrossVersions);
    result().seconds = stopwatch.Seconds();
    return std::move(measured_);
  }

 private:
  CombinationResult& result() { return measured_.result; }
  proto::EntryGolden& now() { return measured_.now; }
  // Outputs that are locked; null until a bless had the file at hand.
  const proto::EntryGolden* locked_outputs() const { return golden_ && golden_->has_file() ? golden_ : nullptr; }

  // The entry's own, or its builder's default.
  const TransformsPreset& Transforms() const {
    return std::holds_alternative<std::monostate>(entry_.transforms) ? builder_.transforms : entry_.transforms;
  }

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
    // For the report: under which defaults this entry's model is made.
    if (const auto scope = EnterImpliedOverrides(options_); scope.ok() && !options_.overrides.empty()) {
      check.summary = absl::StrCat("probe under ", ContextText());
    }
    const auto probe = cache_.Get(builder_, options_);
    if (!probe.ok()) {
      RecordFailure(probe.status(), now());
      return Fail(check, probe.status());
    }
    proto::Probe& kept = *now().mutable_probe();
    kept = Totals(*probe);
    longest_product_ = LongestProduct(*probe);
    check.against_lock = true;
    if (golden_ == nullptr) {
      check.findings.push_back(absl::StrCat("no golden yet: ", BlessCommand(entry_.FullName())));
      return;
    }
    if (golden_->weights() != entry_.FullName()) {
      check.findings.push_back(
          absl::StrCat("the golden is that of ", golden_->weights(), ", not of ", entry_.FullName()));
    }
    if (!golden_->probe().has_noise()) check.findings.push_back(NoNoiseFloor(entry_.FullName()));
    bool numbers_differ = false;
    for (ProbePart& part : CompareProbes(golden_->probe(), kept, ToleranceOf(golden_->probe()))) {
      check.findings.insert(check.findings.end(), part.findings.begin(), part.findings.end());
      numbers_differ |= part.kind != ProbePart::Kind::kState && !part.findings.empty();
    }
    if (numbers_differ) NoteEnvironment(check);
  }

  // Appends where the lock comes from, unless it was blessed on an environment like this one.
  void NoteEnvironment(Check& check) const {
    const std::string elsewhere = BlessedElsewhere(golden_->blessing());
    if (!elsewhere.empty()) check.findings.push_back(elsewhere);
  }

  // What the entry's presets make of inputs of the harness's own: no file is needed.
  void CheckPreset() {
    const bool own = !std::holds_alternative<std::monostate>(entry_.postprocessing);
    CheckStages("preprocessing", MeasurePreprocessing(Transforms()), golden_ ? &golden_->preprocessing() : nullptr,
                *now().mutable_preprocessing());
    CheckStages("postprocessing",
                MeasurePostprocessing(Transforms(), own ? entry_.postprocessing : builder_.postprocessing),
                golden_ ? &golden_->postprocessing() : nullptr, *now().mutable_postprocessing());
  }

  // `golden` is null where there is no lock, which CheckProbe says. What has no stages has no check.
  void CheckStages(const char* name, absl::StatusOr<Stages> measured, const Stages* golden, Stages& now) {
    if (measured.ok() && measured->empty() && (golden == nullptr || golden->empty())) return;
    RunCheck(result(), name, [&](Check& check) {
      if (!measured.ok()) return Fail(check, measured.status());
      now = *std::move(measured);
      if (golden == nullptr) return;
      check.findings = CompareStages(*golden, now);
      check.against_lock = true;
    });
  }

  // The first reason why one of the entry's files is not at hand.
  absl::Status FilesAtHand() const {
    if (!inputs_.file.ok()) return inputs_.file.status();
    for (const ExtraFile& file : entry_.extra_files) {
      const auto found = inputs_.extra_files.find(file.role);
      if (found == inputs_.extra_files.end())
        return absl::NotFoundError(absl::StrCat("the ", file.role, " of ", entry_.FullName(), " is not at hand"));
      if (!found->second.ok()) return found->second.status();
    }
    return absl::OkStatus();
  }

  void CheckFile(Check& check) {
    CheckSha256(inputs_.file->path, entry_.sha256, check);
    for (const ExtraFile& file : entry_.extra_files)
      CheckSha256(inputs_.extra_files.at(file.role)->path, file.sha256, check);
  }

  static void CheckSha256(const std::string& path, const std::string& expected, Check& check) {
    const auto sha256 = FileSha256(path);
    if (!sha256.ok()) return Fail(check, sha256.status());
    if (absl::StartsWith(*sha256, expected)) return;
    check.findings.push_back(absl::StrCat(path, ": sha256 is ", *sha256, ", expected ", expected,
                                          expected.size() < 64 ? "..." : "",
                                          "; the file is damaged or another one: remove it and fetch it again"));
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
    const auto image = ImageSizeOf(Transforms());
    const auto facts = cache_.Facts(builder_, options_, image);
    if (!facts.ok()) return Fail(check, facts.status());
    const auto bytes = file_ ? std::optional<int64_t>(file_->bytes().size()) : std::nullopt;
    check.findings = CheckMeta(entry_, builder_.task, *facts, bytes);
  }

  // All that the catalogue says.
  void CheckCatalogue(Check& check) {
    const absl::Status measured = MeasureCatalogue(entry_, now());
    if (!measured.ok()) return Fail(check, measured);
    if (golden_ == nullptr) return;
    check.findings = CompareCatalogues(*golden_, now());
    check.against_lock = true;
  }

  // What becomes of these weights in the other versions of the family.
  void CheckCrossVersions(Check& check) {
    const proto::Noise& noise =
        now().probe().has_noise() || !golden_ ? now().probe().noise() : golden_->probe().noise();
    *now().mutable_cross_version() = MeasureCrossVersions(builder_, entry_, noise, cache_);
    check.summary = absl::StrCat("versions ", now().cross_version_size());
    if (golden_ == nullptr) return;
    check.findings = CompareCrossVersions(golden_->cross_version(), now().cross_version());
    check.against_lock = true;
  }

  // The checks of the entry's task.
  void CheckAnswers() {
    const std::unique_ptr<Answers> answers = MakeAnswers(Transforms(), entry_, inputs_);
    if (answers == nullptr) {
      RunCheck(result(), "answers", [this](Check& check) {
        check.findings.push_back(absl::StrCat(
            entry_.FullName(), " names no transforms, so that nothing can be asked: add transforms { ... }"));
      });
      return;
    }
    std::vector<Check> checks = answers->Measure(*model_, measured_.now);
    AccuracyChecks accuracy;
    if (const auto* options = std::get_if<ImageClassificationOptions>(&Transforms());
        options != nullptr && !inputs_.data.empty()) {
      // Before the weights are moved.
      accuracy = CheckAccuracy(
          {.model = *model_, .entry = entry_, .transforms = *options, .data = inputs_.data, .golden = golden_}, now());
    }
    if (cache_.parts().noise) MeasureNoise(*answers);
    if (locked_outputs()) {
      answers->Compare(*golden_, measured_.now, checks);
      for (Check& check : checks) {
        if (check.against_lock && !check.findings.empty()) NoteEnvironment(check);
      }
      if (!golden_->has_answer_noise()) {
        checks.push_back(
            {.name = "noise", .summary = "noise", .findings = {NoNoiseFloor(entry_.FullName())}, .against_lock = true});
      }
    } else if (golden_ != nullptr && entry_.packaged) {
      // A packaged file is at hand for everyone: a lock without its outputs has lost them.
      checks.back().findings.push_back(absl::StrCat("no golden outputs yet: ", BlessCommand(entry_.FullName())));
      checks.back().against_lock = true;
    } else if (golden_ != nullptr) {
      // A file that its user brought is what the catalogue says, but nobody has recorded what it answers.
      result().pending_reason = absl::StrCat("no golden outputs yet: ", BlessCommand(entry_.FullName()));
    }
    if (result().pending_reason.empty()) result().pending_reason = accuracy.pending_reason;
    for (Check& check : checks) result().checks.push_back(std::move(check));
    for (Check& check : accuracy.checks) result().checks.push_back(std::move(check));
  }

  // Asks again with weights that are moved a little.
  void MeasureNoise(const Answers& answers) {
    proto::EntryGolden answer;
    if (!model_->load_state_dict(MovedState(*model_, longest_product_)).ok()) return;
    answers.Measure(*model_, answer);
    now().set_answer_noise(AnswerNoise(now(), answer, longest_product_));
  }

  const Builder& builder_;
  const WeightEntry& entry_;
  const EntryInputs& inputs_;
  const proto::EntryGolden* golden_;
  ProbeCache& cache_;
  ConstructOptions options_;
  std::optional<WeightFile> file_;
  std::optional<Model> model_;
  int64_t longest_product_ = 1;
  EntryMeasurement measured_;
};

}  // namespace

EntryMeasurement ValidateEntry(const Builder& builder, const WeightEntry& entry, const EntryInputs& inputs,
                               const proto::EntryGolden* golden, ProbeCache& cache) {
  return EntryValidation(builder, entry, inputs, golden, cache).Run();
}

}  // namespace assay

#include "tools/assay/evaluate_steps.h"

#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/evaluation_file.h"
#include "harness/accuracy/evaluation_key.h"
#include "harness/accuracy/journal.h"
#include "harness/accuracy/prove_fast_forward.h"
#include "models/registry.h"
#include "tools/assay/classifier.h"
#include "tools/assay/environment.h"
#include "tools/assay/evaluate_files.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/user_path.h"
#include "tools/base/progress_line.h"
#include "tools/base/status_macros.h"
#include "weights/locate.h"

namespace assay {
namespace {

// What an interrupt says; a handler may do no more than write it.
const char* farewell = "";

void OnInterrupt(int signal) {
  (void)!write(STDERR_FILENO, farewell, std::strlen(farewell));
  _exit(128 + signal);
}

void SayOnInterrupt(const char* text) {
  farewell = text;
  for (const int signal : {SIGINT, SIGTERM}) {
    // What was started to ignore it, as by nohup, goes on doing so.
    if (std::signal(signal, OnInterrupt) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

// Of all images, whatever part of them is a shard's: parts merge only where all were computed in one way, and so which
// way that is must not hang on how many there are. The proof takes the time of some 40 images.
constexpr int64_t kWorthProving = 500;

// The images of this shard that an earlier process has answered.
absl::StatusOr<int64_t> EarlierImages(const EvaluateRequest& request, const proto::EvaluationKey& key) {
  if (request.journal.empty()) return 0;
  const auto journal = EvaluationJournal::Open(request.journal, key);
  if (!journal.ok()) {
    return absl::Status(
        journal.status().code(),
        absl::StrCat(journal.status().message(),
                     request.own_journal ? " (the journal of --out; --journal=FILE names another)" : ""));
  }
  int64_t images = 0;
  for (const proto::BatchAnswers& batch : journal->done())
    images += batch.batch() % request.shards == request.shard - 1 ? batch.label_size() : 0;
  return images;
}

absl::StatusOr<proto::EvaluationKey> MakeKey(const EvaluateRequest& request, const AskedWeights& asked,
                                             const EvaluationData& data) {
  ASSAY_ASSIGN_OR_RETURN(const std::string digest, data.Digest());
  return MakeEvaluationKey(asked.entry, data.images(),
                           {.batch_size = request.batch_size, .weights = asked.name, .data_digest = digest});
}

// Before the weights are read: a shard that has no images.
absl::Status CheckShardOf(const EvaluateRequest& request, const EvaluationData& data) {
  proto::EvaluationKey key;
  key.set_count(data.images().size());
  key.set_batch_size(request.batch_size);
  const absl::Status shard = CheckShard(key, request.shard - 1, request.shards);
  return shard.ok() ? shard : absl::FailedPreconditionError(absl::StrCat("--shard: ", shard.message()));
}

// The model that answers: its fast forward where there are images enough for the proof to pay, and the proof holds.
absl::StatusOr<Model> ChooseForward(const EvaluateRequest& request, const Classifier& classifier, const Dataset& images,
                                    proto::EvaluationKey& key, std::string& note) {
  if (request.device != "cpu") {
    // Another device rounds otherwise: its answers are continued and merged with its own alone.
    key.set_device(classifier.device);
    return classifier.model;
  }
  if (request.plain || images.size() < kWorthProving) return classifier.model;
  ProgressLine progress;
  progress.Show("proving the fast forward");
  ASSAY_ASSIGN_OR_RETURN(ProvenModel proven, ProveFastForward(classifier.model, classifier.preprocess, images, key));
  key.set_forward(proven.forward);
  note = proven.note;
  return std::move(proven.model);
}

}  // namespace

bool IsAnswers(const std::string& word) {
  std::error_code ignored;
  return absl::EndsWith(word, ".pb") ||
         (!get_weight(word).ok() && std::filesystem::is_regular_file(UserPath(word), ignored));
}

absl::StatusOr<AskedWeights> FindAskedWeights(const std::string& word, const std::string& file) {
  absl::StatusOr<WeightEntry> found = FindClassifierWeights(word);
  if (!found.ok() && IsAnswers(word)) {
    return absl::InvalidArgumentError(
        absl::StrCat(word, " is a file, not the name of weights. Is it one of --out? `assay evaluate --merge ", word,
                     "` says what is in it, `assay evaluate ", word, " --against=OLD` compares it; a file of weights ",
                     "goes with an entry: `assay evaluate WEIGHTS --file=", word, "`"));
  }
  ASSAY_ASSIGN_OR_RETURN(WeightEntry entry, std::move(found));
  if (file.empty()) return AskedWeights{entry, entry.FullName()};
  std::string name = absl::StrCat(std::filesystem::path(file).filename().string(), " (as ", entry.FullName(), ")");
  // What someone made: it has no name, no hash, and no metrics that it could break.
  entry.enum_name = entry.name = entry.sha256 = entry.tensors_digest = "";
  entry.url = file;
  entry.packaged.reset();
  entry.latest = true;
  return AskedWeights{std::move(entry), std::move(name)};
}

absl::Status CheckInputsStay(const EvaluateRequest& request, const AskedWeights& asked, const EvaluationData& data) {
  std::vector<NamedFile> read = {{"the data", data.path}};
  if (const auto weights = Locate(asked.entry); weights.ok()) read.push_back({"the weights", weights->path});
  return CheckFilesApart(FilesWritten(request), read);
}

absl::StatusOr<Measured> Measure(const EvaluateRequest& request, const AskedWeights& asked,
                                 const EvaluationData& data) {
  ASSAY_RETURN_IF_ERROR(CheckInputsStay(request, asked, data));
  ASSAY_RETURN_IF_ERROR(CheckShardOf(request, data));
  ASSAY_ASSIGN_OR_RETURN(const Classifier classifier, LoadClassifier(asked.entry, request.device));
  ASSAY_ASSIGN_OR_RETURN(proto::EvaluationKey key, MakeKey(request, asked, data));
  std::string note;
  ASSAY_ASSIGN_OR_RETURN(const Model model, ChooseForward(request, classifier, data.images(), key, note));
  ASSAY_ASSIGN_OR_RETURN(const int64_t earlier, EarlierImages(request, key));
  EvaluationReporter reporter(earlier);
  if (!note.empty()) reporter.Say(note);
  if (earlier > 0) reporter.Say(absl::StrCat("going on from ", request.journal, ": ", earlier, " images are done"));
  SayOnInterrupt(request.journal.empty()
                     ? "\nassay: stopped; with --out=FILE or --journal=FILE the next run would go on from here\n"
                     : "\nassay: stopped; the same command goes on from here\n");
  EvaluateOptions options = {.shard = request.shard - 1, .shards = request.shards, .journal = request.journal};
  int64_t images = earlier;
  options.progress = [&](const EvaluateProgress& done) {
    images = done.images;
    reporter.Show(done);
  };
  const absl::Time start = absl::Now();
  Measured measured;
  ASSAY_ASSIGN_OR_RETURN(measured.evaluation, Evaluate(model, classifier.preprocess, data.images(), key, options));
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (images > earlier) measured.images_per_second = static_cast<double>(images - earlier) / seconds;
  *measured.evaluation.mutable_data() = data.label;
  return measured;
}

absl::Status KeepAnswers(const EvaluateRequest& request, const proto::Evaluation& evaluation) {
  if (request.out.empty()) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(WriteEvaluation(request.out, evaluation));
  std::error_code ignored;
  if (request.own_journal) std::filesystem::remove(request.journal, ignored);
  return absl::OkStatus();
}

ExitCode PrintAnswer(const EvaluateRequest& request, const std::string& text, const Json& json) {
  std::cout << (request.json ? JsonLine(json) : text);
  if (request.json_file.empty()) return kFine;
  const absl::Status written = WriteReport(request.json_file, JsonLine(json));
  return written.ok() ? kFine : Fail(written);
}

}  // namespace assay

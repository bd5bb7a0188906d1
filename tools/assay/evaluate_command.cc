// assay evaluate WEIGHTS: how often a classifier with these weights is right, and why it is not.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/evaluation_file.h"
#include "harness/accuracy/evaluation_key.h"
#include "harness/accuracy/explain.h"
#include "harness/accuracy/journal.h"
#include "harness/accuracy/metrics.h"
#include "models/registry.h"
#include "tools/assay/classifier.h"
#include "tools/assay/commands.h"
#include "tools/assay/environment.h"
#include "tools/assay/evaluate_request.h"
#include "tools/assay/evaluation_data.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/evaluation_report.h"
#include "tools/assay/explain_report.h"
#include "tools/assay/table.h"
#include "tools/assay/user_path.h"
#include "tools/base/progress_line.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// More images are tried when the user says so: a way costs as much as an evaluation.
constexpr int64_t kExplainLimit = 1000;

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

// Weights as they are asked for: an entry, or a file with all else as the entry says.
struct Asked {
  WeightEntry entry;
  std::string name;
};

absl::StatusOr<Asked> FindAskedWeights(const EvaluateRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(WeightEntry entry, FindClassifierWeights(request.words.front()));
  if (request.file.empty()) return Asked{entry, entry.FullName()};
  std::string name =
      absl::StrCat(std::filesystem::path(request.file).filename().string(), " (as ", entry.FullName(), ")");
  // What someone made: it has no name, no hash, and no metrics that it could break.
  entry.enum_name = entry.name = entry.sha256 = entry.tensors_digest = "";
  entry.url = request.file;
  entry.packaged.reset();
  entry.latest = true;
  return Asked{std::move(entry), std::move(name)};
}

// The images of this shard that an earlier process has answered.
absl::StatusOr<int64_t> EarlierImages(const EvaluateRequest& request, const proto::EvaluationKey& key) {
  if (request.journal.empty()) return 0;
  ASSAY_ASSIGN_OR_RETURN(const EvaluationJournal journal, EvaluationJournal::Open(request.journal, key));
  int64_t images = 0;
  for (const proto::BatchAnswers& batch : journal.done())
    images += batch.batch() % request.shards == request.shard - 1 ? batch.label_size() : 0;
  return images;
}

absl::StatusOr<proto::EvaluationKey> MakeKey(const EvaluateRequest& request, const Asked& asked,
                                             const Dataset& images) {
  ProgressLine progress;  // 50,000 photographs take a minute
  progress.Show("reading the weights and the data for their digests");
  return MakeEvaluationKey(asked.entry, images, {.batch_size = request.batch_size, .weights = asked.name});
}

struct Measured {
  proto::Evaluation evaluation;
  double images_per_second = 0;
};

absl::StatusOr<Measured> Measure(const EvaluateRequest& request, const Asked& asked, const EvaluationData& data) {
  ASSAY_ASSIGN_OR_RETURN(const Classifier classifier, LoadClassifier(asked.entry));
  ASSAY_ASSIGN_OR_RETURN(const proto::EvaluationKey key, MakeKey(request, asked, data.images()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t earlier, EarlierImages(request, key));
  EvaluationReporter reporter(earlier);
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
  ASSAY_ASSIGN_OR_RETURN(measured.evaluation,
                         Evaluate(classifier.model, classifier.preprocess, data.images(), key, options));
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (images > earlier) measured.images_per_second = static_cast<double>(images - earlier) / seconds;
  *measured.evaluation.mutable_data() = data.label;
  return measured;
}

// Writes the answers, and removes the journal that was there for them alone.
absl::Status Keep(const EvaluateRequest& request, const proto::Evaluation& evaluation) {
  if (request.out.empty()) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(WriteEvaluation(request.out, evaluation));
  std::error_code ignored;
  if (request.own_journal) std::filesystem::remove(request.journal, ignored);
  return absl::OkStatus();
}

ExitCode Print(const EvaluateRequest& request, const std::string& text, const Json& json) {
  std::cout << (request.json ? JsonLine(json) : text);
  if (request.json_file.empty()) return kFine;
  const absl::Status written = WriteReport(request.json_file, JsonLine(json));
  return written.ok() ? kFine : Fail(written);
}

ExitCode Conclude(const EvaluateRequest& request, const EvaluationReport& report) {
  ExitCode code = Print(request, EvaluationText(report, ColourWanted(STDOUT_FILENO)), EvaluationJson(report));
  for (const std::string& finding : Contradictions(report)) {
    Complain(finding);
    code = std::max(code, kFindings);
  }
  return code;
}

ExitCode Run(const EvaluateRequest& request) {
  const auto asked = FindAskedWeights(request);
  if (!asked.ok()) return Fail(asked.status());
  const auto data = ChooseData(asked->entry, request.data);
  if (!data.ok()) return RefuseFile(data.status());
  auto measured = Measure(request, *asked, *data);
  if (!measured.ok()) return RefuseFile(measured.status());
  if (const absl::Status kept = Keep(request, measured->evaluation); !kept.ok()) return Fail(kept);
  EvaluationReport report = {.evaluation = std::move(measured->evaluation),
                             .path = data->path,
                             .shard = request.shard_text,
                             .is_whole_split = IsWholeSplit(data->label, data->images().size()),
                             .images_per_second = measured->images_per_second,
                             .out = request.out_word};
  if (request.file.empty()) report.declared = DeclaredMetrics(asked->entry, data->label);
  return Conclude(request, report);
}

ExitCode Merge(const EvaluateRequest& request) {
  std::vector<proto::Evaluation> parts;
  for (const std::string& word : request.words) {
    auto part = ReadEvaluation(UserPath(word));
    if (!part.ok()) return RefuseFile(part.status());
    parts.push_back(*std::move(part));
  }
  auto merged = MergeEvaluations(parts);
  if (!merged.ok()) return RefuseFile(merged.status());
  *merged->mutable_data() = parts.front().data();
  if (const absl::Status kept = Keep(request, *merged); !kept.ok()) return Fail(kept);
  EvaluationReport report = {.evaluation = *std::move(merged), .out = request.out_word};
  report.is_whole_split = IsWholeSplit(report.evaluation.data(), report.evaluation.key().count());
  if (const auto entry = get_weight(report.evaluation.key().weights()); entry.ok())
    report.declared = DeclaredMetrics(*entry, report.evaluation.data());
  const ExitCode code = Conclude(request, report);
  const absl::Status complete = CheckComplete(report.evaluation);
  if (complete.ok()) return code;
  Complain(absl::StrCat(complete.message(), ": a shard is missing"));
  return kFindings;
}

// What to look for: the user's number, or the declared one.
absl::StatusOr<double> ExpectedAccuracy(const EvaluateRequest& request, const Asked& asked,
                                        const EvaluationData& data) {
  if (request.expect.has_value()) return *request.expect;
  for (const MetricMeta& metric : DeclaredMetrics(asked.entry, data.label)) {
    if (metric.name == "acc@1") return metric.value;
  }
  return absl::InvalidArgumentError(absl::StrCat(asked.name, " declare no accuracy on ", DataText(data.label),
                                                 ": say which one to look for, --expect=ACC"));
}

absl::StatusOr<std::vector<TriedWay>> TryAll(const Asked& asked, const EvaluationData& data, int batch_size) {
  ASSAY_ASSIGN_OR_RETURN(const Classifier classifier, LoadClassifier(asked.entry));
  const std::vector<PreprocessingWay> ways = UsualWays(classifier.preprocess.options());
  EvaluationReporter reporter;
  const auto progress = [&](size_t way, const EvaluateProgress& done) {
    reporter.Show(done, absl::StrCat("[", way + 1, "/", ways.size(), "] ", ways[way].name, "  "));
  };
  return TryWays(classifier.model, ways, data.images(), {.batch_size = batch_size, .progress = progress});
}

ExitCode Explain(EvaluateRequest request) {
  const auto asked = FindAskedWeights(request);
  if (!asked.ok()) return Fail(asked.status());
  if (request.data.limit == 0) request.data.limit = kExplainLimit;
  const auto data = ChooseData(asked->entry, request.data);
  if (!data.ok()) return RefuseFile(data.status());
  const auto expected = ExpectedAccuracy(request, *asked, *data);
  if (!expected.ok()) return Fail(expected.status());
  const auto tried = TryAll(*asked, *data, request.batch_size);
  if (!tried.ok()) return RefuseFile(tried.status());
  const ExplainReport report = {.weights = asked->name,
                                .data = data->label,
                                .path = data->path,
                                .images = data->images().size(),
                                .of = data->count,
                                .expected = *expected,
                                .ways = CompareWays(*tried, *expected, data->sample == nullptr)};
  return Print(request, ExplainText(report, ColourWanted(STDOUT_FILENO)), ExplainJson(report));
}

ExitCode RunEvaluate(const Arguments& arguments) {
  const auto request = ParseEvaluateRequest(arguments);
  if (!request.ok()) return Fail(request.status());
  for (const std::string& path : {request->out, request->journal, request->json_file}) {
    if (path.empty()) continue;
    if (const absl::Status writable = CheckWritable(path); !writable.ok()) return Fail(writable);
  }
  if (request->what == EvaluateRequest::What::kMerge) return Merge(*request);
  return request->what == EvaluateRequest::What::kExplain ? Explain(*request) : Run(*request);
}

}  // namespace

Command EvaluateCommand() {
  return {
      .name = "evaluate",
      .usage =
          "WEIGHTS [--data=DIR] [--shard=K/N] [--out=FILE] [--explain] [--json[=FILE]]\n"
          "       assay evaluate --merge FILE... [--out=FILE] [--json[=FILE]]",
      .summary = "how often a classifier is right on labelled images, with its interval; resumable, in shards",
      .details =
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --data=imagenet/val\n"
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --data=photos --classes=classes.txt --limit=200\n"
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --shard=3/16 --out=part3.pb\n"
          "  assay evaluate --merge part*.pb --out=all.pb\n"
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --data=photos --explain --expect=61.4\n\n"
          "A folder holds a folder a category: called as the weights' categories are, as ImageNet's synsets, or\n"
          "as --classes says. A file holds digits (.csv, .csv.gz) or faces (.npy). The names are Digits, LFW-subset\n"
          "and ImageNet-1K, which lies in the folder that ASSAY_DATA names.\n\n"
          "With --out or --journal each finished batch is on the disk: after a kill the same command goes on\n"
          "from there, and ends with the same bytes. Shards count from 1; all merged are one run, byte for byte.\n"
          "Exit code 1 where the very images that the weights' metrics were measured on give other metrics (more\n"
          "than 0.02 points apart), where a file is refused, and where a merge lacks a shard.\n\n"
          "--explain tries the usual mistakes in interpolation, antialias, sizes, channel order, mean and std, on\n"
          "1000 images unless --limit says otherwise, and names those that give the expected accuracy.\n",
      .options = EvaluateOptionList(),
      .fewest_words = 1,
      .run = RunEvaluate};
}

}  // namespace assay

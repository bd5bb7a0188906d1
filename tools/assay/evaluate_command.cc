// assay evaluate WEIGHTS: how often a classifier with these weights is right, and why it is not.
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/evaluation_file.h"
#include "harness/accuracy/explain.h"
#include "harness/accuracy/metrics.h"
#include "models/device.h"
#include "models/registry.h"
#include "tools/assay/classifier.h"
#include "tools/assay/commands.h"
#include "tools/assay/evaluate_against.h"
#include "tools/assay/evaluate_files.h"
#include "tools/assay/evaluate_request.h"
#include "tools/assay/evaluate_steps.h"
#include "tools/assay/evaluation_data.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/evaluation_report.h"
#include "tools/assay/explain_report.h"
#include "tools/assay/table.h"
#include "tools/assay/user_path.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// More images are tried when the user says so: a way costs as much as an evaluation.
constexpr int64_t kExplainLimit = 1000;

ExitCode Conclude(const EvaluateRequest& request, const EvaluationReport& report) {
  ExitCode code = PrintAnswer(request, EvaluationText(report, ColourWanted(STDOUT_FILENO)), EvaluationJson(report));
  for (const std::string& finding : Contradictions(report)) {
    Complain(finding);
    code = std::max(code, kFindings);
  }
  return code;
}

ExitCode Run(const EvaluateRequest& request) {
  const auto asked = FindAskedWeights(request.words.front(), request.file);
  if (!asked.ok()) return Fail(asked.status());
  const auto data = ChooseData(asked->entry, request.data);
  if (!data.ok()) return RefuseFile(data.status());
  auto measured = Measure(request, *asked, *data);
  if (!measured.ok()) return RefuseFile(measured.status());
  if (const absl::Status kept = KeepAnswers(request, measured->evaluation); !kept.ok()) return Fail(kept);
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
  if (const absl::Status kept = KeepAnswers(request, *merged); !kept.ok()) return Fail(kept);
  EvaluationReport report = {.evaluation = *std::move(merged), .out = request.out_word};
  report.is_whole_split = IsWholeSplit(report.evaluation.data(), report.evaluation.key().count(),
                                       report.evaluation.key().data_digest());
  if (const auto entry = get_weight(report.evaluation.key().weights()); entry.ok())
    report.declared = DeclaredMetrics(*entry, report.evaluation.data());
  const ExitCode code = Conclude(request, report);
  const absl::Status complete = CheckComplete(report.evaluation);
  if (complete.ok()) return code;
  Complain(absl::StrCat(complete.message(), ": a shard is missing"));
  return kFindings;
}

// What to look for: the user's number, or the declared one.
absl::StatusOr<double> ExpectedAccuracy(const EvaluateRequest& request, const AskedWeights& asked,
                                        const EvaluationData& data) {
  if (request.expect.has_value()) return *request.expect;
  for (const MetricMeta& metric : DeclaredMetrics(asked.entry, data.label)) {
    if (metric.name == "acc@1") return metric.value;
  }
  return absl::InvalidArgumentError(absl::StrCat(asked.name, " declare no accuracy on ", DataText(data.label),
                                                 ": say which one to look for, --expect=ACC"));
}

absl::StatusOr<std::vector<TriedWay>> TryAll(const EvaluateRequest& request, const AskedWeights& asked,
                                             const EvaluationData& data) {
  ASSAY_RETURN_IF_ERROR(CheckInputsStay(request, asked, data));
  ASSAY_ASSIGN_OR_RETURN(const Classifier classifier, LoadClassifier(asked.entry, request.device));
  const std::vector<PreprocessingWay> ways = UsualWays(classifier.preprocess.options());
  EvaluationReporter reporter;
  const int64_t images = data.images().size();
  const auto progress = [&](size_t way, const EvaluateProgress& done) {
    reporter.Show(
        done, absl::StrCat("[", way + 1, "/", ways.size(), "] ", ways[way].name, "  "),
        {.before = images * static_cast<int64_t>(way), .after = images * static_cast<int64_t>(ways.size() - way - 1)});
  };
  return TryWays(classifier.model, ways, data.images(), {.batch_size = request.batch_size, .progress = progress});
}

ExitCode Explain(EvaluateRequest request) {
  const auto asked = FindAskedWeights(request.words.front(), request.file);
  if (!asked.ok()) return Fail(asked.status());
  if (request.data.limit == 0) request.data.limit = kExplainLimit;
  const auto data = ChooseData(asked->entry, request.data);
  if (!data.ok()) return RefuseFile(data.status());
  const auto expected = ExpectedAccuracy(request, *asked, *data);
  if (!expected.ok()) return Fail(expected.status());
  const auto tried = TryAll(request, *asked, *data);
  if (!tried.ok()) return RefuseFile(tried.status());
  // The declared accuracy is of all images of the split, whatever part of them is here. The user's own is of those that
  // the user names.
  const bool is_whole =
      request.expect.has_value() ? data->sample == nullptr : IsWholeSplit(data->label, data->images().size());
  const ExplainReport report = {.weights = asked->name,
                                .data = data->label,
                                .path = data->path,
                                .images = data->images().size(),
                                .of = data->count,
                                .is_whole = is_whole,
                                .expected = *expected,
                                .ways = CompareWays(*tried, *expected, is_whole)};
  return PrintAnswer(request, ExplainText(report, ColourWanted(STDOUT_FILENO)), ExplainJson(report));
}

ExitCode RunEvaluate(const Arguments& arguments) {
  const auto request = ParseEvaluateRequest(arguments);
  if (!request.ok()) return Fail(request.status());
  if (const auto device = FindDevice(request->device); !device.ok()) return Fail(device.status());
  const std::vector<NamedFile> written = FilesWritten(*request);
  if (const absl::Status apart = CheckFilesApart(written, FilesRead(*request)); !apart.ok()) return Fail(apart);
  if (const absl::Status writable = CheckAllWritable(written); !writable.ok()) return Fail(writable);
  if (request->what == EvaluateRequest::What::kMerge) return Merge(*request);
  if (!request->against.empty()) return EvaluateAgainst(*request);
  return request->what == EvaluateRequest::What::kExplain ? Explain(*request) : Run(*request);
}

}  // namespace

Command EvaluateCommand() {
  return {
      .name = "evaluate",
      .usage =
          "WEIGHTS [--data=DIR] [--shard=K/N] [--out=FILE] [--explain] [--json[=FILE]]\n"
          "       assay evaluate NEW --against=OLD [--data=DIR] [--pictures=FILE] [--json[=FILE]]\n"
          "       assay evaluate --merge FILE... [--out=FILE] [--json[=FILE]]",
      .summary = "how often a classifier is right on labelled images, with its interval; resumable, in shards",
      .details =
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --data=imagenet/val\n"
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --data=photos --classes=classes.txt --limit=200\n"
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --shard=3/16 --out=part3.pb\n"
          "  assay evaluate --merge part*.pb --out=all.pb\n"
          "  assay evaluate DigitsResNet20_Weights.DIGITS_V2 --against=DigitsResNet20_Weights.DIGITS_V1\n"
          "  assay evaluate MobileNet_V2_Weights.IMAGENET1K_V1 --data=photos --explain --expect=61.4\n\n"
          "A folder holds a folder a category: called as the weights' categories are, as ImageNet's synsets, or\n"
          "as --classes says. A file holds digits (.csv, .csv.gz) or faces (.npy). The names are Digits, LFW-subset\n"
          "and ImageNet-1K, which lies in the folder that ASSAY_DATA names.\n\n"
          "With --out or --journal each finished batch is on the disk: after a kill the same command goes on\n"
          "from there, and ends with the same bytes. Shards count from 1; all merged are one run, byte for byte.\n"
          "--device=cuda computes on a GPU, in full float32 and the same bits each time; its answers merge with those "
          "of\n"
          "GPUs of that name alone. It needs ./bazelw run --config=cuda //tools:assay.\n"
          "Exit code 1 where the very images that the weights' metrics were measured on give other metrics (more\n"
          "than 0.02 points apart), where a file is refused, and where a merge lacks a shard.\n\n"
          "--against says whether new weights are BETTER, the SAME, WORSE or UNDECIDED against old ones on the same\n"
          "images, by a paired test, and what else moved: classes, images, confidences, calibration, features. Either\n"
          "may be a file of --out. Exit code 1 for WORSE.\n\n"
          "--explain tries the usual mistakes in interpolation, antialias, sizes, channel order, mean and std, on\n"
          "1000 images unless --limit says otherwise, and names those that give the expected accuracy.\n\n"
          "--json: weights, weights_digest, data (path, digest, count, name, split, is_whole_split), metrics (value, "
          "low,\n"
          "high, declared), forward (plain or fast), device, images_per_second, images, shard, mean_confidence,\n"
          "calibration_error, findings, and against: docs/evaluate.md.\n",
      .options = EvaluateOptionList(),
      .fewest_words = 1,
      .run = RunEvaluate};
}

}  // namespace assay

#include "tools/assay/evaluate_against.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/accuracy/compare_evaluations.h"
#include "harness/accuracy/compare_features.h"
#include "harness/accuracy/dataset_views.h"
#include "harness/accuracy/evaluation_file.h"
#include "harness/accuracy/known_datasets.h"
#include "models/registry.h"
#include "tools/assay/classifier.h"
#include "tools/assay/environment.h"
#include "tools/assay/evaluate_steps.h"
#include "tools/assay/evaluation_report.h"
#include "tools/assay/flipped_pictures.h"
#include "tools/assay/table.h"
#include "tools/assay/update_report.h"
#include "tools/assay/user_path.h"
#include "tools/base/progress_line.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr double kDefaultMargin = 1;  // points
// The mean cosine of so many images is known to about 0.01.
constexpr int64_t kFeatureImages = 512;
// About 30 MB of a page.
constexpr size_t kMostPictures = 300;

// The old weights or the new ones: to be measured, or a file of answers.
struct Side {
  std::optional<AskedWeights> asked = {};
  std::string file = {};  // as the user wrote it
  Measured measured = {};

  const proto::Evaluation& evaluation() const { return measured.evaluation; }
};

absl::StatusOr<Side> FindSide(const std::string& word, const std::string& weight_file) {
  Side side;
  if (!weight_file.empty() || !IsAnswers(word)) {
    absl::StatusOr<AskedWeights> asked = FindAskedWeights(word, weight_file);
    // A wrong word is no wrong file.
    if (!asked.ok()) return absl::FailedPreconditionError(asked.status().message());
    side.asked = *std::move(asked);
    return side;
  }
  side.file = word;
  ASSAY_ASSIGN_OR_RETURN(side.measured.evaluation, ReadEvaluation(UserPath(word)));
  if (const absl::Status complete = CheckComplete(side.evaluation()); !complete.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(word, ": ", complete.message(), ": merge all shards first (assay evaluate --merge)"));
  }
  return side;
}

// The entry of that side, for the names of its categories and for its data; nullopt where the catalogue has none.
std::optional<WeightEntry> EntryOf(const Side& side) {
  if (side.asked.has_value()) return side.asked->entry;
  const auto entry = FindClassifierWeights(side.evaluation().key().weights());
  return entry.ok() ? std::optional(*entry) : std::nullopt;
}

absl::StatusOr<std::vector<std::string>> CategoriesOf(const std::optional<WeightEntry>& entry) {
  if (!entry.has_value()) return std::vector<std::string>();
  ASSAY_ASSIGN_OR_RETURN(const auto names, entry->meta.categories.names());
  return std::vector<std::string>(names.begin(), names.end());
}

class Update {
 public:
  explicit Update(const EvaluateRequest& request) : request_(request) {}

  absl::Status Find() {
    ASSAY_ASSIGN_OR_RETURN(new_, FindSide(request_.words.front(), request_.file));
    ASSAY_ASSIGN_OR_RETURN(old_, FindSide(request_.against, ""));
    ASSAY_RETURN_IF_ERROR(CheckOptions());
    ASSAY_RETURN_IF_ERROR(FindCategories());
    ASSAY_RETURN_IF_ERROR(FindData());
    report_.data = data_.has_value() ? data_->label : TrustedLabel(new_.evaluation());
    return FindMargin();
  }

  absl::Status Compare() {
    // The new weights first: what is most likely to be wrong is found soonest.
    ASSAY_RETURN_IF_ERROR(MeasureSide(request_.journal, new_));
    ASSAY_RETURN_IF_ERROR(MeasureSide(OldJournal(), old_));
    auto compared = CompareEvaluations(old_.evaluation(), new_.evaluation(), rule_);
    if (!compared.ok()) {
      return absl::Status(
          compared.status().code(),
          absl::StrCat(compared.status().message(), old_.file.empty() && new_.file.empty()
                                                        ? ""
                                                        : "; a file of answers goes with the "
                                                          "--data, --split and --limit that it was made with"));
    }
    report_.compared = *std::move(compared);
    report_.old_digest = old_.evaluation().key().weights_digest();
    report_.features = Features();
    if (data_.has_value()) {
      for (int64_t i = 0; i < data_->images().size(); ++i)
        report_.image_names.push_back(data_->images().example(i).name);
    }
    return absl::OkStatus();
  }

  // The answers and the pictures.
  absl::Status Keep() {
    if (new_.asked.has_value()) ASSAY_RETURN_IF_ERROR(KeepAnswers(request_, new_.evaluation()));
    std::error_code ignored;
    if (request_.own_journal) std::filesystem::remove(OldJournal(), ignored);
    return request_.pictures.empty() ? absl::OkStatus() : WritePictures();
  }

  ExitCode Conclude() const {
    const EvaluationReport report = Measurement(new_);
    Json json = EvaluationJson(report);
    json["against"] = UpdateJson(report_);
    std::string text = UpdateText(report_, ColourWanted(STDOUT_FILENO));
    if (!request_.out_word.empty() && new_.asked.has_value())
      absl::StrAppend(&text, "\nthe new answers are in ", Printable(request_.out_word), "\n");
    ExitCode code = PrintAnswer(request_, text, json);
    for (const EvaluationReport& measured : {report, Measurement(old_)}) {
      for (const std::string& finding : Contradictions(measured)) {
        Complain(absl::StrCat(measured.evaluation.key().weights(), ": ", finding));
        code = std::max(code, kFindings);
      }
    }
    const bool is_worse = report_.compared.verdict.kind == UpdateVerdict::Kind::kWorse;
    return is_worse ? std::max(code, kFindings) : code;
  }

 private:
  // Two that are measured cannot share one; one alone has the name that the user gave.
  std::string OldJournal() const {
    return request_.journal.empty() || !new_.asked.has_value() ? request_.journal
                                                               : absl::StrCat(request_.journal, ".old");
  }

  // Options of a measurement where there is none.
  absl::Status CheckOptions() const {
    if (new_.asked.has_value()) return absl::OkStatus();
    if (request_.Has("out")) {
      return absl::FailedPreconditionError(
          absl::StrCat("--out is for new weights that are measured: ", new_.file, " holds its answers already"));
    }
    if (old_.asked.has_value()) return absl::OkStatus();
    for (const char* option : {"journal", "batch", "device", "plain"}) {
      if (!request_.Has(option)) continue;
      return absl::FailedPreconditionError(absl::StrCat("--", option, " is for weights that are measured: ", new_.file,
                                                        " and ", old_.file, " are files of answers"));
    }
    return absl::OkStatus();
  }

  // Answers are numbers: they mean the same only where the categories are the same.
  absl::Status FindCategories() {
    ASSAY_ASSIGN_OR_RETURN(report_.categories, CategoriesOf(EntryOf(new_)));
    ASSAY_ASSIGN_OR_RETURN(std::vector<std::string> old_ones, CategoriesOf(EntryOf(old_)));
    if (!report_.categories.empty() && !old_ones.empty() && report_.categories != old_ones) {
      return absl::FailedPreconditionError(
          absl::StrCat(request_.words.front(), " and ", request_.against,
                       " have other categories: weights are compared with those that they would take the place of"));
    }
    if (report_.categories.empty()) report_.categories = std::move(old_ones);
    return absl::OkStatus();
  }

  // What is measured needs the data, and what the user says of them holds; two files need them only for names and
  // pictures, where they are theirs.
  absl::Status FindData() {
    const bool are_said =
        request_.Has("data") || request_.Has("split") || request_.Has("classes") || request_.Has("limit");
    const bool needed = new_.asked.has_value() || old_.asked.has_value() || !request_.pictures.empty() || are_said;
    std::optional<WeightEntry> entry = EntryOf(old_.asked.has_value() && !new_.asked.has_value() ? old_ : new_);
    if (!entry.has_value()) entry = EntryOf(old_);
    if (!entry.has_value()) {
      return needed ? absl::NotFoundError(absl::StrCat(request_.words.front(),
                                                       " are answers of weights that the "
                                                       "catalogue does not have: nothing says what its images are"))
                    : absl::OkStatus();
    }
    absl::StatusOr<EvaluationData> data = ChooseData(*entry, request_.data);
    if (!data.ok()) return needed ? data.status() : absl::OkStatus();
    for (const Side* side : {&new_, &old_}) {
      if (side->file.empty()) continue;
      ASSAY_ASSIGN_OR_RETURN(const bool is_its, IsDataOf(*side, *data));
      if (is_its) continue;
      if (!needed) return absl::OkStatus();
      return absl::FailedPreconditionError(
          absl::StrCat(side->file, ": was measured on other data: ", side->evaluation().key().count(), " images of ",
                       DataText(side->evaluation().data()), ", these are ", data->images().size(), " of ",
                       DataText(data->label), "; say the --data, --split and --limit that it was made with"));
    }
    data_ = *std::move(data);
    return absl::OkStatus();
  }

  static absl::StatusOr<bool> IsDataOf(const Side& side, const EvaluationData& data) {
    const proto::EvaluationKey& key = side.evaluation().key();
    if (key.count() != data.images().size()) return false;
    ASSAY_ASSIGN_OR_RETURN(const std::string digest, data.Digest());
    return digest == key.data_digest();
  }

  // The data set's own, which its owner decided; for others the user's.
  absl::Status FindMargin() {
    const auto spec = FindDataset(report_.data.name());
    // A user's folder that is called as a data set has none of its splits.
    const bool is_known = spec.ok() && !report_.data.split().empty() && FindSplit(*spec, report_.data.split()).ok();
    if (is_known && request_.margin_points.has_value()) {
      return absl::FailedPreconditionError(absl::StrCat("--margin is for data of one's own: that of ", spec->name(),
                                                        " is ", spec->margin_points(), ", as its owner decided"));
    }
    const double points = is_known ? spec->margin_points() : request_.margin_points.value_or(kDefaultMargin);
    rule_.margin = points / 100;
    report_.margin_from = is_known                             ? absl::StrCat("the margin of ", spec->name())
                          : request_.margin_points.has_value() ? "--margin"
                                                               : "by default; --margin=POINTS says another";
    return absl::OkStatus();
  }

  absl::Status MeasureSide(const std::string& journal, Side& side) {
    if (!side.asked.has_value()) return absl::OkStatus();
    EvaluateRequest request = request_;
    request.journal = journal;
    ASSAY_ASSIGN_OR_RETURN(side.measured, Measure(request, *side.asked, *data_));
    return absl::OkStatus();
  }

  absl::StatusOr<FeatureSimilarity> Features() const {
    if (!old_.asked.has_value() || !new_.asked.has_value())
      return absl::FailedPreconditionError("a file of answers holds none; name the weights in its place");
    ASSAY_ASSIGN_OR_RETURN(const Classifier old_one, LoadClassifier(old_.asked->entry));
    ASSAY_ASSIGN_OR_RETURN(const Classifier new_one, LoadClassifier(new_.asked->entry));
    ProgressLine progress;
    progress.Show("comparing features");
    const SampledDataset some(data_->images(), std::min(kFeatureImages, data_->images().size()));
    return CompareFeatures({old_one.model, old_one.preprocess}, {new_one.model, new_one.preprocess}, some);
  }

  absl::Status WritePictures() {
    std::vector<FlippedPicture> pictures;
    const std::vector<FlippedImage>& flipped = report_.compared.flipped;
    for (size_t i = 0; i < std::min(flipped.size(), kMostPictures); ++i) {
      const FlippedImage& image = flipped[i];
      ASSAY_ASSIGN_OR_RETURN(Image pixels, data_->images().Load(image.index));
      pictures.push_back({.image = std::move(pixels),
                          .name = ImageName(report_, image.index),
                          .label = CategoryName(report_, image.label),
                          .old_answer = CategoryName(report_, image.before.category),
                          .new_answer = CategoryName(report_, image.after.category),
                          .old_confidence = image.before.confidence,
                          .new_confidence = image.after.confidence,
                          .is_won = image.is_won()});
    }
    ASSAY_ASSIGN_OR_RETURN(const std::string page,
                           FlippedPicturesHtml(VerdictSentence(report_), pictures,
                                               static_cast<int64_t>(flipped.size() - pictures.size())));
    report_.pictures = request_.pictures_word;
    return WriteReport(request_.pictures, page);
  }

  // A side as it is reported alone, with what its entry declares.
  EvaluationReport Measurement(const Side& side) const {
    EvaluationReport report = {.evaluation = side.evaluation(),
                               .path = data_.has_value() ? data_->path : "",
                               .is_whole_split = IsWholeSplit(report_.data, side.evaluation().key().count(),
                                                              side.evaluation().key().data_digest()),
                               .images_per_second = side.measured.images_per_second};
    const auto entry = get_weight(side.evaluation().key().weights());
    if (entry.ok()) report.declared = DeclaredMetrics(*entry, report_.data);
    return report;
  }

  const EvaluateRequest& request_;
  Side new_, old_;
  std::optional<EvaluationData> data_;
  UpdateRule rule_;
  UpdateReport report_;
};

}  // namespace

ExitCode EvaluateAgainst(const EvaluateRequest& request) {
  Update update(request);
  if (const absl::Status found = update.Find(); !found.ok()) return RefuseFile(found);
  if (const absl::Status compared = update.Compare(); !compared.ok()) return RefuseFile(compared);
  if (const absl::Status kept = update.Keep(); !kept.ok()) return Fail(kept);
  return update.Conclude();
}

}  // namespace assay

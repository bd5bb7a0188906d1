#include "tools/assay/evaluation_data.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "harness/accuracy/dataset_views.h"
#include "harness/accuracy/known_datasets.h"
#include "tools/assay/user_path.h"
#include "tools/base/progress_line.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// The data set that the weights are measured on; nullopt where they say none.
std::optional<std::string> OwnDataset(const WeightEntry& entry) {
  for (const MetricMeta& metric : entry.meta.metrics) {
    if (metric.name == "acc@1") return metric.dataset;
  }
  if (entry.taxonomy.empty()) return std::nullopt;
  return entry.taxonomy;
}

// A data set by name: the user's word, or what the weights say.
absl::StatusOr<proto::DatasetSpec> NamedDataset(const WeightEntry& entry, const std::string& word) {
  if (!word.empty()) return FindDataset(word);
  const std::optional<std::string> own = OwnDataset(entry);
  if (!own.has_value()) return absl::NotFoundError(absl::StrCat(entry.FullName(), " name no data set: say --data=DIR"));
  absl::StatusOr<proto::DatasetSpec> spec = FindDataset(*own);
  if (spec.ok()) return spec;
  return absl::NotFoundError(
      absl::StrCat(entry.FullName(), " are weights for \"", *own, "\", whose data nobody here knows: say --data=DIR"));
}

// "n01440764/ILSVRC2012_val_00000293.JPEG".
bool IsOfSynset(absl::string_view name) {
  constexpr size_t kDigits = 8;
  return absl::ConsumePrefix(&name, "n") && name.size() > kDigits && name[kDigits] == '/' &&
         std::all_of(name.begin(), name.begin() + kDigits, absl::ascii_isdigit);
}

bool AreOfSynsets(const Dataset& data) {
  for (int64_t i = 0; i < data.size(); ++i) {
    if (!IsOfSynset(data.example(i).name)) return false;
  }
  return true;
}

// The data set whose file or folder this looks like.
std::optional<proto::DatasetSpec> KnownAt(const WeightEntry& entry, proto::DatasetKind kind, const Dataset& data) {
  const auto all = KnownDatasets();
  if (!all.ok()) return std::nullopt;
  for (const proto::DatasetSpec& spec : all->dataset()) {
    if (spec.kind() != kind) continue;
    if (kind != proto::IMAGE_FOLDER) return spec;
    if (spec.name() == OwnDataset(entry).value_or("") && spec.split(0).count() == data.size() && AreOfSynsets(data))
      return spec;
  }
  return std::nullopt;
}

bool Exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// The last part of a path, which may end with a slash.
std::string LastPart(const std::string& path) {
  const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
  return (normal.has_filename() ? normal : normal.parent_path()).filename().string();
}

// Other data have their labels in them.
absl::Status CheckClasses(proto::DatasetKind kind, const EvaluationDataRequest& request, const std::string& data) {
  if (request.classes.empty() || kind == proto::IMAGE_FOLDER) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("--classes is for a folder of images: ", data, " has labels of its own"));
}

absl::Status OpenPath(const WeightEntry& entry, const EvaluationDataRequest& request, const OpenDatasetOptions& options,
                      EvaluationData& data) {
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetKind kind, DatasetKindAt(data.path));
  ASSAY_RETURN_IF_ERROR(CheckClasses(kind, request, request.data));
  ASSAY_ASSIGN_OR_RETURN(data.whole, OpenDatasetAt(data.path, options));
  if (kind == proto::IMAGE_FOLDER && !request.split.empty()) absl::StrAppend(&data.path, "/", request.split);
  data.label.set_name(LastPart(data.path));
  const auto spec = KnownAt(entry, kind, *data.whole);
  if (!spec.has_value()) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(CheckCategories(*spec, options.categories));
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSplit split,
                         FindSplit(*spec, kind == proto::IMAGE_FOLDER ? "" : request.split));
  data.label.set_split(split.name());
  // A file of other digits is not the data set, though its images are split in the same way.
  std::string digest;
  if (!split.digest().empty()) {
    ASSAY_ASSIGN_OR_RETURN(digest, data.whole->Digest());
  }
  if (IsSplit(split, data.whole->size(), digest)) data.label.set_name(spec->name());
  return absl::OkStatus();
}

absl::Status OpenNamed(const WeightEntry& entry, const EvaluationDataRequest& request,
                       const OpenDatasetOptions& options, EvaluationData& data) {
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSpec spec, NamedDataset(entry, request.data));
  ASSAY_RETURN_IF_ERROR(CheckClasses(spec.kind(), request, spec.name()));
  ASSAY_RETURN_IF_ERROR(CheckCategories(spec, options.categories));
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSplit split, FindSplit(spec, request.split));
  const auto path = LocateDataset(spec, split.name());
  if (!path.ok())
    return absl::Status(path.status().code(), absl::StrCat(path.status().message(), ", or say --data=PATH"));
  data.path = *path;
  ASSAY_ASSIGN_OR_RETURN(data.whole, OpenDataset(spec, data.path, options));
  ASSAY_RETURN_IF_ERROR(CheckIsSplit(spec, split, data.path, *data.whole));
  data.label.set_name(spec.name());
  data.label.set_split(split.name());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> EvaluationData::Digest() const {
  if (digest_.empty()) {
    ProgressLine progress;
    progress.Show("reading the data for their digest");
    ASSAY_ASSIGN_OR_RETURN(digest_, images().Digest());
  }
  return digest_;
}

absl::StatusOr<EvaluationData> ChooseData(const WeightEntry& entry, const EvaluationDataRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const absl::Span<const std::string> categories, entry.meta.categories.names());
  const OpenDatasetOptions options = {
      .split = request.split, .categories = categories, .classes = UserPath(request.classes)};
  EvaluationData data;
  data.path = UserPath(request.data);
  const bool is_name = request.data.empty() || (!Exists(data.path) && FindDataset(request.data).ok());
  ASSAY_RETURN_IF_ERROR(is_name ? OpenNamed(entry, request, options, data) : OpenPath(entry, request, options, data));
  data.count = data.whole->size();
  if (request.limit > 0 && request.limit < data.count)
    data.sample = std::make_unique<SampledDataset>(*data.whole, request.limit);
  return data;
}

std::vector<MetricMeta> DeclaredMetrics(const WeightEntry& entry, const proto::EvaluatedData& data) {
  const auto spec = FindDataset(data.name());
  std::vector<MetricMeta> declared;
  if (!spec.ok() || data.split() != spec->split(0).name()) return declared;
  for (const MetricMeta& metric : entry.meta.metrics) {
    if (metric.dataset == spec->name()) declared.push_back(metric);
  }
  return declared;
}

bool IsWholeSplit(const proto::EvaluatedData& data, int64_t count, absl::string_view digest) {
  const auto spec = FindDataset(data.name());
  if (!spec.ok() || data.split().empty()) return false;
  const auto split = FindSplit(*spec, data.split());
  return split.ok() && IsSplit(*split, count, digest.empty() ? split->digest() : digest);
}

proto::EvaluatedData TrustedLabel(const proto::Evaluation& evaluation) {
  proto::EvaluatedData label = evaluation.data();
  const proto::EvaluationKey& key = evaluation.key();
  const auto spec = FindDataset(label.name());
  if (!spec.ok() || label.split().empty()) return label;
  const auto split = FindSplit(*spec, label.split());
  const bool can_be = split.ok() && (key.count() < split->count() || IsSplit(*split, key.count(), key.data_digest()));
  if (!can_be) label.clear_split();
  return label;
}

std::string DataText(const proto::EvaluatedData& data) {
  return data.split().empty() ? data.name() : absl::StrCat(data.name(), " (", data.split(), ")");
}

}  // namespace assay

#include "harness/accuracy/known_datasets.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/accuracy/datasets_text.h"
#include "harness/accuracy/digits.h"
#include "harness/accuracy/image_folder.h"
#include "harness/accuracy/lfw_subset.h"
#include "harness/textproto.h"
#include "tools/base/environment_variable.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"
#include "weights/locate.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// `bazel run` starts a program in its runfiles folder; what the user wrote counts from where they stood.
std::string DataFolder() {
  const std::string folder = EnvironmentVariable("ASSAY_DATA"), stood = EnvironmentVariable("BUILD_WORKING_DIRECTORY");
  return folder.empty() || folder[0] == '/' || stood.empty() ? folder : absl::StrCat(stood, "/", folder);
}

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool IsFile(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

absl::Status NotAtHand(const std::string& what) {
  const std::string folder = DataFolder();
  return absl::NotFoundError(
      absl::StrCat("data not at hand: put ", what, " into the folder that ASSAY_DATA names",
                   folder.empty() ? " (it names none now)" : absl::StrCat(" (now ", folder, ")")));
}

absl::StatusOr<std::string> LocatePackaged(const proto::DatasetSpec& spec) {
  const proto::PackagedData& packaged = spec.packaged();
  const auto located =
      Locate(ExtraFile{.packaged = PackagedFile{.repository = packaged.repository(), .file = packaged.file()}});
  if (located.ok()) return located->path;
  const std::string file = absl::StrCat(spec.name(), "/", packaged.file());
  if (const std::string path = absl::StrCat(DataFolder(), "/", file); !DataFolder().empty() && IsFile(path))
    return path;
  return NotAtHand(absl::StrCat(file, " (target @", packaged.repository(), "//:", packaged.file(), ")"));
}

// A folder's own is the split that metrics are measured on, unless it has folders of the splits' names.
absl::StatusOr<std::string> LocateFolder(const proto::DatasetSpec& spec, const proto::DatasetSplit& split) {
  const std::string folder = absl::StrCat(DataFolder(), "/", spec.folder());
  if (!DataFolder().empty()) {
    if (const std::string part = absl::StrCat(folder, "/", split.name()); IsFolder(part)) return part;
    bool has_parts = split.name() != spec.split(0).name();
    for (const proto::DatasetSplit& other : spec.split())
      has_parts |= IsFolder(absl::StrCat(folder, "/", other.name()));
    if (!has_parts && IsFolder(folder)) return folder;
  }
  return NotAtHand(absl::StrCat(spec.folder(), "/", split.name(), "/<synset>/*.JPEG"));
}

absl::StatusOr<DigitsSplit> AsDigitsSplit(absl::string_view split) {
  if (split == "test") return DigitsSplit::kTest;
  if (split == "train") return DigitsSplit::kTrain;
  if (split == "all") return DigitsSplit::kAll;
  return absl::UnimplementedError(absl::StrCat("no reader knows the split ", split));
}

absl::StatusOr<LfwSplit> AsLfwSplit(absl::string_view split) {
  if (split == "test") return LfwSplit::kTest;
  if (split == "train") return LfwSplit::kTrain;
  if (split == "all") return LfwSplit::kAll;
  return absl::UnimplementedError(absl::StrCat("no reader knows the split ", split));
}

absl::StatusOr<proto::DatasetSpec> FindDatasetOfKind(proto::DatasetKind kind) {
  ASSAY_ASSIGN_OR_RETURN(const proto::Datasets all, KnownDatasets());
  for (const proto::DatasetSpec& spec : all.dataset()) {
    if (spec.kind() == kind) return spec;
  }
  return absl::NotFoundError(absl::StrCat("no data set is of kind ", proto::DatasetKind_Name(kind)));
}

}  // namespace

absl::StatusOr<proto::Datasets> KnownDatasets() {
  proto::Datasets datasets;
  ASSAY_RETURN_IF_ERROR(ParseTextproto(kDatasetsText, "harness/accuracy/datasets.textproto", datasets));
  return datasets;
}

absl::StatusOr<proto::DatasetSpec> FindDataset(absl::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const proto::Datasets all, KnownDatasets());
  std::vector<std::string> names;
  for (const proto::DatasetSpec& spec : all.dataset()) {
    if (absl::EqualsIgnoreCase(spec.name(), name)) return spec;
    names.push_back(spec.name());
  }
  return absl::NotFoundError(absl::StrCat("no data set is called \"", name, "\"", DidYouMean(name, names),
                                          " (there are: ", absl::StrJoin(names, ", "), ")"));
}

absl::StatusOr<proto::DatasetSplit> FindSplit(const proto::DatasetSpec& spec, absl::string_view split) {
  std::vector<std::string> names;
  for (const proto::DatasetSplit& one : spec.split()) {
    if (split.empty() || one.name() == split) return one;
    names.push_back(one.name());
  }
  return absl::NotFoundError(
      absl::StrCat(spec.name(), " has no split \"", split, "\"; it has ", absl::StrJoin(names, ", ")));
}

bool IsSplit(const proto::DatasetSplit& split, int64_t count, absl::string_view digest) {
  return count == split.count() && (split.digest().empty() || digest == split.digest());
}

absl::Status CheckIsSplit(const proto::DatasetSpec& spec, const proto::DatasetSplit& split, const std::string& path,
                          const Dataset& data) {
  // Of what has no digest a part will do: it is a sample.
  if (split.digest().empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::string digest, data.Digest());
  if (IsSplit(split, data.size(), digest)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      path, ": is not ", spec.name(), " (", split.name(), "): expected ", split.count(), " images with the digest ",
      split.digest(), ", got ", data.size(), " with ", digest, "; assay evaluate --data=", path,
      " takes it as data of one's own, and removing it gives the packaged file its place back"));
}

absl::StatusOr<std::string> LocateDataset(const proto::DatasetSpec& spec, absl::string_view split) {
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSplit part, FindSplit(spec, split));
  return spec.has_packaged() ? LocatePackaged(spec) : LocateFolder(spec, part);
}

absl::StatusOr<std::unique_ptr<Dataset>> OpenDataset(const proto::DatasetSpec& spec, const std::string& path,
                                                     const OpenDatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSplit split, FindSplit(spec, options.split));
  if (spec.kind() == proto::DIGITS_CSV) {
    ASSAY_ASSIGN_OR_RETURN(const DigitsSplit part, AsDigitsSplit(split.name()));
    return ReadDigits(path, part);
  }
  if (spec.kind() == proto::LFW_NPY) {
    ASSAY_ASSIGN_OR_RETURN(const LfwSplit part, AsLfwSplit(split.name()));
    return ReadLfwSubset(path, part);
  }
  return ReadImageFolder(path, {.categories = options.categories, .classes = options.classes});
}

absl::StatusOr<proto::DatasetKind> DatasetKindAt(const std::string& path) {
  if (IsFolder(path)) return proto::IMAGE_FOLDER;
  if (!IsFile(path)) return absl::NotFoundError(absl::StrCat(path, ": there is no such file or folder of images"));
  if (absl::EndsWith(path, ".csv") || absl::EndsWith(path, ".csv.gz")) return proto::DIGITS_CSV;
  if (absl::EndsWith(path, ".npy")) return proto::LFW_NPY;
  return absl::InvalidArgumentError(
      absl::StrCat(path,
                   ": is no data set that has a reader: expected a folder of images, digits as .csv or .csv.gz, "
                   "or faces as .npy"));
}

absl::StatusOr<std::unique_ptr<Dataset>> OpenDatasetAt(const std::string& path, const OpenDatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetKind kind, DatasetKindAt(path));
  if (kind == proto::IMAGE_FOLDER) {
    const std::string folder = options.split.empty() ? path : absl::StrCat(path, "/", options.split);
    if (!IsFolder(folder))
      return absl::NotFoundError(
          absl::StrCat(folder, ": there is no such folder; without a split all of ", path, " is taken"));
    return ReadImageFolder(folder, {.categories = options.categories, .classes = options.classes});
  }
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSpec spec, FindDatasetOfKind(kind));
  return OpenDataset(spec, path, options);
}

absl::Status CheckCategories(const proto::DatasetSpec& spec, absl::Span<const std::string> categories) {
  if (spec.category_size() == 0) return absl::OkStatus();
  const auto problem = [&](const std::string& what) {
    return absl::FailedPreconditionError(
        absl::StrCat("the labels of ", spec.name(), " are other categories than the weights': ", what));
  };
  if (categories.size() != static_cast<size_t>(spec.category_size()))
    return problem(absl::StrCat("the weights have ", categories.size(), ", the data ", spec.category_size()));
  for (int i = 0; i < spec.category_size(); ++i) {
    if (categories[i] == spec.category(i)) continue;
    return problem(absl::StrCat("of index ", i, " \"", categories[i], "\", in the data \"", spec.category(i), "\""));
  }
  return absl::OkStatus();
}

}  // namespace assay

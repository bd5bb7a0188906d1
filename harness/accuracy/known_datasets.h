// The data sets that the catalogue's metrics name: what they are, where they lie, and how to read them.
//
//   ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSpec spec, FindDataset("Digits"));
//   ASSAY_ASSIGN_OR_RETURN(const std::string path, LocateDataset(spec));
//   ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Dataset> test, OpenDataset(spec, path, {.split = "test"}));
//
// They stand in datasets.textproto beside this file. A data set of one's own opens by its path: OpenDatasetAt.
#ifndef ASSAY_HARNESS_ACCURACY_KNOWN_DATASETS_H_
#define ASSAY_HARNESS_ACCURACY_KNOWN_DATASETS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "harness/accuracy/dataset.h"
#include "harness/accuracy/datasets.pb.h"

namespace assay {

// All of them.
// Errors: InvalidArgument where datasets.textproto is wrong, which its test rules out.
absl::StatusOr<proto::Datasets> KnownDatasets();

// The data set of that name, in any case.
// Errors: NotFound, with a near name and all that there are.
absl::StatusOr<proto::DatasetSpec> FindDataset(absl::string_view name);

// The split of that name; the one that metrics are measured on for "".
// Errors: NotFound, with the splits that there are.
absl::StatusOr<proto::DatasetSplit> FindSplit(const proto::DatasetSpec& spec, absl::string_view split);

// Whether `count` images with that digest are the split: by its digest, and by their number where it has none.
bool IsSplit(const proto::DatasetSplit& split, int64_t count, absl::string_view digest);

// OK if the images that were found at `path` for that split are its own.
// Errors: FailedPrecondition with both digests, and the way to use them as data of one's own; those of reading a file.
absl::Status CheckIsSplit(const proto::DatasetSpec& spec, const proto::DatasetSplit& split, const std::string& path,
                          const Dataset& data);

// Where the data set's file or folder is: the packaged file among this program's runfiles, else
// $ASSAY_DATA/<name>/<file>; a folder is $ASSAY_DATA/<folder>/<split>, else $ASSAY_DATA/<folder> for the first split.
// Errors: NotFound, "data not at hand: " and what to do; FindSplit's.
absl::StatusOr<std::string> LocateDataset(const proto::DatasetSpec& spec, absl::string_view split = "");

struct OpenDatasetOptions {
  std::string split = {};  // "" is the one that metrics are measured on
  // For a folder of images, as in ImageFolderOptions.
  absl::Span<const std::string> categories = {};
  std::string classes = {};
};

// The images of a split. The path of a folder is that of the split, as LocateDataset gives it.
// Errors: FindSplit's and the reader's.
absl::StatusOr<std::unique_ptr<Dataset>> OpenDataset(const proto::DatasetSpec& spec, const std::string& path,
                                                     const OpenDatasetOptions& options);

// How the data at a path are read: a folder is one of images, a .csv or .csv.gz holds digits, a .npy faces.
// Errors: NotFound where there is nothing; InvalidArgument for a file of another name.
absl::StatusOr<proto::DatasetKind> DatasetKindAt(const std::string& path);

// The images at a path, of that kind. `split` is one of the known data set's of that kind; a folder is a whole without
// one, else its subfolder of that name.
// Errors: DatasetKindAt's, FindSplit's and the reader's.
absl::StatusOr<std::unique_ptr<Dataset>> OpenDatasetAt(const std::string& path, const OpenDatasetOptions& options);

// OK if `categories`, a model's by output, are those that the data set's labels stand for.
// Errors: FailedPrecondition with the first one that differs.
absl::Status CheckCategories(const proto::DatasetSpec& spec, absl::Span<const std::string> categories);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_KNOWN_DATASETS_H_

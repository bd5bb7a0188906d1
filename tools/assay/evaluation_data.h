// The data that `assay evaluate` runs over: named by the weights, by the user, or a path.
//
//   ASSAY_ASSIGN_OR_RETURN(const EvaluationData data, ChooseData(entry, {.data = "val", .limit = 500}));
//   data.images().size();  // 500
#ifndef ASSAY_TOOLS_ASSAY_EVALUATION_DATA_H_
#define ASSAY_TOOLS_ASSAY_EVALUATION_DATA_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/accuracy/dataset.h"
#include "harness/accuracy/evaluation.pb.h"
#include "weights/weight_entry.h"

namespace assay {

struct EvaluationDataRequest {
  std::string data = {};   // a folder, a file or the name of a data set; empty: the one that the weights' metrics name
  std::string split = {};  // empty: the one that metrics are measured on; of a folder all of it
  std::string classes = {};  // of a folder: see ImageFolderOptions
  int64_t limit = 0;         // a sample of so many images; 0: all
};

struct EvaluationData {
  std::string path;            // absolute
  proto::EvaluatedData label;  // as people call it
  int64_t count = 0;           // of the split, before the sample
  std::unique_ptr<Dataset> whole;
  std::unique_ptr<Dataset> sample;  // null where there is none

  const Dataset& images() const { return sample == nullptr ? *whole : *sample; }

  // Theirs, read when it is asked for first: 50,000 photographs take a minute. Shows that it reads.
  // Errors: those of reading a file.
  absl::StatusOr<std::string> Digest() const;

 private:
  mutable std::string digest_;
};

// Digits and faces are known by their digest. A folder of synsets with exactly as many images as the weights' own data
// set has is taken for it. What is neither is the user's own, whatever it is called. Errors: NotFound, where no data
// are at hand or nothing has that name; FailedPrecondition where the weights' categories are others than the data's, or
// other images lie in a data set's place; the readers' errors.
absl::StatusOr<EvaluationData> ChooseData(const WeightEntry& entry, const EvaluationDataRequest& request);

// What the weights' authors measured on these images: the entry's metrics where the data are the split of the data set
// that they name. None otherwise.
std::vector<MetricMeta> DeclaredMetrics(const WeightEntry& entry, const proto::EvaluatedData& data);

// Whether `count` images are the whole of that split, rather than a sample of it. False for data that nobody knows.
// `digest` is theirs; empty where ChooseData has named them, which looks at it.
bool IsWholeSplit(const proto::EvaluatedData& data, int64_t count, absl::string_view digest = "");

// The name and split of an evaluation's data as a file of answers says them; without a split, so as one's own, where
// its digest says that they are others. A sample has a digest of its own, and is taken at its word.
proto::EvaluatedData TrustedLabel(const proto::Evaluation& evaluation);

// "Digits (test)".
std::string DataText(const proto::EvaluatedData& data);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EVALUATION_DATA_H_

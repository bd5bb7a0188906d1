// Data sets made from others: a sample, and images that are changed on their way.
//
//   const SampledDataset some(*data, 500);
//   const ChangedDataset swapped(some, [](const Image& image) -> absl::StatusOr<Image> { return InBgr(image); });
#ifndef ASSAY_HARNESS_ACCURACY_DATASET_VIEWS_H_
#define ASSAY_HARNESS_ACCURACY_DATASET_VIEWS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "harness/accuracy/dataset.h"

namespace assay {

// `count` images (at least one, at most all), spread evenly from the first on, so that a data set that lies by category
// gives some of each. The same ones each time. `whole` must outlive it.
class SampledDataset : public Dataset {
 public:
  SampledDataset(const Dataset& whole, int64_t count) : whole_(whole), count_(count) {}

  int64_t size() const override { return count_; }
  Example example(int64_t index) const override { return whole_.example(Whole(index)); }
  absl::StatusOr<Image> Load(int64_t index) const override { return whole_.Load(Whole(index)); }
  absl::StatusOr<std::string> ImageDigest(int64_t index) const override { return whole_.ImageDigest(Whole(index)); }
  absl::StatusOr<std::string> Digest() const override;

 private:
  int64_t Whole(int64_t index) const { return index * whole_.size() / count_; }

  const Dataset& whole_;
  int64_t count_;
};

using ImageChange = std::function<absl::StatusOr<Image>(const Image&)>;

// The images after a change. `data` must outlive it.
class ChangedDataset : public Dataset {
 public:
  ChangedDataset(const Dataset& data, ImageChange change) : data_(data), change_(std::move(change)) {}

  int64_t size() const override { return data_.size(); }
  Example example(int64_t index) const override { return data_.example(index); }
  // Errors: those of the data, and of the change, with the image's name.
  absl::StatusOr<Image> Load(int64_t index) const override;
  absl::StatusOr<std::string> Digest() const override;

 private:
  const Dataset& data_;
  ImageChange change_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_DATASET_VIEWS_H_

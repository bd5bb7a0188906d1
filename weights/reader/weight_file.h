// Reading a file of weights without torch: PyTorch's zip and legacy formats and safetensors, as views over a
// memory map.
//
//   ASSAY_ASSIGN_OR_RETURN(WeightFile file, WeightFile::Open("mobilenet_v2-b0353104.pth"));
//   for (const TensorView& tensor : file.tensors()) Print(tensor.name, DTypeName(tensor.dtype), tensor.shape);
//   const TensorView* bias = file.Find("classifier.1.bias");
//
// A file is data: nothing in it is ever run. What breaks a rule of its format is refused, with a Status that names the
// file and the reason; reading takes time linear in the file's size and at most 64 MiB beyond the map.
#ifndef ASSAY_WEIGHTS_READER_WEIGHT_FILE_H_
#define ASSAY_WEIGHTS_READER_WEIGHT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "weights/reader/mapped_file.h"
#include "weights/reader/tensor_view.h"
#include "weights/reader/weight_contents.h"

namespace assay {

struct OpenOptions {
  // Compare the checksums that the zip format keeps of its records, which reads the whole file once. Turn it off where
  // the file has been verified as a whole (FileSha256), or where the tensors are not all needed.
  bool verify = true;
};

class WeightFile {
 public:
  // Errors: NotFound and its like when the file cannot be opened; DataLoss when it is cut short or damaged;
  // InvalidArgument when it breaks a rule or is something else (an HTML page, ...), or would take more
  // than 64 MiB to describe; Unimplemented for big-endian files. One line, which begins with the path.
  static absl::StatusOr<WeightFile> Open(const std::string& path, const OpenOptions& options = {});

  WeightFile(WeightFile&&) = default;
  WeightFile& operator=(WeightFile&&) = default;

  // "torch_zip", "torch_legacy" or "safetensors".
  absl::string_view format() const { return format_; }
  const std::string& path() const { return mapping_->path(); }
  absl::Span<const std::byte> bytes() const { return mapping_->bytes(); }
  // What keeps the tensors' bytes alive, for who outlives this object.
  std::shared_ptr<const MappedFile> mapping() const { return mapping_; }

  // In the file's order: a state dict's own, or that of safetensors' header. No two names are equal.
  absl::Span<const TensorView> tensors() const { return contents_.tensors; }
  // The tensor of that name, or null.
  const TensorView* Find(absl::string_view name) const;

  absl::Span<const Scalar> scalars() const { return contents_.scalars; }
  // safetensors' __metadata__; empty for other formats.
  absl::Span<const std::pair<std::string, std::string>> metadata() const { return contents_.metadata; }

 private:
  WeightFile(std::shared_ptr<const MappedFile> mapping, absl::string_view format, WeightContents contents);

  // Errors: InvalidArgument when two tensors or scalars have one name.
  absl::Status CheckNames() const;

  std::shared_ptr<const MappedFile> mapping_;
  absl::string_view format_;
  WeightContents contents_;
  std::vector<uint32_t> by_name_;  // indices of the tensors, sorted by name
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_WEIGHT_FILE_H_

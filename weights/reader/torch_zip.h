// PyTorch's zip format, which torch.save writes since 1.6: a stored zip archive with a pickle, `data.pkl`, and a record
// for each storage, `data/<key>`, under one folder.
//
// Source: torch/serialization.py, _save and _load of torch 2.11, and caffe2/serialize/inline_container.cc.
#ifndef ASSAY_WEIGHTS_READER_TORCH_ZIP_H_
#define ASSAY_WEIGHTS_READER_TORCH_ZIP_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/weight_contents.h"

namespace assay {

// Views over `bytes`, which must outlive them. With `verify` the checksum of every record is compared, which reads the
// whole file once.
// Errors: DataLoss for a file that is cut short or damaged, InvalidArgument for what breaks a rule of the format (a
// TorchScript archive among them), Unimplemented for a big-endian file. The message does not name
// the file.
absl::StatusOr<WeightContents> ReadTorchZip(absl::Span<const std::byte> bytes, bool verify);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_TORCH_ZIP_H_

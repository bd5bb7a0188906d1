// Writing weights as a safetensors file, for tools: what training or converting leaves behind.
//
//   ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open("resnet50.pth"));
//   ASSAY_RETURN_IF_ERROR(WriteSafetensors("resnet50.safetensors", file.tensors(), {{"format", "pt"}}));
#ifndef ASSAY_WEIGHTS_WRITER_SAFETENSORS_WRITER_H_
#define ASSAY_WEIGHTS_WRITER_SAFETENSORS_WRITER_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "weights/reader/tensor_view.h"

namespace assay {

// Writes the file whole or not at all; the folder is made where it is missing. The bytes hang on the tensors and the
// metadata alone, not on their order here: tensors of large elements come first, so that all are aligned; those of one
// type by name. Strided and shared views are written out. Whether a tensor is a parameter is not kept: the format has
// no place for it. Errors: InvalidArgument, naming the tensor, for a name that is not UTF-8, comes twice or is the
// format's own, and for a dtype that the format does not have (complex32, complex128, quantized ones); Internal, naming
// the file, for what the system refuses. Source: safetensors 0.8, whose files are the same byte for byte.
absl::Status WriteSafetensors(const std::string& path, absl::Span<const TensorView> tensors,
                              absl::Span<const std::pair<std::string, std::string>> metadata = {});

}  // namespace assay

#endif  // ASSAY_WEIGHTS_WRITER_SAFETENSORS_WRITER_H_

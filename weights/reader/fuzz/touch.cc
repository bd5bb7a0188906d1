#include "weights/reader/fuzz/touch.h"

#include <cstdio>
#include <cstdlib>
#include <functional>

#include "weights/reader/digest.h"

namespace assay {
namespace {

// A digest reads every element; views may claim some elements many times over.
constexpr int64_t kSmallBytes = 4096;
constexpr size_t kMostTensors = 1000;

[[noreturn]] void Finding(const char* what) {
  std::fprintf(stderr, "finding: %s\n", what);
  std::abort();
}

void TouchOne(const TensorView& tensor, absl::Span<const std::byte> file) {
  if (tensor.shape.size() != tensor.strides.size()) Finding("sizes and strides differ in number");
  const size_t extent = tensor.extent_bytes();
  const auto before = std::less<const std::byte*>();
  const std::byte* const end = file.data() + file.size();
  if (before(tensor.data, file.data()) || before(end, tensor.data)) Finding("a tensor begins outside the file");
  if (extent > static_cast<size_t>(end - tensor.data)) Finding("a tensor ends outside the file");
  if (extent == 0) return;
  // Volatile: the reads must happen, so that a sanitizer sees them.
  const volatile std::byte* const bytes = tensor.data;
  (void)bytes[0];
  (void)bytes[extent - 1];
  if (tensor.numel() * static_cast<int64_t>(ItemSize(tensor.dtype)) <= kSmallBytes) TensorSha256(tensor);
}

}  // namespace

void Touch(absl::Span<const TensorView> tensors, absl::Span<const std::byte> file) {
  for (const TensorView& tensor : tensors.subspan(0, kMostTensors)) TouchOne(tensor, file);
}

void CheckRefusal(const absl::Status& status) {
  const absl::string_view message = status.message();
  if (message.empty() || message.size() > 1000) Finding("a refusal says nothing, or far too much");
  for (const char c : message) {
    if (c < ' ' || c > '~') Finding("a refusal holds a control character");
  }
}

void Judge(const absl::StatusOr<WeightContents>& contents, absl::Span<const std::byte> file) {
  if (!contents.ok()) return CheckRefusal(contents.status());
  Touch(contents->tensors, file);
}

}  // namespace assay

#include "tools/cuda/cuda_error.h"

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

struct Meaning {
  int code;
  absl::StatusCode status;
  const char* advice;
};

// The numbers are part of CUDA's binary interface; cuda_status.cc compares them with the header's.
constexpr Meaning kMeanings[] = {
    {1, absl::StatusCode::kInvalidArgument, ""},                                      // cudaErrorInvalidValue
    {2, absl::StatusCode::kResourceExhausted, ": free some of the device's memory"},  // MemoryAllocation
    {9, absl::StatusCode::kInvalidArgument, ": the grid or block is not one that the device runs"},  // InvalidConfig...
    {35, absl::StatusCode::kFailedPrecondition, ": update the driver"},  // InsufficientDriver
    {98, absl::StatusCode::kFailedPrecondition, ": the kernel was not compiled for this device (cuda.bzl)"},
    {100, absl::StatusCode::kFailedPrecondition, ": check nvidia-smi and CUDA_VISIBLE_DEVICES"},  // NoDevice
    {209, absl::StatusCode::kFailedPrecondition, ": the kernel was not compiled for this device (cuda.bzl)"},
    {700, absl::StatusCode::kInternal, ": run under compute-sanitizer; the process must restart"},  // IllegalAddress
    {716, absl::StatusCode::kInternal, ": run under compute-sanitizer; the process must restart"},  // Misaligned...
};

}  // namespace

absl::Status StatusOfCudaError(const CudaError& error, absl::string_view what) {
  if (error.code == 0) return absl::OkStatus();
  Meaning meaning = {error.code, absl::StatusCode::kInternal, ""};
  for (const Meaning& known : kMeanings) {
    if (known.code == error.code) meaning = known;
  }
  return absl::Status(meaning.status,
                      absl::StrCat(what, ": ", error.name, " (", error.code, "), ", error.description, meaning.advice));
}

}  // namespace assay

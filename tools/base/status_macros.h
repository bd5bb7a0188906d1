// Passing a Status up without writing the test each time.
//
//   absl::StatusOr<Image> Load(const std::string& path) {
//     ASSAY_ASSIGN_OR_RETURN(std::string bytes, ReadFile(path));
//     ASSAY_RETURN_IF_ERROR(CheckSize(bytes));
//     return DecodeImage(bytes, path);
//   }
#ifndef ASSAY_TOOLS_BASE_STATUS_MACROS_H_
#define ASSAY_TOOLS_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"

#define ASSAY_RETURN_IF_ERROR(expression)                                                     \
  do {                                                                                        \
    if (absl::Status assay_status_ = (expression); !assay_status_.ok()) return assay_status_; \
  } while (false)

#define ASSAY_ASSIGN_OR_RETURN(target, expression) \
  ASSAY_ASSIGN_OR_RETURN_IMPL_(ASSAY_CONCAT_(assay_statusor_, __LINE__), target, expression)

#define ASSAY_CONCAT_INNER_(a, b) a##b
#define ASSAY_CONCAT_(a, b) ASSAY_CONCAT_INNER_(a, b)
#define ASSAY_ASSIGN_OR_RETURN_IMPL_(statusor, target, expression) \
  auto statusor = (expression);                                    \
  if (!statusor.ok()) return std::move(statusor).status();         \
  target = *std::move(statusor)

#endif  // ASSAY_TOOLS_BASE_STATUS_MACROS_H_

// The files that `assay evaluate` reads and writes: none is written that is read, and none for two things.
//
//   ASSAY_RETURN_IF_ERROR(CheckFilesApart(FilesWritten(request), FilesRead(request)));
#ifndef ASSAY_TOOLS_ASSAY_EVALUATE_FILES_H_
#define ASSAY_TOOLS_ASSAY_EVALUATE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "tools/assay/evaluate_request.h"

namespace assay {

struct NamedFile {
  std::string what;  // "--out", "the weights"
  std::string path;  // absolute
};

// What the request's options and words name. Words that are no files are not among them.
std::vector<NamedFile> FilesWritten(const EvaluateRequest& request);
std::vector<NamedFile> FilesRead(const EvaluateRequest& request);

// OK if no written file is another written one or one that is read, whatever names and links lead to it, nor an image
// in a folder that is read. Devices and pipes hold nothing that could be lost.
// Errors: FailedPrecondition, with what both are and the file.
absl::Status CheckFilesApart(absl::Span<const NamedFile> written, absl::Span<const NamedFile> read);

// OK if every written file could be: asked before a long run.
// Errors: CheckWritable's of environment.h, with the option.
absl::Status CheckAllWritable(absl::Span<const NamedFile> written);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EVALUATE_FILES_H_

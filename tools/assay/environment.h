// The world around the program: what it has as `data`, and what it may write.
//
//   for (const Photograph& photograph : GoldenPhotographs()) ...
#ifndef ASSAY_TOOLS_ASSAY_ENVIRONMENT_H_
#define ASSAY_TOOLS_ASSAY_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/entry_inputs.h"
#include "tools/base/runfiles.h"  // IWYU pragma: export
#include "weights/weight_entry.h"

namespace assay {

// The repository's root: where the user runs `bazel run`, else where the copy of it lies that this program has as
// `data`.
std::string RepositoryRoot();

// Whether the variable CI says so, as bazelw reads it.
bool UnderCi();

// The photographs on which every image model is judged, of several sizes and both formats.
std::vector<Photograph> GoldenPhotographs();

// What validation asks of an entry, and where its files are: everything that this program has as `data`, or finds.
// Errors: what reading the golden sentences reports.
absl::StatusOr<EntryInputs> InputsOf(const WeightEntry& entry);

// OK if a file could be written at the path, which it does not touch: asked before a long run, so as not to fail after
// it. Errors: FailedPrecondition, naming the path and what is in the way.
absl::Status CheckWritable(const std::string& path);

// Writes a report: whole or not at all where the path is a file or nothing yet, straight into it where it is a pipe or
// a device. Errors: naming the path and what the system said.
absl::Status WriteReport(const std::string& path, const std::string& text);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_ENVIRONMENT_H_

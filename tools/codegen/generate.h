// What the build makes of one textproto of the catalogue, as a library so that tests reach every refusal.
//
//   GenerateRequest request{.source = "weights/resnet/resnet50.textproto", .text = ...};
//   request.entries = {"IMAGENET1K_V1", "IMAGENET1K_V2"};
//   ASSAY_ASSIGN_OR_RETURN(Generated files, Generate(request));
#ifndef ASSAY_TOOLS_CODEGEN_GENERATE_H_
#define ASSAY_TOOLS_CODEGEN_GENERATE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

struct GenerateRequest {
  std::string source;                // The textproto's path, as messages name it.
  std::string text;                  // What it holds.
  std::string header_path;           // From the root, for the include guard.
  std::vector<std::string> entries;  // The names that BUILD lists; none where no BUILD does.
  // Entry to label of its packaged file, and "ENTRY:ROLE" to that of an extra one, as BUILD lists them.
  std::map<std::string, std::string> packaged;
  std::map<std::string, std::string> categories;  // Name of a categories file to what it holds.
};

struct Generated {
  std::string header;    // The typed enum: names only, torch-free.
  std::string embedded;  // A .cc that adds the textproto to the catalogue of a binary that links it.
  std::map<std::string, std::string> entries;  // Entry to a textproto of its own, which no other entry's edit changes.
};

// Checks the textproto and BUILD's lists, and makes the files.
// Errors: InvalidArgument with one finding a line: file:line:column, what is wrong, what to do.
absl::StatusOr<Generated> Generate(const GenerateRequest& request);

// A .cc that adds a categories file to a binary that links it.
// Errors: InvalidArgument where a line is empty or the file has none.
absl::StatusOr<std::string> GenerateCategories(const std::string& source, const std::string& name,
                                               const std::string& text);

}  // namespace assay

#endif  // ASSAY_TOOLS_CODEGEN_GENERATE_H_

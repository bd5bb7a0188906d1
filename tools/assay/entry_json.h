// A weight entry as `assay describe` shows it: everything that the catalogue says, under the catalogue's own names.
#ifndef ASSAY_TOOLS_ASSAY_ENTRY_JSON_H_
#define ASSAY_TOOLS_ASSAY_ENTRY_JSON_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/assay/json.h"
#include "weights/locate.h"
#include "weights/weight_entry.h"

namespace assay {

// {"name", "cpp_enum", "constant", "builder", "attributes", "url", "sha256", "packaged", "tensors_digest",
// "extra_files", "transforms", "postprocessing", "meta", "taxonomy", "latest", "default", "implied_options",
// "implied_overrides", "source", "available", "path", "from"}. What the catalogue does not say is null, and so
// are path and from where the file is not at hand.
Json EntryJson(const WeightEntry& entry, const absl::StatusOr<LocatedFile>& file);

// The same as lines for people: ("meta.num_params", "3504872"). Leaves out what is null.
std::vector<std::pair<std::string, std::string>> Flatten(const Json& json, const std::string& prefix = "");

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_ENTRY_JSON_H_

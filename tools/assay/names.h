// What a user may call builders and weights: globs, and near misses.
#ifndef ASSAY_TOOLS_ASSAY_NAMES_H_
#define ASSAY_TOOLS_ASSAY_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace assay {

// fnmatch's, in any case: *, ?, [...].
bool MatchesGlob(const std::string& glob, const std::string& name);
bool MatchesAnyGlob(absl::Span<const std::string> globs, const std::string& name);

// OK if each glob matches one of the names.
// Errors: NotFound, naming every glob that matches none, with a near name.
absl::Status CheckGlobs(absl::Span<const std::string> globs, absl::Span<const std::string> names);

// Other spellings of an entry's name ("ResNet50_Weights.default") become the catalogue's own, an enum's name all its
// entries; globs stay.
std::vector<std::string> CanonicalGlobs(std::vector<std::string> globs);

// Every linked builder's name, and every entry's full name of these builders.
std::vector<std::string> AllNames();

// These and every linked component ("components/readers"): all that has a lock.
std::vector<std::string> LockedNames();

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_NAMES_H_

// Installs a tree of files under a prefix, wholly or not at all.
//
//   const std::vector<InstalledFile> files = {{"include/assay/models/model.h", "/from/model.h"}};
//   ASSAY_ASSIGN_OR_RETURN(const int count, InstallTree(files, "/opt/assay", {}));
#ifndef ASSAY_TOOLS_SDK_INSTALL_H_
#define ASSAY_TOOLS_SDK_INSTALL_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/sdk/manifest.h"

namespace assay {

// The file below the prefix that names everything installed, a line each: by it a later installation knows its own.
inline constexpr char kInstalledList[] = "share/assay/installed.txt";

// Copies each file's source (a path) to its destination below `prefix`, and returns how many there are. In a file whose
// destination ends with ".in", each "@NAME@" becomes the value of NAME, and the ending is dropped. The tree is made
// beside `prefix` and takes its place at the end.
// Errors: FailedPrecondition where `prefix` is a file, or a folder that holds anything which no earlier installation
// put there, naming it; NotFound for a source that is missing; InvalidArgument for an "@NAME@" without a value;
// Internal where the file system refuses.
absl::StatusOr<int> InstallTree(const std::vector<InstalledFile>& files, const std::string& prefix,
                                const std::map<std::string, std::string>& values);

}  // namespace assay

#endif  // ASSAY_TOOLS_SDK_INSTALL_H_

// The paths that a user types.
//
//   std::ifstream file(UserPath("cat.png"));
#ifndef ASSAY_TOOLS_ASSAY_USER_PATH_H_
#define ASSAY_TOOLS_ASSAY_USER_PATH_H_

#include <string>

namespace assay {

// The path as an absolute one, counted from where the user stands: `bazel run` starts a program in its runfiles folder.
std::string UserPath(const std::string& path);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_USER_PATH_H_

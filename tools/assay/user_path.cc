#include "tools/assay/user_path.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "tools/base/environment_variable.h"

namespace assay {

std::string UserPath(const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  const std::string stands = EnvironmentVariable("BUILD_WORKING_DIRECTORY");
  if (!stands.empty()) return absl::StrCat(stands, "/", path);
  std::error_code ignored;
  const std::string absolute = std::filesystem::absolute(path, ignored).string();
  return absolute.empty() ? path : absolute;
}

}  // namespace assay

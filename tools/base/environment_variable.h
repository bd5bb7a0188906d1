// Environment variables as text: an empty one says as little as one that is not set.
//
//   if (const std::string home = EnvironmentVariable("ASSAY_HOME"); !home.empty()) ...
#ifndef ASSAY_TOOLS_BASE_ENVIRONMENT_VARIABLE_H_
#define ASSAY_TOOLS_BASE_ENVIRONMENT_VARIABLE_H_

#include <cstdlib>
#include <string>

namespace assay {

// Empty where there is none.
inline std::string EnvironmentVariable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_ENVIRONMENT_VARIABLE_H_

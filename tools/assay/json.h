// JSON documents as the command line prints them.
#ifndef ASSAY_TOOLS_ASSAY_JSON_H_
#define ASSAY_TOOLS_ASSAY_JSON_H_

#include <nlohmann/json.hpp>
#include <string>

namespace assay {

// Keeps the order in which the fields are written.
using Json = nlohmann::ordered_json;

// One line with its end. What a file's name may hold and JSON may not (bytes that are not UTF-8) is replaced, not
// thrown at.
inline std::string JsonLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_JSON_H_

#include "tools/assay/entry_json.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "weights/entry_fields.h"

namespace assay {
namespace {

struct ValueJson {
  Json operator()(std::monostate) const { return {}; }
  Json operator()(NoMembers) const { return Json::object(); }
  template <class T>
  Json operator()(const T& value) const {
    return value;
  }
};

}  // namespace

Json EntryJson(const WeightEntry& entry, const absl::StatusOr<LocatedFile>& file) {
  Json json;
  json["name"] = entry.FullName();
  for (const EntryField& field : EntryFields(entry)) {
    // The full name has both.
    if (field.Name() == "enum" || field.Name() == "name") continue;
    Json* at = &json;
    for (const std::string& part : field.path) at = &(*at)[part];
    *at = std::visit(ValueJson(), field.value);
  }
  json["source"] = entry.source.empty() ? Json() : Json(entry.source);
  json["available"] = file.ok();
  json["path"] = file.ok() ? Json(file->path) : Json();
  json["from"] = file.ok() ? Json(file->from) : Json();
  return json;
}

std::vector<std::pair<std::string, std::string>> Flatten(const Json& json, const std::string& prefix) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [name, value] : json.items()) {
    const std::string path = prefix.empty() ? name : absl::StrCat(prefix, ".", name);
    if (value.is_object()) {
      for (auto& line : Flatten(value, path)) lines.push_back(std::move(line));
    } else if (!value.is_null()) {
      lines.emplace_back(path, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return lines;
}

}  // namespace assay

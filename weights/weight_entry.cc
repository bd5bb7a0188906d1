#include "weights/weight_entry.h"

#include "weights/url_file_name.h"

namespace assay {

std::string WeightEntry::FullName() const {
  if (!enum_name.empty()) return enum_name + "." + name;
  if (!name.empty()) return name;
  return url.empty() ? FileName() : url;
}

std::string WeightEntry::FileName() const {
  if (!url.empty()) return UrlFileName(url);
  return packaged.has_value() ? packaged->file : "";
}

std::string WeightEntry::LocalPath() const {
  constexpr char kFile[] = "file://";
  if (url.rfind(kFile, 0) == 0) return url.substr(sizeof(kFile) - 1);
  return url.find("://") == std::string::npos ? url : "";
}

}  // namespace assay

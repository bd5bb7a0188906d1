#include "weights/weight_entry.h"

#include "weights/url_file_name.h"

namespace assay {

std::string WeightEntry::FullName() const { return enum_name + "." + name; }

std::string WeightEntry::FileName() const {
  if (!url.empty()) return UrlFileName(url);
  return packaged.has_value() ? packaged->file : "";
}

}  // namespace assay

#include "weights/weight_entry.h"

#include "weights/url_file_name.h"

namespace assay {
namespace {

std::string FileNameOf(const std::string& url, const std::optional<PackagedFile>& packaged) {
  if (!url.empty()) return UrlFileName(url);
  return packaged.has_value() ? packaged->file : "";
}

}  // namespace

std::string ExtraFile::FileName() const { return FileNameOf(url, packaged); }

std::string ExtraFile::CacheName() const { return NameWithHash(FileName(), sha256); }

std::string WeightEntry::FullName() const {
  if (!enum_name.empty()) return enum_name + "." + name;
  if (!name.empty()) return name;
  return url.empty() ? FileName() : url;
}

std::string WeightEntry::FileName() const { return FileNameOf(url, packaged); }

std::string WeightEntry::CacheName() const { return NameWithHash(FileName(), sha256); }

std::string WeightEntry::LocalPath() const {
  constexpr char kFile[] = "file://";
  if (url.rfind(kFile, 0) == 0) return url.substr(sizeof(kFile) - 1);
  return url.find("://") == std::string::npos ? url : "";
}

const ExtraFile* WeightEntry::Extra(absl::string_view role) const {
  for (const ExtraFile& file : extra_files) {
    if (file.role == role) return &file;
  }
  return nullptr;
}

}  // namespace assay

#include "weights/reader/weight_file.h"

#include <algorithm>
#include <numeric>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/file_kind.h"
#include "weights/reader/legacy_pth.h"
#include "weights/reader/quoted.h"
#include "weights/reader/safetensors.h"
#include "weights/reader/torch_zip.h"

namespace assay {
namespace {

absl::string_view View(const std::string& text) { return text; }

absl::Status Repeated(absl::string_view name) {
  return absl::InvalidArgumentError(absl::StrCat("has two entries of the name ", Quoted(name)));
}

// A path may hold a newline; a message is one line.
absl::Status OneLine(const absl::Status& status) {
  std::string message(status.message());
  std::replace_if(
      message.begin(), message.end(), [](char c) { return c == '\n' || c == '\r'; }, '?');
  return absl::Status(status.code(), message);
}

absl::Status Annotate(const std::string& path, const absl::Status& status) {
  return OneLine(absl::Status(status.code(), absl::StrCat(path, ": ", status.message())));
}

absl::string_view FormatName(FileKind kind) {
  switch (kind) {
    case FileKind::kTorchLegacy:
      return "torch_legacy";
    case FileKind::kTorchZip:
      return "torch_zip";
    case FileKind::kSafetensors:
      return "safetensors";
  }
  return "";
}

absl::StatusOr<WeightContents> Read(FileKind kind, absl::Span<const std::byte> bytes, const OpenOptions& options) {
  switch (kind) {
    case FileKind::kTorchLegacy:
      return ReadLegacyPth(bytes);
    case FileKind::kTorchZip:
      return ReadTorchZip(bytes, options.verify);
    case FileKind::kSafetensors:
      return ReadSafetensors(bytes);
  }
  return absl::InternalError("a format without a reader");
}

}  // namespace

absl::StatusOr<WeightFile> WeightFile::Open(const std::string& path, const OpenOptions& options) {
  absl::StatusOr<std::shared_ptr<const MappedFile>> opened = MappedFile::Open(path);
  if (!opened.ok()) return OneLine(opened.status());
  std::shared_ptr<const MappedFile> mapping = *std::move(opened);
  const absl::StatusOr<FileKind> kind = RecognizeFile(mapping->bytes());
  if (!kind.ok()) return Annotate(path, kind.status());
  absl::StatusOr<WeightContents> contents = Read(*kind, mapping->bytes(), options);
  if (!contents.ok()) return Annotate(path, contents.status());
  WeightFile file(std::move(mapping), FormatName(*kind), *std::move(contents));
  if (const absl::Status names = file.CheckNames(); !names.ok()) return Annotate(path, names);
  return file;
}

WeightFile::WeightFile(std::shared_ptr<const MappedFile> mapping, absl::string_view format, WeightContents contents)
    : mapping_(std::move(mapping)),
      format_(format),
      contents_(std::move(contents)),
      by_name_(contents_.tensors.size()) {
  std::iota(by_name_.begin(), by_name_.end(), 0);
  std::sort(by_name_.begin(), by_name_.end(), [this](uint32_t a, uint32_t b) {
    return View(contents_.tensors[a].name) < View(contents_.tensors[b].name);
  });
}

absl::Status WeightFile::CheckNames() const {
  for (size_t i = 1; i < by_name_.size(); ++i) {
    const std::string& name = contents_.tensors[by_name_[i]].name;
    if (name == contents_.tensors[by_name_[i - 1]].name) return Repeated(name);
  }
  std::vector<absl::string_view> scalars;
  scalars.reserve(contents_.scalars.size());
  for (const Scalar& scalar : contents_.scalars) scalars.push_back(scalar.name);
  std::sort(scalars.begin(), scalars.end());
  const auto twice = std::adjacent_find(scalars.begin(), scalars.end());
  if (twice != scalars.end()) return Repeated(*twice);
  for (const absl::string_view name : scalars) {
    if (Find(name) != nullptr) return Repeated(name);
  }
  return absl::OkStatus();
}

const TensorView* WeightFile::Find(absl::string_view name) const {
  const auto found = std::lower_bound(
      by_name_.begin(), by_name_.end(), name,
      [this](uint32_t i, absl::string_view wanted) { return View(contents_.tensors[i].name) < wanted; });
  if (found == by_name_.end() || contents_.tensors[*found].name != std::string(name)) return nullptr;
  return &contents_.tensors[*found];
}

}  // namespace assay

#include "harness/textproto.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"
#include "tools/base/atomic_file.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Keeps the first error, with its place.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(const std::string& path) : path_(path) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (message_.empty()) message_ = absl::StrCat(path_, ":", line + 1, ":", column + 1, ": ", message);
  }
  const std::string& message() const { return message_; }

 private:
  std::string path_;
  std::string message_;
};

constexpr size_t kColumns = 120;

// Puts messages that hold nothing but plain fields on one line each, so that a line of a difference is one tensor.
std::string OneLineForEachSmallMessage(const std::string& text) {
  std::string compact;
  std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    size_t end = i + 1;
    std::string line(lines[i]);
    while (end < lines.size() && absl::EndsWith(lines[i], "{") && !absl::EndsWith(lines[end], "{")) {
      absl::StrAppend(&line, " ", absl::StripLeadingAsciiWhitespace(lines[end]));
      if (absl::EndsWith(lines[end++], "}")) break;
    }
    if (absl::EndsWith(line, "}") && line.size() <= kColumns) {
      absl::StrAppend(&compact, line, "\n");
      i = end - 1;
    } else if (i + 1 < lines.size()) {
      absl::StrAppend(&compact, lines[i], "\n");
    }
  }
  return compact;
}

// What a chain of links ends at, which need not be there.
fs::path Followed(fs::path path) {
  std::error_code error;
  constexpr int kMostLinks = 40;  // as the system follows
  for (int links = 0; links < kMostLinks && fs::is_symlink(path, error); ++links) {
    const fs::path target = fs::read_symlink(path, error);
    path = target.is_absolute() ? target : path.parent_path() / target;
  }
  return path;
}

absl::Status SystemError(const std::string& what, const std::string& path) {
  return absl::InternalError(absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(errno)));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr && (errno == ENOENT || errno == ENOTDIR)) {
    return absl::NotFoundError(absl::StrCat("no such file: ", path));
  }
  if (file == nullptr) return SystemError("read", path);
  std::string text;
  char buffer[1 << 16];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, count);
  // Opening a folder succeeds; reading it does not.
  const absl::Status status = std::ferror(file) ? SystemError("read", path) : absl::OkStatus();
  std::fclose(file);
  if (!status.ok()) return status;
  return text;
}

absl::Status ParseTextproto(absl::string_view text, const std::string& file, google::protobuf::Message& message) {
  FirstError error(file);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  google::protobuf::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  if (!parser.Parse(&stream, &message)) return absl::InvalidArgumentError(error.message());
  return absl::OkStatus();
}

absl::Status ReadTextprotoInto(const std::string& path, google::protobuf::Message& message) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return ParseTextproto(text, path, message);
}

std::string TextprotoText(const google::protobuf::Message& message, const std::string& schema) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseShortRepeatedPrimitives(true);
  std::string text;
  printer.PrintToString(message, &text);
  return absl::StrCat("# proto-file: ", schema, "\n# proto-message: ", message.GetDescriptor()->full_name(),
                      "\n# Written by //tools:bless. Do not edit.\n", OneLineForEachSmallMessage(text));
}

absl::Status WriteFileAtomically(const std::string& path, const std::string& text) {
  ASSAY_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create(path));
  ASSAY_RETURN_IF_ERROR(file.Append(text.data(), text.size()));
  return file.Commit();
}

std::string WrittenPath(const std::string& path) {
  std::error_code error;
  const fs::path target = Followed(path), known = fs::weakly_canonical(target, error);
  return (error ? target : known).string();
}

absl::Status WriteFileOrDevice(const std::string& path, const std::string& bytes) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status) || fs::is_regular_file(status)) return WriteFileAtomically(WrittenPath(path), bytes);
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return SystemError("write", path);
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  const bool is_whole = std::ferror(file) == 0 && std::fflush(file) == 0;
  const absl::Status written = is_whole ? absl::OkStatus() : SystemError("write", path);
  if (std::fclose(file) != 0 && written.ok()) return SystemError("write", path);
  return written;
}

}  // namespace assay

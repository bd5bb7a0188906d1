// Messages as text files: read strictly, written the same way each time, whole or not at all.
//
//   ASSAY_ASSIGN_OR_RETURN(auto golden, ReadTextproto<proto::BuilderGolden>("golden/resnet/resnet50.textproto"));
#ifndef ASSAY_HARNESS_TEXTPROTO_H_
#define ASSAY_HARNESS_TEXTPROTO_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assay {

// A file's bytes.
// Errors: NotFound where there is no such file; Internal where it cannot be read. Both name it.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Parses `text` into `message`. `file` is for messages. Unknown fields are refused.
// Errors: InvalidArgument with file, line and column.
absl::Status ParseTextproto(absl::string_view text, const std::string& file, google::protobuf::Message& message);

// The same of a file.
// Errors: NotFound where there is no such file; InvalidArgument with file, line and column.
absl::Status ReadTextprotoInto(const std::string& path, google::protobuf::Message& message);

template <class M>
absl::StatusOr<M> ReadTextproto(const std::string& path) {
  M message;
  if (absl::Status status = ReadTextprotoInto(path, message); !status.ok()) return status;
  return message;
}

// The same, with nullopt for a file that is not there: a combination that is not blessed yet.
// Errors: InvalidArgument as above.
template <class M>
absl::StatusOr<std::optional<M>> ReadTextprotoIfThere(const std::string& path) {
  auto message = ReadTextproto<M>(path);
  if (absl::IsNotFound(message.status())) return std::optional<M>();
  if (!message.ok()) return message.status();
  return std::optional<M>(*std::move(message));
}

// The text of a golden file: every number such that reading it gives the same bits.
std::string TextprotoText(const google::protobuf::Message& message, const std::string& schema);

// Writes the file whole or not at all, making its folder.
// Errors: naming the file and what the system said.
absl::Status WriteFileAtomically(const std::string& path, const std::string& text);

// The one name of the file that is written under that path: links are followed, even to where nothing is yet.
std::string WrittenPath(const std::string& path);

// The same where the path is a file or nothing yet; straight into it where it is a device or a pipe. Of a symbolic link
// what it points to is written, and the link stays.
// Errors: naming the path and what the system said.
absl::Status WriteFileOrDevice(const std::string& path, const std::string& bytes);

}  // namespace assay

#endif  // ASSAY_HARNESS_TEXTPROTO_H_

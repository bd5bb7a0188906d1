#include "harness/compatibility/textproto_lines.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"
#include "harness/textproto.h"

namespace assay {

absl::StatusOr<std::vector<int>> ParseWithLines(absl::string_view text, const std::string& file,
                                                const std::string& field, google::protobuf::Message& message) {
  // Once for the errors, in our words; once more for the places.
  if (absl::Status status = ParseTextproto(text, file, message); !status.ok()) return status;
  google::protobuf::TextFormat::ParseInfoTree places;
  google::protobuf::TextFormat::Parser parser;
  parser.WriteLocationsTo(&places);
  google::protobuf::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  if (!parser.Parse(&stream, &message)) return absl::InternalError(absl::StrCat(file, ": cannot be parsed twice"));
  const google::protobuf::FieldDescriptor* descriptor = message.GetDescriptor()->FindFieldByName(field);
  if (descriptor == nullptr || !descriptor->is_repeated())
    return absl::InternalError(absl::StrCat(message.GetDescriptor()->name(), " has no repeated field ", field));
  std::vector<int> lines(message.GetReflection()->FieldSize(message, descriptor));
  for (size_t i = 0; i < lines.size(); ++i) lines[i] = places.GetLocation(descriptor, static_cast<int>(i)).line + 1;
  return lines;
}

}  // namespace assay

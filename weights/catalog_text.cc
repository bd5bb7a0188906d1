#include "weights/catalog_text.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

std::vector<std::string> FieldNames(const Descriptor& message) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->name());
  return names;
}

// An enum field of that name anywhere in the schema: protobuf's message names the field alone.
const EnumDescriptor* FindEnumOfField(const std::string& field_name) {
  const auto* file = proto::WeightsEnum::descriptor()->file();
  for (int i = 0; i < file->message_type_count(); ++i) {
    const FieldDescriptor* field = file->message_type(i)->FindFieldByName(field_name);
    if (field != nullptr && field->enum_type() != nullptr) return field->enum_type();
  }
  return nullptr;
}

std::string EnumValues(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return absl::StrJoin(names, ", ");
}

// The way out of a finding of protobuf's parser, from the words that it quotes; nothing where the finding says enough.
std::string Remedy(const std::string& message) {
  const std::vector<std::string> quoted = absl::StrSplit(message, '"');
  if (message.find("has no field named") != std::string::npos && quoted.size() >= 4) {
    const Descriptor* type = DescriptorPool::generated_pool()->FindMessageTypeByName(quoted[1]);
    if (type == nullptr) return "";
    const std::vector<std::string> names = FieldNames(*type);
    const std::string nearest = DidYouMean(quoted[3], names);
    return nearest.empty() ? absl::StrCat("; its fields are ", absl::StrJoin(names, ", ")) : nearest;
  }
  if (message.find("Unknown enumeration value") != std::string::npos && quoted.size() >= 4) {
    const EnumDescriptor* type = FindEnumOfField(quoted[3]);
    return type == nullptr ? "" : absl::StrCat("; use one of ", EnumValues(*type));
  }
  if (message.find("specified multiple times") != std::string::npos) return "; keep one of them";
  return "";
}

// The word that a finding of protobuf's parser is about; empty for a syntax error, whose position is right as it is.
std::string OffendingWord(const std::string& message) {
  const std::vector<std::string> quoted = absl::StrSplit(message, '"');
  if (message.find("has no field named") != std::string::npos && quoted.size() >= 4) return quoted[3];
  if (message.find("Unknown enumeration value") != std::string::npos && quoted.size() >= 4) return quoted[1];
  if (message.find("specified multiple times") != std::string::npos && quoted.size() >= 2) return quoted[1];
  return "";
}

class Collector : public google::protobuf::io::ErrorCollector {
 public:
  Collector(const std::string& file, absl::string_view text) : file_(file), lines_(absl::StrSplit(text, '\n')) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    StepBackTo(OffendingWord(message), &line, &column);
    findings_.push_back(
        absl::StrCat(file_, ":", line + 1, ":", column + 1, ": ", absl::StripSuffix(message, "."), Remedy(message)));
  }
  const std::vector<std::string>& findings() const { return findings_; }

 private:
  // The parser has read one token further than the word when it complains, which may be lines below.
  void StepBackTo(const std::string& word, int* line, int* column) const {
    if (word.empty() || *line >= static_cast<int>(lines_.size())) return;
    size_t end = *column;
    for (int i = *line; i >= 0; --i, end = absl::string_view::npos) {
      const size_t found = lines_[i].substr(0, end).rfind(word);
      if (found == absl::string_view::npos) continue;
      *line = i;
      *column = static_cast<int>(found);
      return;
    }
  }

  const std::string& file_;
  const std::vector<absl::string_view> lines_;
  std::vector<std::string> findings_;
};

}  // namespace

std::string TextPlace::At(const char* field, int index) const {
  if (tree_ == nullptr) return own_;
  const TextFormat::ParseLocation location = tree_->GetLocation(descriptor_->FindFieldByName(field), index);
  if (location.line < 0) return own_;
  return absl::StrCat(file_, ":", location.line + 1, ":", location.column + 1);
}

TextPlace TextPlace::Nested(const char* field, int index) const {
  const FieldDescriptor* descriptor = descriptor_->FindFieldByName(field);
  const Tree* nested = tree_ == nullptr ? nullptr : tree_->GetTreeForNested(descriptor, index);
  return TextPlace(file_, descriptor->message_type(), nested, At(field, index));
}

TextPlace CatalogText::Root() const {
  return TextPlace(file, proto::WeightsEnum::descriptor(), tree.get(), absl::StrCat(file, ":1:1"));
}

absl::StatusOr<CatalogText> ParseCatalogText(absl::string_view text, std::string file) {
  CatalogText result;
  result.file = std::move(file);
  result.tree = std::make_unique<TextPlace::Tree>();
  Collector collector(result.file, text);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(result.tree.get());
  if (!parser.ParseFromString(std::string(text), &result.message)) {
    return absl::InvalidArgumentError(absl::StrJoin(collector.findings(), "\n"));
  }
  return result;
}

}  // namespace assay

// Reads a textproto of the catalogue, remembering where each field stands, so that every message can say
// file:line:column.
//
//   ASSAY_ASSIGN_OR_RETURN(CatalogText text, ParseCatalogText(bytes, "weights/resnet/resnet50.textproto"));
//   text.message.entry(0).url();
//   text.Root().Nested("entry", 0).At("url");  // "weights/resnet/resnet50.textproto:11:3"
#ifndef ASSAY_WEIGHTS_CATALOG_TEXT_H_
#define ASSAY_WEIGHTS_CATALOG_TEXT_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "weights/catalog.pb.h"

namespace assay {

// Where one message of a parsed text stands. Holds references into the CatalogText that made it, which must stay where
// it is.
class TextPlace {
 public:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;
  TextPlace(const std::string& file, const google::protobuf::Descriptor* descriptor, const Tree* tree, std::string own)
      : file_(file), descriptor_(descriptor), tree_(tree), own_(std::move(own)) {}

  // "file:line:column" of a field, 1-based; of the message itself when the field is absent. `index` counts a repeated
  // field's values.
  std::string At(const char* field, int index = -1) const;

  // The place of a message in a field.
  TextPlace Nested(const char* field, int index = -1) const;

  // The message itself.
  const std::string& Own() const { return own_; }

 private:
  const std::string& file_;
  const google::protobuf::Descriptor* descriptor_;
  const Tree* tree_;  // Null where the text says nothing.
  std::string own_;
};

struct CatalogText {
  proto::WeightsEnum message;
  std::string file;
  std::unique_ptr<TextPlace::Tree> tree;

  TextPlace Root() const;
};

// Parses a WeightsEnum. `file` is for messages only.
// Errors: InvalidArgument with every finding on a line of its own, "file:line:column: what; remedy".
absl::StatusOr<CatalogText> ParseCatalogText(absl::string_view text, std::string file);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_CATALOG_TEXT_H_

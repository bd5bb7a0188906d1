// Texts compiled into a binary, found at run time by what they are. Generated files (tools/codegen) define one
// object each:
//
//   const assay::EmbeddedText embedded(assay::EmbeddedText::kCatalog, "weights/toy/toy.textproto", "name: ...");
//
// The objects form a list without allocating, so that static initialisation stays cheap and its order is of no matter;
// the texts are parsed on first use.
#ifndef ASSAY_WEIGHTS_EMBEDDED_TEXT_H_
#define ASSAY_WEIGHTS_EMBEDDED_TEXT_H_

#include <vector>

#include "absl/strings/string_view.h"

namespace assay {

class EmbeddedText {
 public:
  enum Kind { kCatalog, kCategories };

  // `name` and `text` must live as long as the program.
  EmbeddedText(Kind kind, absl::string_view name, absl::string_view text);
  EmbeddedText(const EmbeddedText&) = delete;
  EmbeddedText& operator=(const EmbeddedText&) = delete;

  absl::string_view name() const { return name_; }
  absl::string_view text() const { return text_; }

  // All of one kind, by name.
  static std::vector<const EmbeddedText*> All(Kind kind);

 private:
  Kind kind_;
  absl::string_view name_;
  absl::string_view text_;
  const EmbeddedText* next_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_EMBEDDED_TEXT_H_

#include "weights/embedded_text.h"

#include <algorithm>

namespace assay {
namespace {

// Zero-initialised before any constructor runs.
const EmbeddedText* first = nullptr;

}  // namespace

EmbeddedText::EmbeddedText(Kind kind, absl::string_view name, absl::string_view text)
    : kind_(kind), name_(name), text_(text), next_(first) {
  first = this;
}

std::vector<const EmbeddedText*> EmbeddedText::All(Kind kind) {
  std::vector<const EmbeddedText*> all;
  for (const EmbeddedText* text = first; text != nullptr; text = text->next_) {
    if (text->kind_ == kind) all.push_back(text);
  }
  // The linker's order would show in lists and messages.
  std::sort(all.begin(), all.end(), [](const EmbeddedText* a, const EmbeddedText* b) { return a->name_ < b->name_; });
  return all;
}

}  // namespace assay

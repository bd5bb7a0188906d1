#include "weights/categories.h"

#include <map>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/base/suggest.h"
#include "weights/embedded_text.h"

namespace assay {
namespace {

using CategoriesByName = std::map<std::string, std::vector<std::string>>;

CategoriesByName SplitEmbedded() {
  CategoriesByName all;
  for (const EmbeddedText* embedded : EmbeddedText::All(EmbeddedText::kCategories)) {
    all[std::string(embedded->name())] = absl::StrSplit(absl::StripSuffix(embedded->text(), "\n"), '\n');
  }
  return all;
}

}  // namespace

absl::StatusOr<absl::Span<const std::string>> Categories(absl::string_view name) {
  // Never destroyed: spans of it may outlive main.
  static const CategoriesByName& all = *new CategoriesByName(SplitEmbedded());
  const auto found = all.find(std::string(name));
  if (found != all.end()) return absl::MakeConstSpan(found->second);
  std::vector<std::string> names;
  for (const auto& [known, unused] : all) names.push_back(known);
  return absl::NotFoundError(absl::StrCat("no categories \"", name, "\" in this binary; link //weights/categories:",
                                          name, ", or your own weights_categories()", DidYouMean(name, names)));
}

absl::StatusOr<absl::Span<const std::string>> CategoryList::names() const {
  if (own_ != nullptr) return absl::MakeConstSpan(*own_);
  if (file_.empty()) return absl::Span<const std::string>();
  return Categories(file_);
}

std::string CategoryList::operator()(int64_t index) const {
  const auto all = names();
  if (!all.ok() || index < 0 || index >= static_cast<int64_t>(all->size())) return absl::StrCat(index);
  return (*all)[index];
}

}  // namespace assay

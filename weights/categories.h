// The names of a model's outputs: those of a file that the catalogue names, or a list of one's own.
//
//   entry.meta.categories(285);                       // "Egyptian cat"
//   for (const std::string& name : entry.meta.categories) { ... }
//   WeightEntry mine{.url = "burgers.pth", .meta = {.categories = {"not burger", "burger"}}};
#ifndef ASSAY_WEIGHTS_CATEGORIES_H_
#define ASSAY_WEIGHTS_CATEGORIES_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay {

// The names, in the order of the outputs; they live as long as the program. Binaries hold those files whose
// weights_categories() target they link, and a weights_enum()'s catalogue links its own. Errors: NotFound where none of
// that name is linked.
absl::StatusOr<absl::Span<const std::string>> Categories(absl::string_view name);

// The categories of one entry; a cheap value.
class CategoryList {
 public:
  CategoryList() = default;
  CategoryList(std::initializer_list<std::string> names) : CategoryList(std::vector<std::string>(names)) {}
  CategoryList(std::vector<std::string> names)
      : own_(std::make_shared<const std::vector<std::string>>(std::move(names))), size_(own_->size()) {}
  // `size` categories of weights/categories/<file>.txt, which is looked into when a name is asked for.
  CategoryList(std::string file, int64_t size) : file_(std::move(file)), size_(size) {}

  int64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // "imagenet1k"; empty for a list of one's own.
  const std::string& file() const { return file_; }

  // All names, in the order of the outputs; they live as long as this list.
  // Errors: NotFound where the file's weights_categories() target is not linked.
  absl::StatusOr<absl::Span<const std::string>> names() const;

  // The same as a range; empty where the file is not linked.
  const std::string* begin() const { return Range().begin(); }
  const std::string* end() const { return Range().end(); }

  // The name of one output; its index where it has no name here (out of range, or the file is not linked).
  std::string operator()(int64_t index) const;

 private:
  absl::Span<const std::string> Range() const { return names().value_or(absl::Span<const std::string>()); }

  std::shared_ptr<const std::vector<std::string>> own_;
  std::string file_;
  int64_t size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_CATEGORIES_H_

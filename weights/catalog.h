// The catalogue at run time: weight entries by name and by builder. Torch-free.
//
//   ASSAY_ASSIGN_OR_RETURN(const WeightEntry* entry, Catalog::Global().Find("ResNet50_Weights.IMAGENET1K_V2"));
//   for (const WeightEntry* entry : Catalog::Global().ForBuilder("resnet50")) { ... }
//
// Catalog::Global() holds what is linked: //weights:embedded_catalog for everything, //weights/resnet:resnet50_catalog
// for one enum. A test links none of them and reads the one textproto that it has as data:
//
//   Catalog catalog;
//   ASSAY_RETURN_IF_ERROR(catalog.AddTextproto(text, "weights/resnet/resnet50_IMAGENET1K_V2.textproto"));
#ifndef ASSAY_WEIGHTS_CATALOG_H_
#define ASSAY_WEIGHTS_CATALOG_H_

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "weights/weight_entry.h"

namespace assay {

// Safe to use from several threads. Entries live as long as their catalogue, and never move.
class Catalog {
 public:
  Catalog() = default;
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  // The catalogue of this program, filled on first use with the embedded textprotos that it links.
  static Catalog& Global();

  // Adds the entries of one textproto of weights/catalog.proto: a whole enum or, as the build extracts them, a part of
  // one. `file` is for messages, and becomes the entries' source. On an error nothing is added. Errors:
  // InvalidArgument, one finding a line, "file:line:column: what; remedy"; AlreadyExists where an entry is there
  // already.
  absl::Status AddTextproto(absl::string_view text, absl::string_view file);

  // The entry called `<Enum>.<Entry>`: exactly ("ResNet50_Weights.IMAGENET1K_V1"), or in any case where that is
  // unambiguous
  // ("ResNet50_Weights.ImageNet1K_V1"); "default" is the enum's default entry.
  // Errors: InvalidArgument where the form is wrong or the name is ambiguous; NotFound for an unknown enum or entry,
  // naming the nearest known one.
  absl::StatusOr<const WeightEntry*> Find(absl::string_view full_name) const;

  // A builder's entries, oldest first; empty for an unknown builder or one without weights.
  std::vector<const WeightEntry*> ForBuilder(absl::string_view builder) const;

  // All entries, by builder.
  std::vector<const WeightEntry*> Entries() const;

  // The builders that have entries, sorted.
  std::vector<std::string> Builders() const;

 private:
  // Both expect the mutex to be held.
  absl::StatusOr<std::string> FindEnum(absl::string_view name) const;
  absl::StatusOr<const WeightEntry*> FindEntry(const std::string& enum_name, absl::string_view name) const;

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<const WeightEntry>> entries_;
  absl::Status embedded_status_;  // The first embedded textproto that could not be added; Find reports it.
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_CATALOG_H_

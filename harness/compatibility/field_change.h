// Facts in words, as the lock holds them of an entry's catalogue, and what became of them.
#ifndef ASSAY_HARNESS_COMPATIBILITY_FIELD_CHANGE_H_
#define ASSAY_HARNESS_COMPATIBILITY_FIELD_CHANGE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"
#include "harness/golden.pb.h"

namespace assay::bc {

using Fields = google::protobuf::RepeatedPtrField<proto::Field>;

struct FieldChange {
  std::string name;                    // "transforms.resize_size"
  std::optional<std::string> was, is;  // null where it is not said

  // "transforms.resize_size 256 -> 232"; "meta.metrics.ImageNet-1K.acc@1 is no longer said (76.13)".
  std::string Text() const;
};

// In the order of `was`, then what is new. A name that stands more than once has all its values.
std::vector<FieldChange> CompareFields(const Fields& was, const Fields& is);

// The texts, joined.
std::string FieldsText(absl::Span<const FieldChange> changes);

// The value of a field; nullopt where it is not said.
std::optional<std::string> ValueOf(const Fields& fields, absl::string_view name);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_FIELD_CHANGE_H_

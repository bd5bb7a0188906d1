// Assay's own builders by name, whether or not they are linked. Names only.
#ifndef ASSAY_MODELS_INTERNAL_KNOWN_BUILDERS_H_
#define ASSAY_MODELS_INTERNAL_KNOWN_BUILDERS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay::internal {

struct KnownBuilder {
  const char* name;
  const char* family;
};

// All of them, as models/families.bzl has them.
absl::Span<const KnownBuilder> KnownBuilders();

// The family of an own builder: "resnet" of "resnet50"; empty for a builder of someone else.
absl::string_view FamilyOf(absl::string_view builder);

}  // namespace assay::internal

#endif  // ASSAY_MODELS_INTERNAL_KNOWN_BUILDERS_H_

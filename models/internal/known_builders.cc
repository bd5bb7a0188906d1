#include "models/internal/known_builders.h"

namespace assay::internal {

absl::Span<const KnownBuilder> KnownBuilders() {
  static constexpr KnownBuilder kBuilders[] = {
#include "models/internal/known_builders.inc"
  };
  return kBuilders;
}

absl::string_view FamilyOf(absl::string_view builder) {
  for (const KnownBuilder& known : KnownBuilders()) {
    if (builder == known.name) return known.family;
  }
  return "";
}

}  // namespace assay::internal

#include "weights/typed_entry.h"

#include <cstdio>
#include <cstdlib>

namespace assay {

const WeightEntry& LinkedEntry(absl::string_view full_name) {
  const auto entry = Catalog::Global().Find(full_name);
  if (entry.ok()) return **entry;
  std::fprintf(stderr, "assay: %s\n", std::string(entry.status().message()).c_str());
  std::abort();
}

}  // namespace assay

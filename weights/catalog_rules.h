// What a textproto of the catalogue must hold to be used, and what the build refuses.
//
//   ASSAY_ASSIGN_OR_RETURN(CatalogText text, ParseCatalogText(bytes, file));
//   ASSAY_RETURN_IF_ERROR(CheckWeightsEnum(text));
#ifndef ASSAY_WEIGHTS_CATALOG_RULES_H_
#define ASSAY_WEIGHTS_CATALOG_RULES_H_

#include "absl/status/status.h"
#include "weights/catalog_text.h"

namespace assay {

// What each entry must hold by itself. An entry's own textproto (tools/codegen) passes too.
// Errors: InvalidArgument with every finding on a line of its own, "file:line:column: what; remedy".
absl::Status CheckEntries(const CatalogText& text);

// Also what the entries of an enum must be together: names and constants are unique, the default is one of them, and
// each taxonomy has exactly one latest. For a whole textproto as a person wrote it. Errors: as CheckEntries.
absl::Status CheckWeightsEnum(const CatalogText& text);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_CATALOG_RULES_H_

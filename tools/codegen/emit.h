// The texts of the generated files. They expect a message that CheckWeightsEnum has passed.
#ifndef ASSAY_TOOLS_CODEGEN_EMIT_H_
#define ASSAY_TOOLS_CODEGEN_EMIT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "weights/catalog.pb.h"

namespace assay {

// The header of the typed enum. `source` is the textproto's path, `header_path` gives the include guard.
std::string EmitHeader(const proto::WeightsEnum& message, absl::string_view source, absl::string_view header_path);

// Normalised text of the enum with entry `index` alone. It says default_entry only when the entry is the default: what
// others are is not its business.
std::string EmitEntry(const proto::WeightsEnum& message, int index);

// Normalised text of the whole enum.
std::string EmitText(const proto::WeightsEnum& message);

// A .cc that adds the enum to the catalogue of a binary that links it, and defines the symbol by which the header of
// `header_path` asks for it.
std::string EmitCatalog(absl::string_view source, absl::string_view header_path, const proto::WeightsEnum& message);

// A .cc that registers `text` as an EmbeddedText. `kind` is an enumerator's name.
std::string EmitEmbedded(absl::string_view kind, absl::string_view name, absl::string_view source,
                         absl::string_view text);

}  // namespace assay

#endif  // ASSAY_TOOLS_CODEGEN_EMIT_H_

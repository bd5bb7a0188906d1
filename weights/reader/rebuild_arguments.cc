#include "weights/reader/rebuild_arguments.h"

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/checked_shape.h"

namespace assay {

absl::Status CheckKind(Value value, ValueKind kind, absl::string_view what) {
  if (value.kind == kind) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, " is ", KindName(value.kind), ", expected ", KindName(kind)));
}

absl::Status CheckCount(const TupleRow& tuple, uint32_t least, uint32_t most, absl::string_view what) {
  if (tuple.length >= least && tuple.length <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, " takes ", least, most > least ? absl::StrCat(" to ", most) : "",
                                                 " values, got ", tuple.length));
}

absl::StatusOr<Sizes> ReadSizes(const PickleGraph& graph, Value value, absl::string_view what) {
  ASSAY_RETURN_IF_ERROR(CheckKind(value, ValueKind::kTuple, what));
  const TupleRow& tuple = graph.TupleAt(value);
  if (tuple.length > kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " has ", tuple.length, " dimensions, at most ", kMaxRank, " are possible"));
  }
  Sizes sizes;
  for (size_t i = 0; i < tuple.length; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t size, graph.Int(graph.Element(tuple, i), what));
    sizes.push_back(size);
  }
  return sizes;
}

// Hooks and attributes would be code or state of Python objects: only their absence means the same here as there.
absl::Status CheckNoHooks(const PickleGraph& graph, Value hooks) {
  if (hooks.kind == ValueKind::kNone) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(CheckKind(hooks, ValueKind::kDict, "a tensor's backward hooks"));
  if (graph.ItemsOf(hooks).empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("a tensor carries backward hooks; save the state dict instead of the model");
}

}  // namespace assay

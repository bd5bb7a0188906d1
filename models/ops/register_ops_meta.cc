// The operators on the Meta device: shapes, types and strides of what the others would return.
#include "models/ops/operators_implementation.h"

namespace assay::operators {
namespace {

struct Meta {
  static constexpr bool kReads = false;
};

}  // namespace

TORCH_LIBRARY_IMPL(assay, Meta, library) { RegisterOperators<Meta>(library); }

}  // namespace assay::operators

#include "transforms/resample_passes.h"

namespace assay {

const ResamplePasses* Avx2Passes() { return nullptr; }

}  // namespace assay

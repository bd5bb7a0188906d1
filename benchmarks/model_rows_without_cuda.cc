#include "benchmarks/model_rows_cuda.h"

namespace assay {

std::vector<Row> CudaModelRows(const ModelCombination&) { return {}; }

}  // namespace assay

// The rows of a model on a GPU: of a build with --config=cuda. One of model_rows_{without_cuda,cuda}.cc defines it.
#ifndef ASSAY_BENCHMARKS_MODEL_ROWS_CUDA_H_
#define ASSAY_BENCHMARKS_MODEL_ROWS_CUDA_H_

#include <vector>

#include "benchmarks/model_rows.h"

namespace assay {

// "cuda/Forward/resnet50/tf32/channels_last/graph/batch:8" and so on; none without CUDA, or without a GPU.
std::vector<Row> CudaModelRows(const ModelCombination& combination);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MODEL_ROWS_CUDA_H_

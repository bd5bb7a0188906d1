// A GPU's clock: events on a stream, with the gaps between launches removed.
//
//   ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<CudaTimer> timer, CudaTimer::Make(/*device=*/0, stream));
//   prepared.timer = timer;
//   prepared.ceilings = timer->MeasureCeilings().value();
//
// An iteration starts work on the stream and returns; it must not wait for the GPU. How launches are kept from being
// what is timed:
//   events   a kernel that waits for the CPU holds the stream until all iterations of a sample are enqueued, so that
//   the
//            GPU finds the next one as soon as it is done with one. The hazard: an iteration that waits for the GPU
//            would wait for ever; a launch that does not fit into the queue of 1,024 does so too, so a sample enqueues
//            fewer.
//   graph    a sample is captured once, as a CUDA graph, and launched as a whole. What an iteration does on the CPU,
//   such
//            as rotating its inputs, is what it did during the capture.
#ifndef ASSAY_BENCHMARKS_MEASURE_CUDA_CUDA_TIMER_H_
#define ASSAY_BENCHMARKS_MEASURE_CUDA_CUDA_TIMER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "benchmarks/measure/limit.h"
#include "benchmarks/measure/timer.h"

struct CUstream_st;

namespace assay {

enum class Launching { kEvents, kGraph };

struct CudaDevice {
  std::string name = {};        // "NVIDIA H200"
  std::string pci_bus_id = {};  // "00000000:18:00.0"
  std::string driver = {};      // "580.95.05"; empty where it is not known
  int cuda = 0;                 // the run-time library's version: 13000
  int multiprocessors = 0;
  int l2_bytes = 0;
};

class CudaTimer : public Timer {
 public:
  // Times what is enqueued on `stream` of that device. Clocks come from NVML, where it is there.
  // Errors: FailedPrecondition with CUDA's words.
  static absl::StatusOr<std::shared_ptr<CudaTimer>> Make(int device, CUstream_st* stream,
                                                         Launching launching = Launching::kEvents);

  virtual const CudaDevice& device() const = 0;

  // What a copy of a gigabyte within the device's memory reaches, the best of several; its peak of float32 operations
  // outside of the tensor cores, from its number of multiprocessors and its highest clock.
  virtual absl::StatusOr<Ceilings> MeasureCeilings() = 0;

  // The first error of CUDA since the last call; times after one mean nothing.
  virtual absl::Status TakeError() = 0;
};

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_CUDA_CUDA_TIMER_H_

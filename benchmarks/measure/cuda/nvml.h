// NVIDIA's management library: a GPU's name, driver, clock and why it is slow. Opened when it is asked for, since
// neither its header nor its library is part of the CUDA toolkit.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Nvml> nvml, Nvml::Open());
//   ASSAY_ASSIGN_OR_RETURN(const Nvml::Device device, nvml->Find("00000000:18:00.0"));
//   const ClockState now = nvml->ReadClocks(device);
#ifndef ASSAY_BENCHMARKS_MEASURE_CUDA_NVML_H_
#define ASSAY_BENCHMARKS_MEASURE_CUDA_NVML_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "benchmarks/measure/timer.h"

namespace assay {

class Nvml {
 public:
  using Device = void*;

  // Errors: NotFound where there is no such library, FailedPrecondition where it lacks a function or does not start.
  static absl::StatusOr<std::unique_ptr<Nvml>> Open(const std::string& library = "libnvidia-ml.so.1");
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  // By its address on the PCI bus: CUDA counts devices in another order than this library does.
  // Errors: NotFound, with the library's words.
  absl::StatusOr<Device> Find(const std::string& pci_bus_id) const;

  std::string DriverVersion() const;  // "580.95.05"; empty where it does not say

  // The SM clock now, and the reasons for which it is below what was asked for. Idleness is none.
  ClockState ReadClocks(Device device) const;

 private:
  struct Functions;
  Nvml(void* library, std::unique_ptr<Functions> functions);

  void* library_;
  std::unique_ptr<Functions> functions_;
};

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_CUDA_NVML_H_

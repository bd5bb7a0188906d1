#include "benchmarks/measure/cuda/nvml.h"

#include <dlfcn.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

// As nvml.h of driver 580 declares them; the library keeps them.
using Result = int;
constexpr Result kSuccess = 0;
constexpr int kSmClock = 1;

struct ThrottleReason {
  unsigned long long bit;
  const char* words;
};

// Idle, an application's own clocks and a display's are no reasons: they hold before and after.
constexpr ThrottleReason kReasons[] = {{0x4, "power cap"},
                                       {0x8, "hardware slowdown"},
                                       {0x20, "temperature"},
                                       {0x40, "temperature (hardware)"},
                                       {0x80, "power brake"}};

}  // namespace

struct Nvml::Functions {
  Result (*init)();
  Result (*shutdown)();
  Result (*driver_version)(char*, unsigned);
  Result (*find)(const char*, Device*);
  Result (*clock)(Device, int, unsigned*);
  Result (*reasons)(Device, unsigned long long*);
  const char* (*error_text)(Result);
};

Nvml::Nvml(void* library, std::unique_ptr<Functions> functions) : library_(library), functions_(std::move(functions)) {}

Nvml::~Nvml() {
  functions_->shutdown();
  dlclose(library_);
}

absl::StatusOr<std::unique_ptr<Nvml>> Nvml::Open(const std::string& library) {
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return absl::NotFoundError(absl::StrCat(library, ": ", dlerror()));
  auto functions = std::make_unique<Functions>();
  const char* missing = nullptr;
  const auto load = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(handle, name));
    if (function == nullptr && missing == nullptr) missing = name;
  };
  load(functions->init, "nvmlInit_v2");
  load(functions->shutdown, "nvmlShutdown");
  load(functions->driver_version, "nvmlSystemGetDriverVersion");
  load(functions->find, "nvmlDeviceGetHandleByPciBusId_v2");
  load(functions->clock, "nvmlDeviceGetClockInfo");
  // Its name before it was renamed, which all drivers still have.
  load(functions->reasons, "nvmlDeviceGetCurrentClocksThrottleReasons");
  load(functions->error_text, "nvmlErrorString");
  const Result started = missing == nullptr ? functions->init() : kSuccess;
  if (missing == nullptr && started == kSuccess) return std::unique_ptr<Nvml>(new Nvml(handle, std::move(functions)));
  const std::string why = missing != nullptr ? absl::StrCat("it has no ", missing) : functions->error_text(started);
  dlclose(handle);
  return absl::FailedPreconditionError(absl::StrCat(library, ": ", why));
}

absl::StatusOr<Nvml::Device> Nvml::Find(const std::string& pci_bus_id) const {
  Device device = nullptr;
  const Result result = functions_->find(pci_bus_id.c_str(), &device);
  if (result == kSuccess) return device;
  return absl::NotFoundError(absl::StrCat("no GPU at ", pci_bus_id, ": ", functions_->error_text(result)));
}

std::string Nvml::DriverVersion() const {
  char version[96] = "";
  return functions_->driver_version(version, sizeof(version)) == kSuccess ? version : "";
}

ClockState Nvml::ReadClocks(Device device) const {
  ClockState state;
  unsigned mhz = 0;
  if (functions_->clock(device, kSmClock, &mhz) == kSuccess) state.sm_mhz = mhz;
  unsigned long long bits = 0;
  if (functions_->reasons(device, &bits) != kSuccess) return state;
  for (const ThrottleReason& reason : kReasons) {
    if ((bits & reason.bit) != 0) state.throttle.emplace_back(reason.words);
  }
  return state;
}

}  // namespace assay

// A management library of one GPU, at 1980 MHz, whose bus id says the reasons why it is slow, as hexadecimal bits.
#include <cstdlib>
#include <cstring>

namespace {
unsigned long long bits = 0;
}

extern "C" {

int nvmlInit_v2() { return std::getenv("FAKE_NVML_BROKEN") != nullptr ? 9 : 0; }
int nvmlShutdown() { return 0; }

int nvmlSystemGetDriverVersion(char* version, unsigned length) {
  std::strncpy(version, "580.95.05", length);
  return 0;
}

int nvmlDeviceGetHandleByPciBusId_v2(const char* bus_id, void** device) {
  if (std::strncmp(bus_id, "none", 4) == 0) return 6;
  bits = std::strtoull(bus_id, nullptr, 16);
  *device = &bits;
  return 0;
}

int nvmlDeviceGetClockInfo(void*, int, unsigned* mhz) {
  *mhz = 1980;
  return 0;
}

int nvmlDeviceGetCurrentClocksThrottleReasons(void* device, unsigned long long* reasons) {
  *reasons = *static_cast<unsigned long long*>(device);
  return 0;
}

const char* nvmlErrorString(int code) { return code == 9 ? "Driver Not Loaded" : "Not Found"; }

}  // extern "C"

// The main of every benchmark program.
#include <vector>

#include "benchmarks/measure/program.h"
#include "benchmarks/register.h"
#include "tools/base/keep_freed_memory.h"

namespace assay {
namespace {

using Registrations = std::vector<void (*)()>;

// Made when the first file asks for it: files initialise in no order.
Registrations& TheRegistrations() {
  static Registrations& registrations = *new Registrations;
  return registrations;
}

}  // namespace

BenchmarkRows::BenchmarkRows(void (*register_rows)()) { TheRegistrations().push_back(register_rows); }

void RegisterAllRows() {
  for (void (*const register_rows)() : TheRegistrations()) register_rows();
}

}  // namespace assay

int main(int argc, char** argv) {
  assay::KeepFreedMemory();
  assay::RegisterAllRows();
  return assay::RunBenchmarkProgram(argc, argv);
}

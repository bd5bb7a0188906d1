// The main of every benchmark program.
#include "benchmarks/measure/program.h"
#include "benchmarks/register.h"
#include "tools/base/keep_freed_memory.h"

int main(int argc, char** argv) {
  assay::KeepFreedMemory();
  assay::RegisterBenchmarks();
  return assay::RunBenchmarkProgram(argc, argv);
}

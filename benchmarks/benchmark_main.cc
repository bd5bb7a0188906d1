// The main of every benchmark program: Google Benchmark's own succeeds when its filter matches nothing.
#include <benchmark/benchmark.h>

#include <cstdio>

#include "benchmarks/register.h"
#include "tools/base/keep_freed_memory.h"

int main(int argc, char** argv) {
  assay::KeepFreedMemory();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  assay::RegisterBenchmarks();
  if (benchmark::RunSpecifiedBenchmarks() == 0) {
    std::fprintf(stderr, "no benchmark matched: see --benchmark_list_tests\n");
    return 2;
  }
  return 0;
}

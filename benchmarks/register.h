// What each benchmark program defines: its rows, which depend on the builders that it links and the files that it
// finds.
#ifndef ASSAY_BENCHMARKS_REGISTER_H_
#define ASSAY_BENCHMARKS_REGISTER_H_

namespace assay {

// Called once, before the rows run.
void RegisterBenchmarks();

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_REGISTER_H_

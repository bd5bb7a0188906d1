// How a benchmark's source file gives its rows to whatever program links it: its own, or //benchmarks:all.
//
//   void RegisterReaderRows() { RegisterRow({.name = "Open/...", ...}); }
//   const BenchmarkRows kRows(RegisterReaderRows);
//
// Its library is alwayslink, since nothing refers to it by name.
#ifndef ASSAY_BENCHMARKS_REGISTER_H_
#define ASSAY_BENCHMARKS_REGISTER_H_

namespace assay {

class BenchmarkRows {
 public:
  // `register_rows` is called once, before the rows run, and may depend on the builders that the program links and on
  // the files that it finds.
  explicit BenchmarkRows(void (*register_rows)());
};

// Calls all of them, in the order of their source files' initialisation.
void RegisterAllRows();

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_REGISTER_H_

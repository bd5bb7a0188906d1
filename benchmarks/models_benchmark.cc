// Every model version: its forward pass, and its probe.
//
//   ./bazelw run //benchmarks:models -- --benchmark_filter=Forward/mobilenet_v2/
//   ./bazelw run //benchmarks:models -- --benchmark_filter=Probe/resnet --assay_out=$PWD/probes.json
//
// A row is timed by the wall clock, over all threads that LibTorch uses (OMP_NUM_THREADS). Its answer is checked
// afterwards, on the very tensors that were timed; a wrong one is an error of the row, not a figure.
#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/model_rows.h"
#include "benchmarks/register.h"
#include "harness/compare_probe.h"
#include "harness/environment.h"
#include "harness/golden_files.h"
#include "harness/probe.h"
#include "models/registry.h"
#include "tools/base/runfiles.h"

namespace assay {
namespace {

absl::Status CheckProbe(const Builder& builder, const absl::StatusOr<proto::Probe>& probe) {
  if (!probe.ok()) return probe.status();
  const auto golden = ReadTextproto<proto::BuilderGolden>(RunfilePath(absl::StrCat("assay/", GoldenPath(builder))));
  if (!golden.ok()) return golden.status();
  const bool draws_alike = DrawAlike(golden->blessing().cpu_capability(), CurrentEnvironment().cpu_capability);
  for (const ProbePart& part : CompareProbes(golden->probe(), *probe, ToleranceOf(golden->probe(), draws_alike))) {
    if (!part.findings.empty()) return absl::InternalError(part.findings[0]);
  }
  return absl::OkStatus();
}

Row ProbeRow(const Builder& builder) {
  return {.name = absl::StrCat("Probe/", builder.name), .prepare = [&builder]() -> absl::StatusOr<Prepared> {
            const auto probe = std::make_shared<absl::StatusOr<proto::Probe>>(absl::UnknownError("not run"));
            return Prepared{
                .run = [&builder, probe](
                           int64_t) { *probe = RunProbe([&] { return Construct(builder, DefaultOptions(builder)); }); },
                .check = [&builder, probe] { return CheckProbe(builder, *probe); }};
          }};
}

void RegisterVersionRows() {
  DescribeMachine("libtorch", TORCH_VERSION);
  DescribeMachine("cpu_capability", CurrentEnvironment().cpu_capability);
  DescribeMachine("threads", absl::StrCat(at::get_num_threads()));
  for (const std::string& name : list()) {
    const Builder& builder = **FindBuilder(name);
    RegisterModelRows({.builder = builder,
                       .options = DefaultOptions(builder),
                       .golden = {RunfilePath(absl::StrCat("assay/", GoldenPath(builder)))}});
    RegisterRow(ProbeRow(builder));
  }
}

const BenchmarkRows kRows(RegisterVersionRows);

}  // namespace
}  // namespace assay

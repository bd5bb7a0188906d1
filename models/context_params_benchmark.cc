// What ContextParams costs. The limits, set before it was written, on a core of about 3 GHz:
//   Get without a scope   1 ns: a thread-local load and a compare, beside the constructor that asks
//   Get in 1 scope        5 ns
//   Get in 8 scopes      20 ns, where the outermost one decides
//   enter and leave      20 ns, in however many scopes
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "benchmarks/register.h"
#include "models/context.h"
#include "models/context_params.h"
#include "models/testing/toy_layers.h"

namespace assay {
namespace {

using Overrides = ToyNorm::Overrides;

std::vector<std::unique_ptr<ContextParams<ToyNorm>>> EnterScopes(int64_t count) {
  std::vector<std::unique_ptr<ContextParams<ToyNorm>>> scopes;
  for (int64_t i = 0; i < count; ++i) {
    // The outermost one alone sets eps: Get looks at every scope.
    scopes.push_back(
        std::make_unique<ContextParams<ToyNorm>>(i == 0 ? Overrides{.eps = 0.5} : Overrides{.momentum = 0.5}));
  }
  return scopes;
}

void BM_Get(benchmark::State& state) {
  const auto scopes = EnterScopes(state.range(0));
  const double expected = scopes.empty() ? 1e-5 : 0.5;
  double value = expected;
  for (auto _ : state) {
    value = ContextParams<ToyNorm>::Get(&Overrides::eps, 1e-5);
    benchmark::DoNotOptimize(value);
  }
  if (value != expected) state.SkipWithError("another value than the scope's");
}

// What a constructor does that asks for nothing.
void BM_DefaultAlone(benchmark::State& state) {
  double value = 1e-5;
  for (auto _ : state) benchmark::DoNotOptimize(value);
}

void BM_EnterAndLeave(benchmark::State& state) {
  const auto scopes = EnterScopes(state.range(0));
  for (auto _ : state) {
    ContextParams<ToyNorm> scope({.eps = 0.25});
    benchmark::DoNotOptimize(&scope);
  }
  if (ContextDepth() != state.range(0)) state.SkipWithError("a scope was left behind");
}

void BM_EnterAndLeaveByName(benchmark::State& state) {
  const CapturedContext context = NamedContext({{"ToyNorm", "eps", 0.25}}).value();
  for (auto _ : state) {
    ScopedContext scope(context);
    benchmark::DoNotOptimize(&scope);
  }
  if (ContextDepth() != 0) state.SkipWithError("a scope was left behind");
}

}  // namespace

void RegisterBenchmarks() {
  benchmark::RegisterBenchmark("ContextParams/DefaultAlone", BM_DefaultAlone);
  benchmark::RegisterBenchmark("ContextParams/Get/scopes", BM_Get)->Arg(0)->Arg(1)->Arg(8);
  benchmark::RegisterBenchmark("ContextParams/EnterAndLeave/scopes", BM_EnterAndLeave)->Arg(0)->Arg(1)->Arg(8);
  benchmark::RegisterBenchmark("ContextParams/EnterAndLeaveByName", BM_EnterAndLeaveByName);
}

}  // namespace assay

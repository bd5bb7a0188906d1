// What ContextParams costs. The limits, set before it was written, on a core of about 3 GHz:
//   Get without a scope   1 ns: a thread-local load and a compare, beside the constructor that asks
//   Get in 1 scope        5 ns
//   Get in 8 scopes      20 ns, where the outermost one decides
//   enter and leave      20 ns, in however many scopes
// An iteration does a thousand of each, since the call of an iteration itself takes a nanosecond or two: a row's
// microseconds are one's nanoseconds.
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/register.h"
#include "models/context.h"
#include "models/context_params.h"
#include "models/testing/toy_layers.h"

namespace assay {
namespace {

using Overrides = ToyNorm::Overrides;
using Scopes = std::vector<std::unique_ptr<ContextParams<ToyNorm>>>;

constexpr int kTimes = 1000;

// What the compiler must take for used, and memory for changed.
template <class T>
void Keep(const T& value) {
  asm volatile("" : : "m"(value) : "memory");
}

Scopes EnterScopes(int count) {
  Scopes scopes;
  for (int i = 0; i < count; ++i) {
    // The outermost one alone sets eps: Get looks at every scope.
    scopes.push_back(
        std::make_unique<ContextParams<ToyNorm>>(i == 0 ? Overrides{.eps = 0.5} : Overrides{.momentum = 0.5}));
  }
  return scopes;
}

Prepared Thousand(std::function<void(int64_t)> run, std::function<absl::Status()> check) {
  return {.run = std::move(run),
          .check = std::move(check),
          .work = {.items = kTimes, .item = "times"},
          .is_single_threaded = true};
}

absl::Status Expect(bool right, const char* otherwise) {
  return right ? absl::OkStatus() : absl::InternalError(otherwise);
}

absl::StatusOr<Prepared> PrepareGet(int count) {
  const auto scopes = std::make_shared<Scopes>(EnterScopes(count));
  const auto value = std::make_shared<double>(0);
  return Thousand(
      [=](int64_t) {
        for (int i = 0; i < kTimes; ++i) {
          *value = ContextParams<ToyNorm>::Get(&Overrides::eps, 1e-5);
          Keep(*value);
        }
      },
      [=] {
        const bool is_right = *value == (scopes->empty() ? 1e-5 : 0.5);
        scopes->clear();
        return Expect(is_right, "another value than the scope's");
      });
}

// What a constructor does that asks for nothing.
absl::StatusOr<Prepared> PrepareDefaultAlone() {
  const auto value = std::make_shared<double>(0);
  return Thousand(
      [=](int64_t) {
        for (int i = 0; i < kTimes; ++i) {
          *value = 1e-5;
          Keep(*value);
        }
      },
      [=] { return Expect(*value == 1e-5, "another value than the default"); });
}

absl::StatusOr<Prepared> PrepareEnterAndLeave(int count) {
  const auto scopes = std::make_shared<Scopes>(EnterScopes(count));
  return Thousand(
      [scopes](int64_t) {
        for (int i = 0; i < kTimes; ++i) {
          ContextParams<ToyNorm> scope({.eps = 0.25});
          Keep(scope);
        }
      },
      [=] {
        const bool is_right = ContextDepth() == count;
        scopes->clear();
        return Expect(is_right, "a scope was left behind");
      });
}

absl::StatusOr<Prepared> PrepareEnterAndLeaveByName() {
  const auto context = std::make_shared<CapturedContext>(NamedContext({{"ToyNorm", "eps", 0.25}}).value());
  return Thousand(
      [=](int64_t) {
        for (int i = 0; i < kTimes; ++i) {
          ScopedContext scope(*context);
          Keep(scope);
        }
      },
      [] { return Expect(ContextDepth() == 0, "a scope was left behind"); });
}

void RegisterContextRows() {
  RegisterRow({.name = "ContextParams/DefaultAlone", .prepare = PrepareDefaultAlone});
  for (const int scopes : {0, 1, 8}) {
    RegisterRow({.name = absl::StrCat("ContextParams/Get/scopes:", scopes),
                 .prepare = [scopes] { return PrepareGet(scopes); }});
    RegisterRow({.name = absl::StrCat("ContextParams/EnterAndLeave/scopes:", scopes),
                 .prepare = [scopes] { return PrepareEnterAndLeave(scopes); }});
  }
  RegisterRow({.name = "ContextParams/EnterAndLeaveByName", .prepare = PrepareEnterAndLeaveByName});
}

const BenchmarkRows kRows(RegisterContextRows);

}  // namespace
}  // namespace assay

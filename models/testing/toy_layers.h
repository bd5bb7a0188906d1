// Classes that take overrides, for the tests of ContextParams. None is a torch::nn::Module: what is tested knows
// nothing of LibTorch.
#ifndef ASSAY_MODELS_TESTING_TOY_LAYERS_H_
#define ASSAY_MODELS_TESTING_TOY_LAYERS_H_

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "models/context_params.h"

namespace assay {

struct ToyNormOptions {
  std::optional<double> eps;
  std::optional<double> momentum;
};

class ToyNorm {
 public:
  struct Overrides {
    std::optional<double> eps = {};
    std::optional<double> momentum = {};
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<ToyNorm>("ToyNorm", Overridable("eps", &Overrides::eps),
                                Overridable("momentum", &Overrides::momentum));
  }

  explicit ToyNorm(const ToyNormOptions& options = {})
      : eps(options.eps.value_or(ContextParams<ToyNorm>::Get(&Overrides::eps, 1e-5))),
        momentum(options.momentum.value_or(ContextParams<ToyNorm>::Get(&Overrides::momentum, 0.1))) {}

  const double eps;
  const double momentum;
};

// Has Overrides of its own, and is no ToyNorm for C++: the declaration alone makes ToyNorm its base.
class ToyFrozenNorm {
 public:
  struct Overrides {
    std::optional<int64_t> groups = {};
    std::optional<double> eps = {};
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<ToyFrozenNorm, ToyNorm>("ToyFrozenNorm", Overridable("groups", &Overrides::groups),
                                               Overridable("eps", &Overrides::eps));
  }

  ToyFrozenNorm()
      : groups(ContextParams<ToyFrozenNorm>::Get(&Overrides::groups, 1)),
        eps(ContextParams<ToyFrozenNorm>::Get(&Overrides::eps, 1e-5)) {}

  const int64_t groups;
  const double eps;
};

// Shares its C++ base's Overrides, and passes on what holds for itself.
class ToySyncNorm : public ToyNorm {
 public:
  static constexpr auto DeclareOverrides() {
    return OverridesOf<ToySyncNorm, ToyNorm>("ToySyncNorm", Overridable("eps", &Overrides::eps),
                                             Overridable("momentum", &Overrides::momentum));
  }

  ToySyncNorm() : ToyNorm({.eps = ContextParams<ToySyncNorm>::Get(&Overrides::eps, 1e-3)}) {}
};

// One parameter of each type; all of them hidden.
class ToyPyramid {
 public:
  enum class Init { kModules, kChildren };
  struct Overrides {
    std::optional<bool> bias = {};
    std::optional<int64_t> levels = {};
    std::optional<std::string> mode = {};
    std::optional<Init> init = {};
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<ToyPyramid>(
        "ToyPyramid", Overridable("bias", &Overrides::bias), Overridable("levels", &Overrides::levels),
        Overridable("mode", &Overrides::mode),
        Overridable("init", &Overrides::init, {{"modules", Init::kModules}, {"children", Init::kChildren}}));
  }

  ToyPyramid()
      : bias(ContextParams<ToyPyramid>::Get(&Overrides::bias, true)),
        levels(ContextParams<ToyPyramid>::Get(&Overrides::levels, 4)),
        mode(ContextParams<ToyPyramid>::Get(&Overrides::mode, "nearest")),
        init(ContextParams<ToyPyramid>::Get(&Overrides::init, Init::kModules)) {}

  const bool bias;
  const int64_t levels;
  const std::string mode;
  const Init init;
};

// A constructor that throws after entering a scope.
class ToyThrowing {
 public:
  ToyThrowing() : scope_({.eps = 7.0}) { throw std::runtime_error("toy"); }

 private:
  ContextParams<ToyNorm> scope_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_TESTING_TOY_LAYERS_H_

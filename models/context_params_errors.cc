// What the compiler says to someone who overrides, or declares, what is not there.
#include <cstdint>
#include <optional>

#include "models/context_params.h"
#include "models/testing/toy_layers.h"

namespace assay {

void Overrides() {
  ContextParams<ToyNorm> known({.eps = 0.5});
  // EXPECT-ERROR: no matching function for call to
  ContextParams<ToyNorm> unknown({.epsilon = 0.5});
  // EXPECT-ERROR: has no non-static data member named 'epsilon' || does not refer to any field
  ToyNorm::Overrides spelled_out{.epsilon = 0.5};
  // EXPECT-ERROR: no matching function for call to
  ContextParams<ToyNorm> of_another_class({.levels = 5});
  // EXPECT-ERROR: no matching function for call to
  ContextParams<ToyNorm> of_another_type({.eps = "0.5"});
  // EXPECT-ERROR: no matching function for call to
  ContextParams<ToyNorm> nothing_at_all;
  // EXPECT-ERROR: use of deleted function || call to deleted constructor
  ContextParams<ToyNorm> copied(known);
}

class HalfDeclared {
 public:
  struct Overrides {
    std::optional<bool> named;
    std::optional<bool> forgotten;
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<HalfDeclared>("HalfDeclared", Overridable("named", &Overrides::named));
  }
};
bool half_declared() {
  // EXPECT-ERROR: DeclareOverrides() must name every member of Overrides
  return ContextParams<HalfDeclared>::Get(&HalfDeclared::Overrides::named, true);
}

class SilentHeir : public ToyNorm {};
double heir() {
  // EXPECT-ERROR: this class only inherits DeclareOverrides() from its base: declare it for this class too
  return ContextParams<SilentHeir>::Get(&SilentHeir::Overrides::eps, 1e-5);
}

class EpsInSteps {
 public:
  struct Overrides {
    std::optional<int64_t> eps;
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<EpsInSteps, ToyNorm>("EpsInSteps", Overridable("eps", &Overrides::eps));
  }
};
int64_t steps() {
  // EXPECT-ERROR: a parameter that a class shares with its base by name has the same type in both
  return ContextParams<EpsInSteps>::Get(&EpsInSteps::Overrides::eps, 1);
}

}  // namespace assay

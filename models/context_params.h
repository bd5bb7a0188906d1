// Overrides of a constructor's defaults for a scope: an old builder keeps an old default after the layer's default
// moved, without a constructor argument for every layer in between.
//
//   // The layer declares what may be overridden, and asks where its caller stated nothing.
//   class FrozenBatchNorm2d {
//    public:
//     struct Overrides {
//       std::optional<double> eps = {};
//     };
//     static constexpr auto DeclareOverrides() {
//       return OverridesOf<FrozenBatchNorm2d>("FrozenBatchNorm2d", Overridable("eps", &Overrides::eps));
//     }
//     explicit FrozenBatchNorm2d(int64_t channels, std::optional<double> eps = std::nullopt)
//         : eps_(eps.value_or(ContextParams<FrozenBatchNorm2d>::Get(&Overrides::eps, 1e-5))) {}
//     ...
//
//   // The old builder: its weights were trained when the default was 0.
//   ContextParams<FrozenBatchNorm2d> old_default({.eps = 0.0}, /*active=*/options.weights.has_value());
//   return ResNetFpn(...);
//
// The rules:
//   An argument that the caller states wins: an override replaces a default and nothing else.
//   Scopes nest and add up: an inner one that sets `eps` leaves an outer one's `momentum` in force. Of two that set the
//   same parameter the inner one counts.
//   What was in force before a scope is in force after it, however it ends: an exception, an early return, or out of
//   order, when scopes are held by pointers; then the one that ends takes back what it set, and no other.
//   A scope holds for its own thread (models/context.h hands it to others), and ends on the thread that it began on.
//   A scope holds for its class and for the classes whose declaration names that class as their base, by the
//   parameter's name: OverridesOf<Derived, Base>("Derived", Overridable("eps", &Overrides::eps), ...). It never holds
//   for the base of its class. Between scopes of the two the same order counts: the innermost one that sets it.
//
// A class without a scope costs a thread-local load and a compare: models/context_params_benchmark.cc. This header and
// what it includes know nothing of LibTorch. To override by name, to list and to capture: models/context.h.
#ifndef ASSAY_MODELS_CONTEXT_PARAMS_H_
#define ASSAY_MODELS_CONTEXT_PARAMS_H_

#include <optional>
#include <type_traits>
#include <utility>

#include "models/internal/context_stack.h"
#include "models/internal/overrides_declaration.h"

namespace assay {

// A scope in which defaults of T's constructor are others.
//
// T has a struct Overrides of std::optional members (bool, int64_t, double, std::string or an enumeration) and a
// DeclareOverrides() that names every one of them, and its base where overrides of that one should count for T. An
// enumeration names its values as well:
//   Overridable("init", &Overrides::init, {{"modules", Init::kModules}, {"children", Init::kChildren}})
// A member that no constructor has as an argument is a hidden parameter: it exists for old behaviour alone.
template <class T>
class ContextParams {
 public:
  using Overrides = typename T::Overrides;

  // Enters the scope, unless `active` is false: then this object does nothing. A name that is no member of Overrides
  // does not compile.
  [[nodiscard]] explicit ContextParams(Overrides overrides, bool active = true)
      : overrides_(std::move(overrides)), active_(active) {
    CheckDeclaration();
    if (!active_) return;
    node_.target = &context_internal::TargetOf<T>::kInfo;
    node_.overrides = &overrides_;
    context_internal::Enter(node_);
  }
  ~ContextParams() {
    if (active_) context_internal::Leave(node_);
  }
  ContextParams(const ContextParams&) = delete;
  ContextParams& operator=(const ContextParams&) = delete;

  // For T's constructors: the overridden value of a parameter, or `default_value` where no scope sets it. A constructor
  // of a class derived from T runs T's constructor, which knows nothing of the derived class: the derived one asks with
  // its own name and passes what it gets on as a stated argument.
  template <class V>
  static V Get(std::optional<V> Overrides::*member, std::type_identity_t<V> default_value) {
    CheckDeclaration();
    for (const context_internal::Node* node = context_internal::innermost; node != nullptr; node = node->outer) {
      const std::optional<V>* value = context_internal::ValueIn<T, V>(*node, member);
      if (value != nullptr && value->has_value()) return **value;
    }
    return default_value;
  }

 private:
  static void CheckDeclaration() {
    using Declaration = context_internal::DeclarationOf<T>;
    static_assert(std::is_same_v<typename Declaration::Class, T>,
                  "this class only inherits DeclareOverrides() from its base: declare it for this class too");
    static_assert(context_internal::CountMembers<Overrides>() == context_internal::kParameterCount<T>,
                  "DeclareOverrides() must name every member of Overrides, and all of them must be std::optional");
    static_assert(context_internal::AgreesWithBase<T>(),
                  "a parameter that a class shares with its base by name has the same type in both");
    // Being named here makes it run, before main.
    static_cast<void>(&context_internal::TargetOf<T>::registered);
  }

  const Overrides overrides_;
  const bool active_;
  context_internal::Node node_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_CONTEXT_PARAMS_H_

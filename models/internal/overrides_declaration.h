// What a class says of its overridable parameters, and the tables that are made of it at compile time. The two words
// for users, OverridesOf and Overridable, are explained in models/context_params.h.
#ifndef ASSAY_MODELS_INTERNAL_OVERRIDES_DECLARATION_H_
#define ASSAY_MODELS_INTERNAL_OVERRIDES_DECLARATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "models/internal/context_stack.h"

namespace assay {

// The name of one value of an enumeration.
template <class E>
struct OverrideChoice {
  const char* name;
  E value;
};

// One parameter: its name, and its member of the Overrides struct. An enumeration lists its values' names too.
template <class O, class V, size_t N = 0>
struct Overridable {
  using Struct = O;
  using Type = V;

  constexpr Overridable(const char* its_name, std::optional<V> O::*its_member, const OverrideChoice<V> (&values)[N])
      : name(its_name), member(its_member) {
    for (size_t i = 0; i < N; ++i) choices[i] = values[i];
  }

  const char* name;
  std::optional<V> O::*member;
  std::array<OverrideChoice<V>, N> choices = {};
};
// On its own, since no array has a size of 0.
template <class O, class V>
struct Overridable<O, V, 0> {
  using Struct = O;
  using Type = V;

  constexpr Overridable(const char* its_name, std::optional<V> O::*its_member) : name(its_name), member(its_member) {}

  const char* name;
  std::optional<V> O::*member;
  std::array<OverrideChoice<V>, 0> choices = {};
};
template <class O, class V>
Overridable(const char*, std::optional<V> O::*) -> Overridable<O, V, 0>;
template <class O, class V, size_t N>
Overridable(const char*, std::optional<V> O::*, const OverrideChoice<V> (&)[N]) -> Overridable<O, V, N>;

namespace context_internal {

template <class T, class Base, class... Parameters>
struct Declaration {
  using Class = T;
  using BaseClass = Base;
  const char* name;
  std::tuple<Parameters...> parameters;
};

template <class T>
using DeclarationOf = decltype(T::DeclareOverrides());
template <class T>
using BaseOf = typename DeclarationOf<T>::BaseClass;
template <class T>
inline constexpr size_t kParameterCount = std::tuple_size_v<decltype(DeclarationOf<T>::parameters)>;

// Stands for every optional, so that the members of an aggregate can be counted.
struct AnyOptional {
  template <class V>
  constexpr operator std::optional<V>() const;
};
template <class O, class... Members>
consteval size_t CountMembers() {
  if constexpr (requires { O{Members{}..., AnyOptional{}}; }) {
    return CountMembers<O, Members..., AnyOptional>();
  } else {
    return sizeof...(Members);
  }
}

// The member of T's Overrides that is called `name` and holds a V; null where there is none.
template <class T, class V>
constexpr std::optional<V> T::Overrides::*MemberNamed(std::string_view name) {
  std::optional<V> T::Overrides::*found = nullptr;
  auto look = [&](const auto& parameter) {
    if constexpr (std::is_same_v<typename std::decay_t<decltype(parameter)>::Type, V>) {
      if (parameter.name == name) found = parameter.member;
    }
  };
  std::apply([&](const auto&... parameter) { (look(parameter), ...); }, T::DeclareOverrides().parameters);
  return found;
}

// The name under which T declares the member.
template <class T, class V>
constexpr std::string_view NameOf(std::optional<V> T::Overrides::*member) {
  std::string_view found;
  auto look = [&](const auto& parameter) {
    if constexpr (std::is_same_v<typename std::decay_t<decltype(parameter)>::Type, V>) {
      if (parameter.member == member) found = parameter.name;
    }
  };
  std::apply([&](const auto&... parameter) { (look(parameter), ...); }, T::DeclareOverrides().parameters);
  return found;
}

template <class V>
constexpr const char* TypeName() {
  if constexpr (std::is_same_v<V, bool>) {
    return "bool";
  } else if constexpr (std::is_same_v<V, int64_t>) {
    return "int64";
  } else if constexpr (std::is_same_v<V, double>) {
    return "double";
  } else if constexpr (std::is_same_v<V, std::string>) {
    return "string";
  } else {
    static_assert(std::is_enum_v<V>, "an override is a bool, an int64_t, a double, a std::string or an enumeration");
    return "choice";
  }
}

// `value` is of another type than the parameter's, or none of its choices.
absl::Status UnfitValue(const char* type, const std::vector<std::string>& choices, const Value& value);

template <class T, size_t I>
struct ParameterOf {
  static constexpr auto kParameter = std::get<I>(T::DeclareOverrides().parameters);
  using V = typename decltype(kParameter)::Type;

  static std::vector<std::string> Choices() {
    std::vector<std::string> names;
    for (const auto& choice : kParameter.choices) names.push_back(choice.name);
    return names;
  }

  static std::optional<Value> Get(const void* overrides) {
    const std::optional<V>& held = static_cast<const typename T::Overrides*>(overrides)->*kParameter.member;
    if (!held) return std::nullopt;
    if constexpr (std::is_enum_v<V>) {
      for (const auto& choice : kParameter.choices) {
        if (choice.value == *held) return Value(std::string(choice.name));
      }
      return Value(std::to_string(static_cast<int64_t>(*held)));
    } else {
      return Value(*held);
    }
  }

  static absl::Status Set(const Value& value, void* overrides) {
    std::optional<V>& held = static_cast<typename T::Overrides*>(overrides)->*kParameter.member;
    if constexpr (std::is_enum_v<V>) {
      const auto* name = std::get_if<std::string>(&value);
      for (const auto& choice : kParameter.choices) {
        if (name != nullptr && *name == choice.name) held = choice.value;
      }
    } else if (const V* typed = std::get_if<V>(&value)) {
      held = *typed;
    }
    return held ? absl::OkStatus() : UnfitValue(TypeName<V>(), Choices(), value);
  }

  static constexpr ParameterInfo kInfo = {kParameter.name, TypeName<V>(), &Choices, &Get, &Set};
};

template <class T>
struct TargetOf {
  static constexpr auto kParameters = []<size_t... I>(std::index_sequence<I...>) {
    return std::array<ParameterInfo, sizeof...(I)>{ParameterOf<T, I>::kInfo...};
  }
  (std::make_index_sequence<kParameterCount<T>>());

  static constexpr const TargetInfo* Base() {
    if constexpr (std::is_void_v<BaseOf<T>>) {
      return nullptr;
    } else {
      return &TargetOf<BaseOf<T>>::kInfo;
    }
  }

  static std::shared_ptr<void> Make() { return std::make_shared<typename T::Overrides>(); }
  static std::shared_ptr<const void> Copy(const void* overrides) {
    return std::make_shared<const typename T::Overrides>(*static_cast<const typename T::Overrides*>(overrides));
  }

  static constexpr TargetInfo kInfo = {T::DeclareOverrides().name, Base(), kParameters, &Make, &Copy};
  static const bool registered;
};

// Runs before main in every program that links a constructor which asks for overrides of T.
template <class T>
const bool TargetOf<T>::registered = Register(&TargetOf<T>::kInfo);

// The overridden value in `node`, where it is a scope of T or of one of its bases and sets the parameter.
template <class T, class V>
const std::optional<V>* ValueIn(const Node& node, std::optional<V> T::Overrides::*member) {
  if (member == nullptr) return nullptr;
  if (node.target == &TargetOf<T>::kInfo) return &(static_cast<const typename T::Overrides*>(node.overrides)->*member);
  if constexpr (!std::is_void_v<BaseOf<T>>) {
    return ValueIn<BaseOf<T>, V>(node, MemberNamed<BaseOf<T>, V>(NameOf<T>(member)));
  }
  return nullptr;
}

// Every parameter that T shares with its base has the same type in both.
template <class T>
consteval bool AgreesWithBase() {
  if constexpr (std::is_void_v<BaseOf<T>>) {
    return true;
  } else {
    auto agrees = [](const auto& own, const auto& inherited) {
      return std::string_view(own.name) != inherited.name ||
             std::is_same_v<typename std::decay_t<decltype(own)>::Type,
                            typename std::decay_t<decltype(inherited)>::Type>;
    };
    auto agrees_with_all = [&](const auto& own) {
      return std::apply([&](const auto&... inherited) { return (agrees(own, inherited) && ...); },
                        BaseOf<T>::DeclareOverrides().parameters);
    };
    return std::apply([&](const auto&... own) { return (agrees_with_all(own) && ...); },
                      T::DeclareOverrides().parameters);
  }
}

}  // namespace context_internal

// The declaration that a class returns from DeclareOverrides().
template <class T, class Base = void, class... Parameters>
constexpr auto OverridesOf(const char* name, Parameters... parameters) {
  return context_internal::Declaration<T, Base, Parameters...>{name, {parameters...}};
}

}  // namespace assay

#endif  // ASSAY_MODELS_INTERNAL_OVERRIDES_DECLARATION_H_

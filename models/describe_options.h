// What callers write to a builder or a constructor, read off the struct itself: no list beside it that could be wrong.
//
//   struct ToyOptions { int64_t num_classes = 10; std::optional<double> dropout = std::nullopt; };
//   DescribeOptions<ToyOptions>()
//   // {"ToyOptions", {{"num_classes", "int64", "10"}, {"dropout", "optional double", "none"}}}
//
// ASSAY_BUILDER and ASSAY_REGISTER describe a builder's own options. A family names its constructors':
//
//   const Family kFamily{.name = "toy", .task = "speech", .constructor_options = {DescribeOptions<ToyOptions>}};
#ifndef ASSAY_MODELS_DESCRIBE_OPTIONS_H_
#define ASSAY_MODELS_DESCRIBE_OPTIONS_H_

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/internal/reflect.h"
#include "models/option_struct.h"

namespace assay {
namespace internal {

// "ResNetOptions" of "constexpr const char* ...() [with T = assay::ResNetOptions]".
std::string NameInWords(std::string_view compilers_name);
// The shortest digits that give the same number: "0.1".
std::string NumberInWords(double value);
std::string QuotedText(std::string_view text);

// A type in words.
template <class T>
struct TypeInWords {
  static std::string Text() {
    if constexpr (std::is_same_v<T, bool>) {
      return "bool";
    } else if constexpr (std::is_integral_v<T>) {
      return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
    } else if constexpr (std::is_same_v<T, std::string>) {
      return "string";
    } else {
      return NameInWords(CompilersTypeName<T>());
    }
  }
};
template <class V>
struct TypeInWords<std::optional<V>> {
  static std::string Text() { return "optional " + TypeInWords<V>::Text(); }
};
template <class V>
struct TypeInWords<std::vector<V>> {
  static std::string Text() { return "list of " + TypeInWords<V>::Text(); }
};
template <class V, size_t kSize>
struct TypeInWords<std::array<V, kSize>> {
  static std::string Text() { return std::to_string(kSize) + " of " + TypeInWords<V>::Text(); }
};
template <class V>
struct TypeInWords<std::shared_ptr<V>> {
  static std::string Text() { return "shared " + TypeInWords<V>::Text(); }
};
template <class Result, class... Arguments>
struct TypeInWords<std::function<Result(Arguments...)>> {
  static std::string Text() {
    std::string text;
    ((text += (text.empty() ? "" : ", ") + TypeInWords<std::remove_cvref_t<Arguments>>::Text()), ...);
    return "function(" + text + ") -> " + TypeInWords<std::remove_cvref_t<Result>>::Text();
  }
};

// Enumerators count from 0 and are few: of others only the number is known.
template <class E>
std::string EnumeratorText(E value) {
  constexpr size_t kMostEnumerators = 16;
  const auto number = static_cast<std::underlying_type_t<E>>(value);
  std::string text;
  [&]<size_t... kIndex>(std::index_sequence<kIndex...>) {
    ((static_cast<size_t>(number) == kIndex ? void(text = EnumeratorName<static_cast<E>(kIndex)>()) : void()), ...);
  }
  (std::make_index_sequence<kMostEnumerators>());
  return text.empty() ? std::to_string(number) : text;
}

// A value in words. A type of ours whose value says more than that it is set has a function OptionText beside it.
template <class T>
std::string ValueInWords(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    return NumberInWords(value);
  } else if constexpr (std::is_enum_v<T>) {
    return EnumeratorText(value);
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    return QuotedText(value);
  } else if constexpr (requires {
                         { OptionText(value) } -> std::convertible_to<std::string>;
                       }) {
    return OptionText(value);
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    return value.has_value() ? ValueInWords(*value) : "none";
  } else if constexpr (requires { value.has_value(); }) {
    return value.has_value() ? "set" : "none";
  } else if constexpr (requires { value == nullptr; }) {
    return value == nullptr ? "none" : "set";
  } else if constexpr (requires { value.begin() != value.end(); }) {
    std::string text;
    for (const auto& element : value) text += (text.empty() ? "" : ", ") + ValueInWords(element);
    return "[" + text + "]";
  } else {
    return "set";
  }
}

}  // namespace internal

// The members of T as its callers see them.
template <class T>
OptionStruct DescribeOptions() {
  static_assert(std::is_aggregate_v<T>, "options are a plain struct: designated initialisers are their keywords");
  static_assert(internal::IsReflectable<T>(),
                "options have a default each, no base class, and at most models/internal/reflect.h's kMostMembers");
  OptionStruct described{.name = internal::TypeInWords<T>::Text()};
  const auto names = internal::MemberNames<T>();
  const T defaults{};
  internal::WithMembers(defaults, [&](const auto&... members) {
    size_t index = 0;
    (described.options.push_back({.name = names[index++],
                                  .type = internal::TypeInWords<std::remove_cvref_t<decltype(members)>>::Text(),
                                  .default_value = internal::ValueInWords(members)}),
     ...);
  });
  return described;
}

}  // namespace assay

#endif  // ASSAY_MODELS_DESCRIBE_OPTIONS_H_

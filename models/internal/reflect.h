// The members of an aggregate, without a macro in it: how many there are, their names, and each in turn.
//
//   struct Point { int x = 1; int y = 2; };
//   MemberNames<Point>()                                          // {"x", "y"}
//   WithMembers(point, [](int& x, int& y) { ... })
//
// The count is how many initialisers the braces take; a structured binding of that many names gives the members; and a
// member's name stands in the compiler's own name of a template whose argument is a pointer to it. Both g++ and clang
// print it. Limits: no base class, no reference, no C array, at most kMostMembers; for clang, no unnamed namespace.
#ifndef ASSAY_MODELS_INTERNAL_REFLECT_H_
#define ASSAY_MODELS_INTERNAL_REFLECT_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace assay::internal {

inline constexpr size_t kMostMembers = 20;

// Stands for T's base class. Cannot be copied, so that a first member which takes anything does not take it.
template <class T>
struct AnyBaseOf {
  AnyBaseOf(const AnyBaseOf&) = delete;
  template <class Base>
  requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>) operator Base() const;
};

// How many initialisers T takes, each of them {}: what stands for "any value" is ambiguous where a member has a
// constructor that takes anything. One more than kMostMembers where there are too many.
template <class T>
consteval size_t CountMembers() {
#define ASSAY_TAKES(count, ...)               \
  if constexpr (requires { T{__VA_ARGS__}; }) \
    return count;                             \
  else
  ASSAY_TAKES(21, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(20, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(19, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(18, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(17, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(16, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(15, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(14, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(13, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(12, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(11, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(10, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(9, {}, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(8, {}, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(7, {}, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(6, {}, {}, {}, {}, {}, {})
  ASSAY_TAKES(5, {}, {}, {}, {}, {})
  ASSAY_TAKES(4, {}, {}, {}, {})
  ASSAY_TAKES(3, {}, {}, {})
  ASSAY_TAKES(2, {}, {})
  ASSAY_TAKES(1, {})
  return 0;
#undef ASSAY_TAKES
}

// The number of T's members.
template <class T>
inline constexpr size_t kMemberCount = CountMembers<T>();

// Whether the functions below take T.
template <class T>
consteval bool IsReflectable() {
  if constexpr (std::is_class_v<T> && std::is_aggregate_v<T> && std::is_default_constructible_v<T> &&
                !requires { T{std::declval<AnyBaseOf<T>&>()}; }) {
    return kMemberCount<T> > 0 && kMemberCount<T> <= kMostMembers;
  } else {
    return false;
  }
}

// Calls `use` with every member of `object`, in the order of their declaration, and gives its answer.
template <class T, class Use>
constexpr decltype(auto) WithMembers(T& object, Use&& use) {
  constexpr size_t kCount = kMemberCount<std::remove_const_t<T>>;
#define ASSAY_WITH_MEMBERS(count, ...) \
  if constexpr (kCount == (count)) {   \
    auto& [__VA_ARGS__] = object;      \
    return use(__VA_ARGS__);           \
  }
  ASSAY_WITH_MEMBERS(1, a)
  ASSAY_WITH_MEMBERS(2, a, b)
  ASSAY_WITH_MEMBERS(3, a, b, c)
  ASSAY_WITH_MEMBERS(4, a, b, c, d)
  ASSAY_WITH_MEMBERS(5, a, b, c, d, e)
  ASSAY_WITH_MEMBERS(6, a, b, c, d, e, f)
  ASSAY_WITH_MEMBERS(7, a, b, c, d, e, f, g)
  ASSAY_WITH_MEMBERS(8, a, b, c, d, e, f, g, h)
  ASSAY_WITH_MEMBERS(9, a, b, c, d, e, f, g, h, i)
  ASSAY_WITH_MEMBERS(10, a, b, c, d, e, f, g, h, i, j)
  ASSAY_WITH_MEMBERS(11, a, b, c, d, e, f, g, h, i, j, k)
  ASSAY_WITH_MEMBERS(12, a, b, c, d, e, f, g, h, i, j, k, l)
  ASSAY_WITH_MEMBERS(13, a, b, c, d, e, f, g, h, i, j, k, l, m)
  ASSAY_WITH_MEMBERS(14, a, b, c, d, e, f, g, h, i, j, k, l, m, n)
  ASSAY_WITH_MEMBERS(15, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
  ASSAY_WITH_MEMBERS(16, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
  ASSAY_WITH_MEMBERS(17, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)
  ASSAY_WITH_MEMBERS(18, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r)
  ASSAY_WITH_MEMBERS(19, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s)
  ASSAY_WITH_MEMBERS(20, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t)
#undef ASSAY_WITH_MEMBERS
}

// Never defined: its members' addresses are constants all the same.
template <class T>
struct Nowhere {
  static T object;
};

// A pointer as an argument of a template. On its own clang 14 takes none to a member.
template <class P>
struct Constant {
  P value;
};
template <class P>
Constant(P) -> Constant<P>;

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
template <class T>
consteval auto PointersToMembers() {
  return WithMembers(Nowhere<T>::object, [](auto&... members) { return std::make_tuple(Constant{&members}...); });
}
#ifdef __clang__
#pragma clang diagnostic pop
#endif

// The last identifier of what the compiler calls a function: "[with auto kValue = {(& object.Point::x)}]" ends in x.
constexpr std::string_view LastIdentifier(std::string_view text) {
  constexpr auto kIsPart = [](char c) {
    return c == '_' || ('0' <= c && c <= '9') || ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
  };
  while (!text.empty() && !kIsPart(text.back())) text.remove_suffix(1);
  size_t begin = text.size();
  while (begin > 0 && kIsPart(text[begin - 1])) --begin;
  return text.substr(begin);
}

template <auto kValue>
constexpr const char* CompilersName() {
  return __PRETTY_FUNCTION__;
}

// The names of T's members, in the order of their declaration.
template <class T>
std::array<std::string, kMemberCount<T>> MemberNames() {
  return []<size_t... kIndex>(std::index_sequence<kIndex...>) {
    return std::array<std::string, kMemberCount<T>>{
        std::string(LastIdentifier(CompilersName<std::get<kIndex>(PointersToMembers<T>())>()))...};
  }
  (std::make_index_sequence<kMemberCount<T>>());
}

// The name of an enumerator: "kReLU"; empty for a value that has none.
template <auto kEnumerator>
constexpr std::string_view EnumeratorName() {
  constexpr std::string_view kName = CompilersName<kEnumerator>();
  // A value without a name is printed as a cast: "(assay::Kind)7".
  constexpr std::string_view kValue = kName.substr(kName.rfind("= ") + 2);
  return kValue.front() == '(' ? std::string_view() : LastIdentifier(kValue);
}

template <class T>
constexpr const char* CompilersTypeName() {
  return __PRETTY_FUNCTION__;
}

}  // namespace assay::internal

#endif  // ASSAY_MODELS_INTERNAL_REFLECT_H_

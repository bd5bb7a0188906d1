#include "models/internal/override_registry.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/internal/overrides_declaration.h"
#include "tools/base/suggest.h"

namespace assay::context_internal {
namespace {

// Classes register before main, in any order, and a library that is loaded later may add its own.
struct Registry {
  std::mutex mutex;
  std::map<std::string, const TargetInfo*, std::less<>> targets;
};

Registry& TheRegistry() {
  static auto* registry = new Registry();
  return *registry;
}

constexpr const char* kHowToLink =
    "; a class is known where its constructor is linked: add the library of the layer, or of a model that has it, to "
    "the program's deps";

std::string Article(absl::string_view type) { return absl::StrCat(type == "int64" ? "an " : "a ", type); }

}  // namespace

bool Register(const TargetInfo* target) {
  Registry& registry = TheRegistry();
  std::lock_guard<std::mutex> lock(registry.mutex);
  const auto [place, is_new] = registry.targets.emplace(target->name, target);
  if (!is_new && place->second != target) {
    std::fprintf(stderr, "assay: two classes declare overrides as \"%s\"\n", target->name);
    std::abort();
  }
  return true;
}

std::vector<const TargetInfo*> Targets() {
  Registry& registry = TheRegistry();
  std::lock_guard<std::mutex> lock(registry.mutex);
  std::vector<const TargetInfo*> targets;
  for (const auto& [name, target] : registry.targets) targets.push_back(target);
  return targets;
}

absl::StatusOr<const TargetInfo*> FindTarget(absl::string_view name) {
  std::vector<std::string> names;
  for (const TargetInfo* target : Targets()) {
    if (name == target->name) return target;
    names.push_back(target->name);
  }
  return absl::NotFoundError(
      absl::StrCat("no class that takes overrides is called \"", name, "\"",
                   names.empty() ? "; none is linked" : "; linked are " + absl::StrJoin(names, ", "), kHowToLink,
                   DidYouMean(name, names)));
}

absl::StatusOr<const ParameterInfo*> FindParameter(const TargetInfo& target, absl::string_view name) {
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : target.parameters) {
    if (name == parameter.name) return &parameter;
    names.push_back(parameter.name);
  }
  return absl::NotFoundError(absl::StrCat(target.name, " has no parameter \"", name, "\" to override; it has ",
                                          absl::StrJoin(names, ", "), DidYouMean(name, names)));
}

std::string ValueText(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using V = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<V, bool>) {
          return held ? "true" : "false";
        } else if constexpr (std::is_same_v<V, std::string>) {
          return absl::StrCat("\"", held, "\"");
        } else {
          // Of doubles, the shortest text that reads back as the same number.
          char text[32];
          return std::string(text, std::to_chars(text, text + sizeof(text), held).ptr);
        }
      },
      value);
}

absl::Status UnfitValue(const char* type, const std::vector<std::string>& choices, const Value& value) {
  static constexpr const char* kTypes[] = {"bool", "int64", "double", "string"};
  const auto* text = std::get_if<std::string>(&value);
  if (choices.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected ", Article(type), ", got the ", kTypes[value.index()], " ", ValueText(value)));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("expected one of \"", absl::StrJoin(choices, "\", \""), "\", got ",
                   text != nullptr ? "" : absl::StrCat("the ", kTypes[value.index()], " "), ValueText(value),
                   text != nullptr ? DidYouMean(*text, choices) : ""));
}

}  // namespace assay::context_internal

#include "models/registry.h"

#include <fnmatch.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/internal/known_builders.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"
#include "weights/catalog.h"

namespace assay {
namespace {

// Builders register before main, in any order: it must exist before the first of them. None is ever removed, so that a
// pointer to one stays good.
struct Registry {
  std::mutex mutex;
  std::map<std::string, Builder> builders;
};

Registry& GlobalRegistry() {
  static auto* registry = new Registry();
  return *registry;
}

// The names of the builders that `takes` takes, sorted.
std::vector<std::string> NamesWhere(absl::FunctionRef<bool(const Builder&)> takes) {
  Registry& registry = GlobalRegistry();
  const std::lock_guard<std::mutex> lock(registry.mutex);
  std::vector<std::string> names;
  for (const auto& [name, builder] : registry.builders) {
    if (takes(builder)) names.push_back(name);
  }
  return names;
}

bool MatchesAny(const std::vector<std::string>& globs, const std::string& name) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return fnmatch(glob.c_str(), name.c_str(), 0) == 0; });
}

[[noreturn]] void EndOverRegistration(const std::string& why) {
  std::fprintf(stderr, "assay: %s\n", why.c_str());
  std::abort();
}

// The names that someone may have meant: of linked builders first.
std::vector<std::string> KnownNames() {
  std::vector<std::string> names = list();
  for (const internal::KnownBuilder& builder : internal::KnownBuilders()) names.push_back(builder.name);
  return names;
}

absl::Status NoCatalogue(const Builder& builder) {
  const std::string target = builder.name + "_catalog";
  const absl::string_view family = internal::FamilyOf(builder.name);
  return absl::NotFoundError(absl::StrCat(
      "this program links no catalogue of ", builder.weights_enum, ": add ",
      family.empty() ? absl::StrCat("the target ", target, " of its weights_enum() to its deps")
                     : absl::StrCat("//weights/", family, ":", target, " to its deps (outside of Assay: @assay//:",
                                    target, ", or Assay::", target, " in CMake)")));
}

}  // namespace

bool RegisterBuilder(Builder builder) {
  const std::string name = builder.name, family = builder.family;
  const auto end_without = [&](const char* what) {
    EndOverRegistration(absl::StrCat("the builder \"", name, "\" of family \"", family, "\" has no ", what));
  };
  if (name.empty()) end_without("name");
  if (family.empty()) end_without("family");
  if (builder.task.empty()) end_without("task");
  if (builder.construct == nullptr) end_without("constructor");
  Registry& registry = GlobalRegistry();
  const std::lock_guard<std::mutex> lock(registry.mutex);
  const auto [known, inserted] = registry.builders.emplace(name, std::move(builder));
  if (!inserted) {
    EndOverRegistration(absl::StrCat("two builders register as \"", name, "\", in the families \"",
                                     known->second.family, "\" and \"", family, "\": rename one"));
  }
  return true;
}

absl::StatusOr<const Builder*> FindBuilder(absl::string_view name) {
  {
    Registry& registry = GlobalRegistry();
    const std::lock_guard<std::mutex> lock(registry.mutex);
    const auto found = registry.builders.find(std::string(name));
    if (found != registry.builders.end()) return &found->second;
  }
  const std::string not_linked = absl::StrCat("the builder \"", name, "\" is not linked into this program: add ");
  if (const absl::string_view family = internal::FamilyOf(name); !family.empty()) {
    return absl::NotFoundError(absl::StrCat(not_linked, "//models/", family,
                                            " to its deps (outside of Assay: @assay//:", family, ", or Assay::", family,
                                            " in CMake)"));
  }
  if (!Catalog::Global().ForBuilder(name).empty()) {
    return absl::NotFoundError(absl::StrCat(not_linked, "the library of its family to its deps"));
  }
  return absl::NotFoundError(absl::StrCat("no builder is called \"", name, "\"", DidYouMean(name, KnownNames())));
}

std::vector<std::string> list(const ListOptions& options) {
  return NamesWhere([&](const Builder& builder) {
    if (!options.task.empty() && builder.task != options.task) return false;
    if (!options.include.empty() && !MatchesAny(options.include, builder.name)) return false;
    return !MatchesAny(options.exclude, builder.name);
  });
}

absl::StatusOr<WeightEntry> get_weight(absl::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry* entry, Catalog::Global().Find(name));
  return *entry;
}

absl::StatusOr<std::vector<const WeightEntry*>> OfficialWeights(const Builder& builder) {
  if (builder.weights_enum.empty()) {
    return absl::NotFoundError(absl::StrCat(
        builder.name, " has no weights of its own: give a WeightEntry that says where your file is",
        builder.backbone.empty() ? "" : absl::StrCat(", or as weights_backbone those of ", builder.backbone)));
  }
  std::vector<const WeightEntry*> entries = Catalog::Global().ForBuilder(builder.name);
  std::erase_if(entries, [&](const WeightEntry* entry) { return entry->enum_name != builder.weights_enum; });
  if (entries.empty()) return NoCatalogue(builder);
  return entries;
}

absl::StatusOr<WeightEntry> FindWeights(const Builder& builder, absl::string_view name) {
  const size_t dot = name.find('.');
  const bool is_own = dot == name.npos || absl::EqualsIgnoreCase(name.substr(0, dot), builder.weights_enum);
  if (is_own) ASSAY_RETURN_IF_ERROR(OfficialWeights(builder).status());
  return get_weight(dot == name.npos ? absl::StrCat(builder.weights_enum, ".", name) : std::string(name));
}

absl::Status ExplainMissingWeights(absl::string_view builder, absl::Status status) {
  const absl::StatusOr<const Builder*> found = FindBuilder(builder);
  if (!found.ok() || (*found)->weights_enum.empty()) return status;
  const absl::Status official = OfficialWeights(**found).status();
  return official.ok() ? status : official;
}

absl::StatusOr<std::vector<WeightEntry>> get_model_weights(absl::string_view builder) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  std::vector<WeightEntry> weights;
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder)) weights.push_back(*entry);
  if (weights.empty() && !found->weights_enum.empty()) return NoCatalogue(*found);
  return weights;
}

std::vector<std::string> get_weight_builders(const WeightEntry& entry) {
  return NamesWhere([&](const Builder& builder) { return entry.builder.empty() || entry.builder == builder.name; });
}

absl::StatusOr<Built> get(absl::string_view builder) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  if (found->weights_enum.empty()) return get(builder, std::nullopt);
  return get(builder, "default");
}

absl::StatusOr<Built> get(absl::string_view builder, std::nullopt_t) { return get(builder, GetOptions()); }

absl::StatusOr<Built> get(absl::string_view builder, absl::string_view weights) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, FindWeights(*found, weights));
  return get(builder, entry);
}

absl::StatusOr<Built> get(absl::string_view builder, const WeightEntry& weights) {
  return get(builder, GetOptions{.weights = weights});
}

}  // namespace assay

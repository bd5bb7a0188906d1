#include "models/registry.h"

#include <fnmatch.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "absl/strings/str_cat.h"
#include "models/exceptions.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"
#include "weights/catalog.h"

namespace assay {
namespace {

// Builders register before main, in any order: the map must exist before the first of them.
std::map<std::string, Builder>& Builders() {
  static auto* builders = new std::map<std::string, Builder>();
  return *builders;
}

bool MatchesAny(const std::vector<std::string>& globs, const std::string& name) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return fnmatch(glob.c_str(), name.c_str(), 0) == 0; });
}

absl::StatusOr<Built> GetWith(absl::string_view name, const std::optional<WeightEntry>& entry) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(name));
  ASSAY_ASSIGN_OR_RETURN(const ConstructOptions options, ResolveOptions(name, entry, std::nullopt));
  ASSAY_ASSIGN_OR_RETURN(Model model, ExceptionsToStatus([&] { return builder->construct(options); }));
  if (entry) ASSAY_RETURN_IF_ERROR(LoadWeights(model, *entry));
  return Built{std::move(model), entry};
}

}  // namespace

bool RegisterBuilder(Builder builder) {
  const std::string name = builder.name;
  if (!Builders().emplace(name, std::move(builder)).second) {
    std::fprintf(stderr, "assay: two builders register as \"%s\"\n", name.c_str());
    std::abort();
  }
  return true;
}

absl::StatusOr<const Builder*> FindBuilder(absl::string_view name) {
  const auto found = Builders().find(std::string(name));
  if (found != Builders().end()) return &found->second;
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(name)) {
    // "weights/resnet/resnet50.textproto" says where the family is.
    const size_t begin = entry->source.find('/') + 1;
    return absl::NotFoundError(absl::StrCat("the builder \"", name, "\" is not linked into this program: add //models/",
                                            entry->source.substr(begin, entry->source.find('/', begin) - begin),
                                            " to its deps"));
  }
  return absl::NotFoundError(absl::StrCat("no builder is called \"", name, "\"", DidYouMean(name, list())));
}

std::vector<std::string> list(const ListOptions& options) {
  std::vector<std::string> names;
  for (const auto& [name, builder] : Builders()) {
    if (!options.task.empty() && builder.task != options.task) continue;
    if (!options.include.empty() && !MatchesAny(options.include, name)) continue;
    if (MatchesAny(options.exclude, name)) continue;
    names.push_back(name);
  }
  return names;
}

absl::StatusOr<WeightEntry> get_weight(absl::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry* entry, Catalog::Global().Find(name));
  return *entry;
}

absl::StatusOr<Built> get(absl::string_view builder) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(found->weights_enum + ".default"));
  return GetWith(builder, entry);
}

absl::StatusOr<Built> get(absl::string_view builder, std::nullopt_t) { return GetWith(builder, std::nullopt); }

absl::StatusOr<Built> get(absl::string_view builder, absl::string_view weights) {
  ASSAY_RETURN_IF_ERROR(FindBuilder(builder).status());
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(weights));
  return GetWith(builder, entry);
}

absl::StatusOr<Built> get(absl::string_view builder, const WeightEntry& weights) { return GetWith(builder, weights); }

absl::StatusOr<ConstructOptions> ResolveOptions(absl::string_view builder, const std::optional<WeightEntry>& entry,
                                                std::optional<int64_t> num_classes) {
  ConstructOptions options;
  if (num_classes) {
    if (*num_classes < 1) {
      return absl::InvalidArgumentError(absl::StrCat("num_classes must be at least 1, got ", *num_classes));
    }
    options.num_classes = *num_classes;
  }
  if (!entry) return options;
  // An entry that someone made (a local checkpoint) names no builder, and goes to any.
  if (!entry->builder.empty() && entry->builder != builder) {
    const auto own = Catalog::Global().ForBuilder(builder);
    return absl::InvalidArgumentError(absl::StrCat(
        entry->FullName(), " are weights of ", entry->builder, ", not of ", builder,
        own.empty()
            ? std::string()
            : absl::StrCat("; ", builder, " takes ", own.front()->enum_name, ", such as ", own.back()->FullName())));
  }
  const int categories = entry->meta.num_categories;
  if (categories > 0) {
    if (num_classes && *num_classes != categories) {
      return absl::InvalidArgumentError(absl::StrCat("num_classes is ", *num_classes, ", but ", entry->FullName(),
                                                     " has ", categories,
                                                     " categories: leave num_classes out, or load no weights"));
    }
    options.num_classes = categories;
  }
  return options;
}

}  // namespace assay

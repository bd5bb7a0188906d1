// The one pipeline from a builder's options to a model, which typed builders and `get` share.
#include <c10/util/Exception.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/exceptions.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"
#include "weights/catalog.h"

namespace assay {
namespace {

// "; resnet50 takes ResNet50_Weights, such as ResNet50_Weights.IMAGENET1K_V2".
std::string WhatItTakes(absl::string_view builder) {
  std::set<std::string> enums;
  std::string example;
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder)) {
    enums.insert(entry->enum_name);
    if (example.empty() && entry->is_default) example = entry->FullName();
  }
  if (enums.empty()) return "";
  return absl::StrCat("; ", builder, " takes ", absl::StrJoin(enums, " or "), ", such as ", example);
}

// What the backbone's weights imply, of a builder that has a backbone.
absl::StatusOr<ConstructOptions> ResolveBackbone(absl::string_view builder, const WeightEntry& weights) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  if (found->backbone.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(builder, " has no backbone that takes weights: leave out ", weights.FullName()));
  }
  ASSAY_ASSIGN_OR_RETURN(ConstructOptions options, ResolveOptions(found->backbone, weights, std::nullopt));
  // The constructor enters them later (EnterBackbone), and can only throw.
  ASSAY_RETURN_IF_ERROR(EnterImpliedOverrides(options).status());
  return options;
}

}  // namespace

absl::StatusOr<ScopedContext> EnterImpliedOverrides(const ConstructOptions& options) {
  std::vector<NamedOverride> overrides;
  for (const ImpliedOverride& implied : options.overrides) {
    overrides.push_back({implied.target, implied.parameter, implied.value});
  }
  return EnterOverrides(overrides);
}

ScopedContext EnterBackbone(const ConstructOptions& options) {
  if (options.backbone == nullptr) return ScopedContext(CapturedContext());
  absl::StatusOr<ScopedContext> scope = EnterImpliedOverrides(*options.backbone);
  TORCH_CHECK(scope.ok(), "the weights of the backbone: ", std::string(scope.status().message()));
  return *std::move(scope);
}

ConstructOptions DefaultOptions(const Builder& builder) { return {.num_classes = builder.num_classes}; }

Model Construct(const Builder& builder, const ConstructOptions& options) {
  const absl::StatusOr<ScopedContext> scope = EnterImpliedOverrides(options);
  TORCH_CHECK(scope.ok(), builder.name, ": ", std::string(scope.status().message()));
  return builder.construct(options);
}

absl::Status BuildModel(absl::string_view builder, const GetOptions& options,
                        absl::FunctionRef<Model&(const ConstructOptions&)> construct) {
  ASSAY_ASSIGN_OR_RETURN(ConstructOptions resolved, ResolveOptions(builder, options.weights, options.num_classes));
  // Weights of the whole hold the backbone too.
  const bool loads_backbone = !options.weights && options.weights_backbone;
  if (options.weights_backbone) {
    ASSAY_ASSIGN_OR_RETURN(ConstructOptions backbone, ResolveBackbone(builder, *options.weights_backbone));
    if (loads_backbone) resolved.backbone = std::make_shared<const ConstructOptions>(std::move(backbone));
    resolved.pretrained = true;
  }
  Model* model = nullptr;
  {
    ASSAY_ASSIGN_OR_RETURN(const ScopedContext scope, EnterImpliedOverrides(resolved));
    ASSAY_ASSIGN_OR_RETURN(model, ExceptionsToStatus([&] { return &construct(resolved); }));
  }
  if (options.weights) return LoadWeights(*model, *options.weights, options.progress);
  if (!loads_backbone) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  return found->load_backbone(*model, *options.weights_backbone, options.progress);
}

absl::StatusOr<Built> get(absl::string_view name, const GetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(name));
  std::optional<Model> model;
  ASSAY_RETURN_IF_ERROR(BuildModel(name, options, [&](const ConstructOptions& construct) -> Model& {
    return model.emplace(builder->construct(construct));
  }));
  return Built{*std::move(model), options.weights};
}

absl::StatusOr<ConstructOptions> ResolveOptions(absl::string_view builder, const std::optional<WeightEntry>& entry,
                                                std::optional<int64_t> num_classes) {
  const absl::StatusOr<const Builder*> known = FindBuilder(builder);
  ConstructOptions options = known.ok() ? DefaultOptions(**known) : ConstructOptions();
  if (num_classes) {
    if (known.ok() && !(*known)->takes_num_classes) {
      return absl::InvalidArgumentError(
          absl::StrCat(builder, " takes no num_classes, since its outputs are no classes: leave it out"));
    }
    if (*num_classes < 1) {
      return absl::InvalidArgumentError(absl::StrCat("num_classes must be at least 1, got ", *num_classes));
    }
    options.num_classes = *num_classes;
  }
  if (!entry) return options;
  // An entry that someone made (a local checkpoint) names no builder, and goes to any.
  if (!entry->builder.empty() && entry->builder != builder) {
    return absl::InvalidArgumentError(absl::StrCat(entry->FullName(), " are weights of ", entry->builder, ", not of ",
                                                   builder, WhatItTakes(builder)));
  }
  for (const ImpliedOption& option : entry->implied_options) {
    const std::vector<std::string> names = known.ok() ? (*known)->implied_options : std::vector<std::string>();
    if (std::find(names.begin(), names.end(), option.name) == names.end()) {
      return absl::InvalidArgumentError(absl::StrCat(entry->FullName(), " implies the option \"", option.name,
                                                     "\", which ", builder, " does not have",
                                                     DidYouMean(option.name, names)));
    }
  }
  options.pretrained = true;
  options.implied_options = entry->implied_options;
  options.overrides = entry->implied_overrides;
  const int64_t categories = entry->meta.categories.size();
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

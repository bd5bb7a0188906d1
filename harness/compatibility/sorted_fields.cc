#include "harness/compatibility/sorted_fields.h"

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace assay::bc {
namespace {

struct Kind {
  absl::string_view name;  // of the field, or of the group that it stands in
  std::vector<FieldChange> SortedFields::*changes;
};

// The first that fits. What no line names is words.
constexpr Kind kKinds[] = {
    {"enum", &SortedFields::enumeration},
    {"enum_name", &SortedFields::enumeration},
    {"cpp_name", &SortedFields::enumeration},
    {"cpp_enum", &SortedFields::enumeration},
    {"constant", &SortedFields::constant},
    {"meta.task", &SortedFields::task},
    {"tensors_digest", &SortedFields::tensors},
    {"sha256", &SortedFields::file},
    {"url", &SortedFields::url},
    {"packaged", &SortedFields::url},
    {"transforms", &SortedFields::transforms},
    // How an input is made, where it is no image.
    {"meta.sample_rate", &SortedFields::transforms},
    {"meta.symbols", &SortedFields::transforms},
    {"postprocessing", &SortedFields::postprocessing},
    {"implied_options", &SortedFields::implied},
    {"implied_overrides", &SortedFields::implied},
    {"implied_option", &SortedFields::implied},
    {"implied_override", &SortedFields::implied},
    {"categories_sha256", &SortedFields::categories},
    {"meta.num_categories", &SortedFields::categories},
    {"meta.keypoint_names", &SortedFields::categories},
    {"meta.metrics", &SortedFields::metrics},
    {"meta.licence", &SortedFields::licence},
    {"latest", &SortedFields::latest},
    {"default", &SortedFields::is_default},
};

bool Fits(absl::string_view field, absl::string_view kind) {
  return absl::StartsWith(field, kind) && (field.size() == kind.size() || field[kind.size()] == '.');
}

// A vocabulary is a part of the preset: another one makes other tokens. Where it lies is not.
std::vector<FieldChange> SortedFields::*ExtraFile(absl::string_view field) {
  if (absl::EndsWith(field, ".url") || absl::StrContains(field, ".packaged")) return &SortedFields::url;
  return &SortedFields::transforms;
}

std::vector<FieldChange> SortedFields::*KindOf(absl::string_view field) {
  if (Fits(field, "extra_files") || Fits(field, "extra_file")) return ExtraFile(field);
  for (const Kind& kind : kKinds) {
    if (Fits(field, kind.name)) return kind.changes;
  }
  return &SortedFields::other;
}

}  // namespace

SortedFields SortFields(const std::vector<FieldChange>& changes) {
  SortedFields fields;
  for (const FieldChange& change : changes) (fields.*KindOf(change.name)).push_back(change);
  return fields;
}

}  // namespace assay::bc

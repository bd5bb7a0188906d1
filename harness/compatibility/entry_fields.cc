#include "harness/compatibility/entry_fields.h"

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace assay {
namespace {

struct Kind {
  absl::string_view name;  // of the field, or of the group that it stands in
  std::vector<FieldChange> EntryFields::*changes;
};

// The first that fits. What no line names is words.
constexpr Kind kKinds[] = {
    {"enum", &EntryFields::enumeration},
    {"enum_name", &EntryFields::enumeration},
    {"cpp_name", &EntryFields::enumeration},
    {"cpp_enum", &EntryFields::enumeration},
    {"constant", &EntryFields::constant},
    {"meta.task", &EntryFields::task},
    {"tensors_digest", &EntryFields::tensors},
    {"sha256", &EntryFields::file},
    {"url", &EntryFields::url},
    {"packaged", &EntryFields::url},
    {"transforms", &EntryFields::transforms},
    // How an input is made, where it is no image.
    {"meta.sample_rate", &EntryFields::transforms},
    {"meta.symbols", &EntryFields::transforms},
    {"postprocessing", &EntryFields::postprocessing},
    {"implied_options", &EntryFields::implied},
    {"implied_overrides", &EntryFields::implied},
    {"implied_option", &EntryFields::implied},
    {"implied_override", &EntryFields::implied},
    {"categories_sha256", &EntryFields::categories},
    {"meta.num_categories", &EntryFields::categories},
    {"meta.keypoint_names", &EntryFields::categories},
    {"meta.metrics", &EntryFields::metrics},
    {"meta.licence", &EntryFields::licence},
    {"latest", &EntryFields::latest},
    {"default", &EntryFields::is_default},
};

bool Fits(absl::string_view field, absl::string_view kind) {
  return absl::StartsWith(field, kind) && (field.size() == kind.size() || field[kind.size()] == '.');
}

// A vocabulary is a part of the preset: another one makes other tokens. Where it lies is not.
std::vector<FieldChange> EntryFields::*ExtraFile(absl::string_view field) {
  if (absl::EndsWith(field, ".url") || absl::StrContains(field, ".packaged")) return &EntryFields::url;
  return &EntryFields::transforms;
}

std::vector<FieldChange> EntryFields::*KindOf(absl::string_view field) {
  if (Fits(field, "extra_files") || Fits(field, "extra_file")) return ExtraFile(field);
  for (const Kind& kind : kKinds) {
    if (Fits(field, kind.name)) return kind.changes;
  }
  return &EntryFields::other;
}

}  // namespace

EntryFields SortFields(const std::vector<FieldChange>& changes) {
  EntryFields fields;
  for (const FieldChange& change : changes) (fields.*KindOf(change.name)).push_back(change);
  return fields;
}

}  // namespace assay

#include "weights/entry_fields.h"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace assay {
namespace {

std::string NumberText(double value) {
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

// The catalogue's 0.485 is not a float: the shortest decimal that gives the same float is what was written there.
std::vector<double> Shortest(const std::array<float, 3>& values) {
  std::vector<double> shortest;
  for (float value : values) shortest.push_back(std::strtod(absl::StrFormat("%.7g", value).c_str(), nullptr));
  return shortest;
}

// Fields below one path, in the order in which they are added.
class Fields {
 public:
  explicit Fields(std::vector<EntryField>& fields, std::vector<std::string> path = {})
      : fields_(fields), path_(std::move(path)) {}

  void Add(const std::string& name, FieldValue value) {
    std::vector<std::string> path = path_;
    path.push_back(name);
    fields_.push_back({.path = std::move(path), .value = std::move(value)});
  }
  // What is empty is not said.
  void AddText(const std::string& name, const std::string& text) {
    Add(name, text.empty() ? FieldValue() : FieldValue(text));
  }
  void AddTexts(const std::string& name, const std::vector<std::string>& texts) {
    Add(name, texts.empty() ? FieldValue() : FieldValue(texts));
  }
  template <class T>
  void AddOptional(const std::string& name, const std::optional<T>& value) {
    using Kept = std::conditional_t<std::is_same_v<T, int>, int64_t, T>;
    Add(name, value ? FieldValue(Kept(*value)) : FieldValue());
  }
  // A group that has no member is said to have none.
  Fields Group(const std::string& name, bool has_members = true) {
    if (!has_members) Add(name, NoMembers());
    std::vector<std::string> path = path_;
    path.push_back(name);
    return Fields(fields_, std::move(path));
  }

 private:
  std::vector<EntryField>& fields_;
  std::vector<std::string> path_;
};

void AddPackaged(const std::optional<PackagedFile>& packaged, Fields& fields) {
  if (!packaged) return fields.Add("packaged", {});
  Fields group = fields.Group("packaged");
  group.Add("repository", packaged->repository);
  group.Add("file", packaged->file);
  group.Add("package", packaged->package);
  group.AddText("licence", packaged->licence);
}

// A preset with its parameters, by its type.
struct AddPreset {
  const std::string& name;
  Fields& fields;

  void operator()(std::monostate) const { fields.Add(name, {}); }
  void operator()(const ImageClassificationOptions& preset) const {
    Fields group = fields.Group(name);
    group.Add("preset", "image_classification");
    group.Add("crop_size", int64_t{preset.crop_size});
    group.Add("resize_size", int64_t{preset.resize_size});
    group.Add("interpolation", preset.interpolation == Interpolation::kBicubic ? "bicubic" : "bilinear");
    group.Add("mean", Shortest(preset.mean));
    group.Add("std", Shortest(preset.std));
  }
  // The vocabulary is the entry's extra file.
  void operator()(const TextEncodingOptions& preset) const {
    Fields group = fields.Group(name);
    group.Add("preset", "text_encoding");
    group.Add("lower_case", preset.lower_case);
    group.AddOptional("strip_accents", preset.strip_accents);
    group.Add("max_length", int64_t{preset.max_length});
  }
  void operator()(const MeanPoolingOptions& preset) const {
    Fields group = fields.Group(name);
    group.Add("preset", "mean_pooling");
    group.Add("normalize", preset.normalize);
  }
};

void AddExtraFiles(const std::vector<ExtraFile>& files, Fields& fields) {
  Fields group = fields.Group("extra_files", !files.empty());
  for (const ExtraFile& file : files) {
    Fields one = group.Group(file.role);
    one.AddText("url", file.url);
    one.AddText("sha256", file.sha256);
    AddPackaged(file.packaged, one);
  }
}

FieldValue SizeValue(const std::optional<SizeMeta>& size) {
  return size ? FieldValue(std::vector<int64_t>{size->height, size->width}) : FieldValue();
}

void AddMeta(const WeightMeta& meta, Fields& entry) {
  Fields fields = entry.Group("meta");
  fields.AddText("task", meta.task);
  fields.AddText("categories", meta.categories.file());
  fields.Add("num_categories", meta.categories.size());
  fields.Add("num_params", meta.num_params);
  fields.Add("min_size", SizeValue(meta.min_size));
  fields.Add("smallest_taken", SizeValue(meta.smallest_taken));
  fields.AddText("recipe", meta.recipe);
  Fields licence = fields.Group("licence");
  licence.AddText("spdx", meta.licence.spdx);
  licence.AddText("url", meta.licence.url);
  Fields metrics = fields.Group("metrics", !meta.metrics.empty());
  for (const MetricMeta& metric : meta.metrics) metrics.Group(metric.dataset).Add(metric.name, metric.value);
  fields.AddOptional("ops", meta.ops);
  fields.AddOptional("file_size", meta.file_size);
  fields.AddText("docs", meta.docs);
  fields.AddTexts("keypoint_names", meta.keypoint_names);
  fields.AddOptional("embedding_size", meta.embedding_size);
  fields.AddOptional("vocabulary_size", meta.vocabulary_size);
  fields.AddTexts("languages", meta.languages);
  fields.AddOptional("sample_rate", meta.sample_rate);
  if (!meta.symbols) return fields.Add("symbols", {});
  Fields symbols = fields.Group("symbols");
  symbols.Add("kind", meta.symbols->kind);
  symbols.Add("count", int64_t{meta.symbols->count});
}

FieldValue ValueOf(const OptionValue& option) {
  return std::visit([](const auto& value) { return FieldValue(value); }, option);
}

void AddImplied(const WeightEntry& entry, Fields& fields) {
  Fields options = fields.Group("implied_options", !entry.implied_options.empty());
  for (const ImpliedOption& option : entry.implied_options) options.Add(option.name, ValueOf(option.value));
  Fields overrides = fields.Group("implied_overrides", !entry.implied_overrides.empty());
  for (const ImpliedOverride& implied : entry.implied_overrides)
    overrides.Group(implied.target).Add(implied.parameter, ValueOf(implied.value));
}

// A value in words.
struct TextOf {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(NoMembers) const { return ""; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(int64_t value) const { return absl::StrCat(value); }
  std::string operator()(double value) const { return NumberText(value); }
  std::string operator()(const std::string& value) const { return value; }
  template <class T>
  std::string operator()(const std::vector<T>& values) const {
    return absl::StrCat(
        "[",
        absl::StrJoin(values, ", ", [this](std::string* out, const T& value) { absl::StrAppend(out, (*this)(value)); }),
        "]");
  }
};

}  // namespace

std::string EntryField::Name() const { return absl::StrJoin(path, "."); }

std::string EntryField::Text() const { return std::visit(TextOf(), value); }

std::vector<EntryField> EntryFields(const WeightEntry& entry) {
  std::vector<EntryField> all;
  Fields fields(all);
  fields.AddText("enum", entry.enum_name);
  fields.AddText("cpp_enum", entry.cpp_enum);
  fields.AddText("name", entry.name);
  fields.AddText("constant", entry.constant);
  fields.AddText("builder", entry.builder);
  Fields attributes = fields.Group("attributes", !entry.attributes.empty());
  for (const auto& [name, value] : entry.attributes) attributes.Add(name, value);
  if (entry.never_pretrained) fields.Add("never_pretrained", true);
  fields.AddText("url", entry.url);
  fields.AddText("sha256", entry.sha256);
  AddPackaged(entry.packaged, fields);
  fields.AddText("tensors_digest", entry.tensors_digest);
  AddExtraFiles(entry.extra_files, fields);
  std::visit(AddPreset{"transforms", fields}, entry.transforms);
  std::visit(AddPreset{"postprocessing", fields}, entry.postprocessing);
  AddMeta(entry.meta, fields);
  fields.AddText("taxonomy", entry.taxonomy);
  fields.Add("latest", entry.latest);
  fields.Add("default", entry.is_default);
  AddImplied(entry, fields);
  return all;
}

std::vector<EntryField> PresetFields(const std::string& name, const TransformsPreset& preset) {
  std::vector<EntryField> all;
  Fields fields(all);
  std::visit(AddPreset{name, fields}, preset);
  return all;
}

std::vector<EntryField> PresetFields(const std::string& name, const PostprocessingPreset& preset) {
  std::vector<EntryField> all;
  Fields fields(all);
  std::visit(AddPreset{name, fields}, preset);
  return all;
}

}  // namespace assay

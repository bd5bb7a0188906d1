#include "tools/assay/entry_json.h"

#include <cstdlib>
#include <optional>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace assay {
namespace {

Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json OrNull(const std::vector<std::string>& texts) { return texts.empty() ? Json() : Json(texts); }

template <class T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json PackagedJson(const std::optional<PackagedFile>& packaged) {
  if (!packaged) return {};
  return {{"repository", packaged->repository},
          {"file", packaged->file},
          {"package", packaged->package},
          {"licence", packaged->licence}};
}

// The catalogue's 0.485 is not a float: the shortest decimal that gives the same float is what was written there.
double Shortest(float value) { return std::strtod(absl::StrFormat("%.7g", value).c_str(), nullptr); }

Json TransformsJson(const TransformsPreset& transforms) {
  const auto* preset = std::get_if<ImageClassificationOptions>(&transforms);
  if (preset == nullptr) return {};
  Json mean = Json::array(), std = Json::array();
  for (float value : preset->mean) mean.push_back(Shortest(value));
  for (float value : preset->std) std.push_back(Shortest(value));
  return {{"preset", "image_classification"},
          {"crop_size", preset->crop_size},
          {"resize_size", preset->resize_size},
          {"interpolation", preset->interpolation == Interpolation::kBicubic ? "bicubic" : "bilinear"},
          {"mean", std::move(mean)},
          {"std", std::move(std)}};
}

Json MetaJson(const WeightMeta& meta) {
  Json metrics = Json::object();
  for (const MetricMeta& metric : meta.metrics) metrics[metric.dataset][metric.name] = metric.value;
  Json json;
  json["task"] = meta.task;
  json["categories"] = OrNull(meta.categories.file());
  json["num_categories"] = meta.categories.size();
  json["num_params"] = meta.num_params;
  json["min_size"] = meta.min_size ? Json::array({meta.min_size->height, meta.min_size->width}) : Json();
  json["recipe"] = OrNull(meta.recipe);
  json["licence"] = {{"spdx", OrNull(meta.licence.spdx)}, {"url", OrNull(meta.licence.url)}};
  json["metrics"] = std::move(metrics);
  json["ops"] = OrNull(meta.ops);
  json["file_size"] = OrNull(meta.file_size);
  json["docs"] = OrNull(meta.docs);
  json["keypoint_names"] = OrNull(meta.keypoint_names);
  json["embedding_size"] = OrNull(meta.embedding_size);
  json["vocabulary_size"] = OrNull(meta.vocabulary_size);
  json["languages"] = OrNull(meta.languages);
  json["sample_rate"] = OrNull(meta.sample_rate);
  json["symbols"] = meta.symbols ? Json{{"kind", meta.symbols->kind}, {"count", meta.symbols->count}} : Json();
  return json;
}

}  // namespace

Json EntryJson(const WeightEntry& entry, const absl::StatusOr<LocatedFile>& file) {
  Json implied = Json::object();
  for (const ImpliedOption& option : entry.implied_options) {
    implied[option.name] = std::visit([](const auto& value) { return Json(value); }, option.value);
  }
  Json json;
  json["name"] = entry.FullName();
  json["builder"] = entry.builder;
  json["url"] = OrNull(entry.url);
  json["sha256"] = OrNull(entry.sha256);
  json["packaged"] = PackagedJson(entry.packaged);
  json["tensors_digest"] = OrNull(entry.tensors_digest);
  json["transforms"] = TransformsJson(entry.transforms);
  json["meta"] = MetaJson(entry.meta);
  json["taxonomy"] = OrNull(entry.taxonomy);
  json["latest"] = entry.latest;
  json["default"] = entry.is_default;
  json["implied_options"] = std::move(implied);
  json["source"] = OrNull(entry.source);
  json["available"] = file.ok();
  json["path"] = file.ok() ? Json(file->path) : Json();
  json["from"] = file.ok() ? Json(file->from) : Json();
  return json;
}

std::vector<std::pair<std::string, std::string>> Flatten(const Json& json, const std::string& prefix) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [name, value] : json.items()) {
    const std::string path = prefix.empty() ? name : absl::StrCat(prefix, ".", name);
    if (value.is_object()) {
      for (auto& line : Flatten(value, path)) lines.push_back(std::move(line));
    } else if (!value.is_null()) {
      lines.emplace_back(path, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return lines;
}

}  // namespace assay

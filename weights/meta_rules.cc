#include "weights/meta_rules.h"

#include <cmath>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/base/suggest.h"
#include "weights/licence.h"
#include "weights/meta_schema.h"
#include "weights/url_file_name.h"

namespace assay {
namespace {

bool IsStated(const proto::Meta& meta, const std::string& name) {
  const auto* field = meta.GetDescriptor()->FindFieldByName(name);
  const auto* reflection = meta.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(meta, field) > 0 : reflection->HasField(meta, field);
}

// Which fields are there, and no word of what is in them.
void CheckFields(const proto::Meta& meta, const TaskSchema& schema, const TextPlace& place, Findings* findings) {
  for (const MetaField& field : MetaFields()) {
    const Need need = schema.NeedOf(field.name);
    const bool stated = IsStated(meta, field.name);
    if (need == Need::kRequired && !stated) {
      findings->Add(place.Own(), absl::StrCat(field.name, " is missing, which ", schema.task, " needs: ", field.what),
                    absl::StrCat("add ", field.example));
    } else if (need == Need::kForbidden && stated) {
      const bool repeated = meta.GetDescriptor()->FindFieldByName(field.name)->is_repeated();
      findings->Add(place.At(field.name.c_str(), repeated ? 0 : -1),
                    absl::StrCat(field.name, " is no field of ", schema.task),
                    "leave it out, or correct the task; docs/meta-data.md has the table");
    }
  }
}

// Lower case, as in "en" and "pt-br".
bool IsLanguage(absl::string_view tag) {
  const absl::string_view primary = tag.substr(0, tag.find('-'));
  bool fine = primary.size() == 2 || primary.size() == 3;
  for (char c : primary) fine = fine && absl::ascii_islower(c);
  for (char c : tag) fine = fine && (absl::ascii_isalnum(c) || c == '-');
  return fine && tag.back() != '-';
}

// Half-known numbers mislead: what is stated must be finite and positive.
void CheckNumbers(const proto::Meta& meta, const TextPlace& place, Findings* findings) {
  const auto check = [&](const char* field, bool present, double value) {
    if (!present || (std::isfinite(value) && value > 0)) return;
    findings->Add(place.At(field), absl::StrCat(field, " is not a positive number"),
                  "state it as measured, or leave it out");
  };
  if (meta.has_num_params() && meta.num_params() < 1) {
    findings->Add(place.At("num_params"), "num_params is not positive", "count the parameters");
  }
  check("ops", meta.has_ops(), meta.ops());
  check("file_size", meta.has_file_size(), meta.file_size());
  check("embedding_size", meta.has_embedding_size(), meta.embedding_size());
  check("vocabulary_size", meta.has_vocabulary_size(), meta.vocabulary_size());
  check("sample_rate", meta.has_sample_rate(), meta.sample_rate());
  const auto check_size = [&](const char* field, bool present, const proto::Size& size) {
    if (!present || (size.height() > 0 && size.width() > 0)) return;
    findings->Add(place.At(field), absl::StrCat(field, " is not positive"),
                  "state height and width in pixels, or leave it out");
  };
  check_size("min_size", meta.has_min_size(), meta.min_size());
  check_size("smallest_taken", meta.has_smallest_taken(), meta.smallest_taken());
}

void CheckTexts(const proto::Meta& meta, const TextPlace& place, Findings* findings) {
  if (meta.has_categories() && !(IsPathPart(meta.categories().file()) && meta.categories().count() > 0)) {
    findings->Add(place.At("categories"),
                  absl::StrCat("categories need a file of weights/categories, without .txt, and its count, not \"",
                               meta.categories().file(), "\" and ", meta.categories().count()),
                  "write categories { file: \"imagenet1k\" count: 1000 }");
  }
  if (meta.has_licence() && !IsLicence(meta.licence().spdx())) {
    findings->Add(place.At("licence"),
                  absl::StrCat("\"", meta.licence().spdx(), "\" is no SPDX identifier that weights/licence.cc knows"),
                  absl::StrCat("write spdx: \"BSD-3-Clause\", or LicenseRef-NAME for terms of one's own",
                               DidYouMean(meta.licence().spdx(), KnownLicences())));
  }
  if (meta.has_licence() && !IsHttpsLink(meta.licence().url())) {
    findings->Add(place.At("licence"),
                  absl::StrCat("the licence's url \"", meta.licence().url(), "\" is no https link"),
                  "link to its text: licence { spdx: \"...\" url: \"https://...\" }");
  }
  if (meta.has_recipe() && !IsHttpsLink(meta.recipe())) {
    findings->Add(place.At("recipe"), absl::StrCat("recipe \"", meta.recipe(), "\" is no https link"),
                  "link to it, or leave it out");
  }
  for (int i = 0; i < meta.languages_size(); ++i) {
    if (IsLanguage(meta.languages(i))) continue;
    findings->Add(place.At("languages", i), absl::StrCat("\"", meta.languages(i), "\" is no language tag"),
                  "write BCP 47's, in lower case: languages: \"en\"");
  }
  if (meta.has_symbols() && (meta.symbols().kind().empty() || meta.symbols().count() < 1)) {
    findings->Add(place.At("symbols"), "symbols need a kind and a count",
                  "write symbols { kind: \"characters\" count: 38 }");
  }
}

void CheckMetrics(const proto::Meta& meta, const TaskSchema& schema, const TextPlace& place, Findings* findings) {
  for (int i = 0; i < meta.metrics_size(); ++i) {
    const proto::Metrics& metrics = meta.metrics(i);
    std::set<std::string> names;
    bool fine = !metrics.dataset().empty() && !metrics.metric().empty();
    for (const proto::Metric& metric : metrics.metric()) {
      fine = fine && metric.has_value() && std::isfinite(metric.value()) && names.insert(metric.name()).second;
    }
    if (!fine) {
      findings->Add(place.At("metrics", i), "metrics need a dataset, and each metric a name of its own and a number",
                    "write metrics { dataset: \"ImageNet-1K\" metric { name: \"acc@1\" value: 71.878 } }");
      continue;
    }
    for (int j = 0; j < metrics.metric_size(); ++j) {
      const proto::Metric& metric = metrics.metric(j);
      const MetricRule* rule = schema.FindMetric(metric.name());
      const TextPlace at = place.Nested("metrics", i).Nested("metric", j);
      if (rule == nullptr) {
        findings->Add(at.At("name"), absl::StrCat("\"", metric.name(), "\" is no metric of ", schema.task),
                      absl::StrCat("it has ", schema.MetricNames()));
      } else if (metric.value() < rule->low || metric.value() > rule->high) {
        findings->Add(at.At("value"),
                      absl::StrCat(metric.name(), " is ", metric.value(), ", outside ", rule->low, " to ", rule->high),
                      "state it in the metric's own unit");
      }
    }
  }
}

std::string TaskNames() {
  return absl::StrJoin(TaskSchemas(), ", ", [](std::string* out, const TaskSchema& schema) {
    absl::StrAppend(out, absl::AsciiStrToUpper(schema.task));
  });
}

}  // namespace

void CheckMeta(const proto::Meta& meta, const TextPlace& place, Findings* findings) {
  const TaskSchema* schema =
      meta.has_task() ? FindTaskSchema(absl::AsciiStrToLower(proto::Task_Name(meta.task()))) : nullptr;
  if (schema == nullptr) {
    findings->Add(place.Own(), "meta has no task",
                  absl::StrCat("add meta { task: CLASSIFICATION ... }; it is one of ", TaskNames()));
    return;
  }
  CheckFields(meta, *schema, place, findings);
  CheckNumbers(meta, place, findings);
  CheckTexts(meta, place, findings);
  CheckMetrics(meta, *schema, place, findings);
}

}  // namespace assay

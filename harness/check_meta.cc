#include "harness/check_meta.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "weights/licence.h"
#include "weights/meta_schema.h"

namespace assay {
namespace {

using Findings = std::vector<std::string>;

// The catalogue rounds to three decimals; the number itself may lie on the edge.
constexpr double kOpsTolerance = 0.0005 + 1e-9;
// The same, and torchvision's own table is off by one in the last place.
constexpr double kFileSizeTolerance = 0.0015;

std::string Text(SizeMeta size) { return absl::StrCat(size.height, "x", size.width); }

void CheckNumParams(const WeightMeta& meta, const ModelFacts& facts, Findings& findings) {
  if (meta.num_params == facts.num_params) return;
  findings.push_back(
      absl::StrCat("num_params is ", meta.num_params, " in the catalogue, ", facts.num_params, " in the model"));
}

void CheckCategories(const WeightMeta& meta, const ModelFacts& facts, Findings& findings) {
  if (meta.categories.empty()) return;
  const int64_t count = meta.categories.size();
  const auto names = meta.categories.names();
  if (!names.ok()) {
    findings.push_back(std::string(names.status().message()));
  } else if (static_cast<int64_t>(names->size()) != count) {
    findings.push_back(absl::StrCat("categories are ", count, " in the catalogue, ", names->size(), " in the file \"",
                                    meta.categories.file(), "\""));
  }
  // The last dimension of other tasks' outputs is another thing: a map's width, a box's corners.
  if (meta.task == "classification" && facts.image && facts.image->num_outputs != count) {
    findings.push_back(absl::StrCat("categories are ", count, " in the catalogue, the model has ",
                                    facts.image->num_outputs, " outputs"));
  }
}

void CheckOps(const WeightMeta& meta, const ImageFacts& facts, bool wanted, Findings& findings) {
  if (!facts.ops.ok()) {
    if (meta.ops) findings.push_back(absl::StrCat("ops is in the catalogue, but ", facts.ops.status().message()));
  } else if (!meta.ops) {
    if (wanted) findings.push_back(absl::StrFormat("ops is not stated; add ops: %.3f to meta", *facts.ops));
  } else if (!(std::abs(*meta.ops - *facts.ops) <= kOpsTolerance)) {
    findings.push_back(absl::StrFormat("ops is %g in the catalogue, %.3f counted for an image of %s", *meta.ops,
                                       *facts.ops, Text(facts.size)));
  }
}

// An entry that its authors vouch for from a larger size on says both sizes.
void CheckSmallestTaken(const WeightMeta& meta, Findings& findings) {
  if (!meta.smallest_taken) return;
  const SizeMeta taken = *meta.smallest_taken, least = meta.min_size.value_or(SizeMeta());
  if (taken.height <= least.height && taken.width <= least.width && Text(taken) != Text(least)) return;
  findings.push_back(absl::StrCat("smallest_taken is ", Text(taken), ", which is not below min_size, ",
                                  meta.min_size ? Text(least) : "which is not stated", "; leave it out"));
}

void CheckMinSize(const WeightMeta& meta, const ImageFacts& facts, bool wanted, Findings& findings) {
  CheckSmallestTaken(meta, findings);
  if (!facts.min_size.ok()) {
    if (meta.min_size) {
      findings.push_back(absl::StrCat("min_size is in the catalogue, but ", facts.min_size.status().message()));
    }
  } else if (!meta.min_size) {
    if (!wanted) return;
    findings.push_back(absl::StrCat("min_size is not stated; add min_size { height: ", facts.min_size->height,
                                    " width: ", facts.min_size->width, " } to meta"));
  } else if (const SizeMeta stated = meta.smallest_taken.value_or(*meta.min_size);
             stated.height != facts.min_size->height || stated.width != facts.min_size->width) {
    findings.push_back(absl::StrCat(meta.smallest_taken ? "smallest_taken" : "min_size", " is ", Text(stated),
                                    " in the catalogue, but the smallest image that the model takes is ",
                                    Text(*facts.min_size)));
  }
}

void CheckText(const WeightMeta& meta, const TextFacts& facts, Findings& findings) {
  const auto check = [&](const char* name, std::optional<int> stated, int64_t measured) {
    if (stated.value_or(0) == measured) return;
    findings.push_back(absl::StrCat(name, " is ", stated ? absl::StrCat(*stated) : "not stated", " in the catalogue, ",
                                    measured, " in the model"));
  };
  check("embedding_size", meta.embedding_size, facts.embedding_size);
  check("vocabulary_size", meta.vocabulary_size, facts.vocabulary_size);
}

void CheckFileSize(const WeightMeta& meta, int64_t bytes, Findings& findings) {
  const double mebibytes = bytes / 1048576.0;
  if (!meta.file_size) {
    findings.push_back(absl::StrFormat("file_size is not stated; add file_size: %.3f to meta", mebibytes));
  } else if (!(std::abs(*meta.file_size - mebibytes) <= kFileSizeTolerance)) {
    findings.push_back(
        absl::StrFormat("file_size is %.3f MiB in the catalogue, %.3f on disk", *meta.file_size, mebibytes));
  }
}

void CheckMetrics(const WeightMeta& meta, const TaskSchema& schema, Findings& findings) {
  for (const MetricMeta& metric : meta.metrics) {
    const MetricRule* rule = schema.FindMetric(metric.name);
    if (rule == nullptr) {
      findings.push_back(
          absl::StrCat("\"", metric.name, "\" is no metric of ", schema.task, ", which has ", schema.MetricNames()));
    } else if (!(metric.value >= rule->low && metric.value <= rule->high)) {
      findings.push_back(absl::StrCat(metric.name, " is ", metric.value, ", outside ", rule->low, " to ", rule->high));
    }
  }
}

void CheckLinks(const WeightMeta& meta, Findings& findings) {
  if (!IsLicence(meta.licence.spdx)) {
    findings.push_back(absl::StrCat("licence \"", meta.licence.spdx, "\" is no SPDX identifier that is known here"));
  }
  if (!IsHttpsLink(meta.licence.url)) {
    findings.push_back(absl::StrCat("the licence's url \"", meta.licence.url, "\" is no https link"));
  }
  if (!meta.recipe.empty() && !IsHttpsLink(meta.recipe)) {
    findings.push_back(absl::StrCat("recipe \"", meta.recipe, "\" is no https link"));
  }
}

}  // namespace

std::vector<std::string> CheckMeta(const WeightEntry& entry, absl::string_view builder_task, const ModelFacts& facts,
                                   std::optional<int64_t> file_bytes) {
  const WeightMeta& meta = entry.meta;
  Findings findings;
  const TaskSchema* schema = FindTaskSchema(meta.task);
  if (schema == nullptr) {
    findings.push_back(absl::StrCat("no task \"", meta.task, "\": docs/meta-data.md has the table of all"));
    return findings;
  }
  if (meta.task != builder_task) {
    findings.push_back(absl::StrCat("task is ", meta.task, " in the catalogue, the builder's is ", builder_task));
  }
  CheckNumParams(meta, facts, findings);
  CheckCategories(meta, facts, findings);
  if (facts.image) {
    CheckOps(meta, *facts.image, schema->NeedOf("ops") == Need::kMeasured, findings);
    CheckMinSize(meta, *facts.image, schema->NeedOf("min_size") == Need::kMeasured, findings);
  }
  if (facts.text) CheckText(meta, *facts.text, findings);
  if (file_bytes) CheckFileSize(meta, *file_bytes, findings);
  CheckMetrics(meta, *schema, findings);
  CheckLinks(meta, findings);
  return findings;
}

}  // namespace assay

#include "harness/accuracy/verdict.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/accuracy/mcnemar_power.h"
#include "harness/accuracy/paired_difference.h"

namespace assay {
namespace {

using Kind = UpdateVerdict::Kind;

}  // namespace

UpdateVerdict JudgeUpdate(const PairedCounts& counts, const UpdateRule& rule) {
  UpdateVerdict verdict;
  verdict.p_value = McNemarExact(counts);
  verdict.interval = PairedDifference(counts, 1 - rule.alpha);
  const double total = static_cast<double>(std::max<int64_t>(1, counts.total()));
  verdict.difference = static_cast<double>(counts.only_new - counts.only_old) / total;
  const double discordance = static_cast<double>(counts.only_new + counts.only_old) / total;
  if (verdict.interval.low > -rule.margin && verdict.interval.high < rule.margin) {
    verdict.kind = Kind::kSame;
  } else if (verdict.p_value < rule.alpha) {
    verdict.kind = verdict.difference > 0 ? Kind::kBetter : Kind::kWorse;
  } else {
    const int64_t needed = ImagesForPower(rule.margin, discordance, rule.alpha, rule.power);
    verdict.more_images = std::max<int64_t>(0, needed - counts.total());
    if (const int64_t fewest = ImagesForSame(rule); counts.total() < fewest) verdict.images_for_same = fewest;
  }
  return verdict;
}

UpdateVerdict JudgeSameTensors(const PairedCounts& counts, const UpdateRule& rule) {
  UpdateVerdict verdict = JudgeUpdate(counts, rule);
  if (verdict.kind != Kind::kSame && verdict.kind != Kind::kUndecided) return verdict;
  verdict.kind = Kind::kSame;
  verdict.more_images = verdict.images_for_same = 0;
  verdict.same_tensors = true;
  return verdict;
}

int64_t ImagesForSame(const UpdateRule& rule) {
  if (rule.margin <= 0) return INT64_MAX;
  if (rule.margin >= 1) return 1;
  // Where none of n images flips, the interval ends at 1 - (alpha / 2)^(1 / n).
  return static_cast<int64_t>(std::floor(std::log(rule.alpha / 2) / std::log1p(-rule.margin))) + 1;
}

absl::string_view VerdictName(Kind kind) {
  switch (kind) {
    case Kind::kBetter:
      return "BETTER";
    case Kind::kSame:
      return "SAME";
    case Kind::kWorse:
      return "WORSE";
    case Kind::kUndecided:
      return "UNDECIDED";
  }
  return "UNDECIDED";
}

std::string Describe(const UpdateVerdict& verdict, const PairedCounts& counts) {
  std::string text =
      absl::StrFormat("%s: %+.2f points (%+.2f to %+.2f) on %d images, of which %d are won and %d lost; p = %.2g",
                      VerdictName(verdict.kind), 100 * verdict.difference, 100 * verdict.interval.low,
                      100 * verdict.interval.high, counts.total(), counts.only_new, counts.only_old, verdict.p_value);
  if (verdict.same_tensors) return text + "; the same tensors";
  if (verdict.kind != Kind::kUndecided) return text;
  absl::StrAppend(&text, verdict.more_images > 0 ? absl::StrCat("; ", verdict.more_images, " more images would tell")
                                                 : "; a change as large as the margin would have shown");
  if (verdict.images_for_same > 0)
    absl::StrAppend(&text, "; SAME takes ", verdict.images_for_same, " images even where none flips");
  return text;
}

}  // namespace assay

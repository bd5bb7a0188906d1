#include "harness/compare_stages.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/compare.h"

namespace assay {
namespace {

// Of values that are not held by their bytes, relative to their root mean square. They come from float32 products and
// from exponentials of the system's library: other vector units move them by 1e-6 at most, another rule by 1e-3.
constexpr double kTolerance = 1e-5;

template <class Values>
std::string FirstDifference(const char* what, const Values& expected, const Values& now) {
  if (expected.size() != now.size()) return absl::StrCat("expected ", expected.size(), " ", what, ", got ", now.size());
  const auto [was, is] = std::mismatch(expected.begin(), expected.end(), now.begin());
  if (was == expected.end()) return "";
  return absl::StrCat(what, ": number ", was - expected.begin(), " is ", *is, ", was ", *was);
}

std::string Measures(const proto::TensorSummary& summary) {
  return absl::StrFormat("%d values of mean %.9g and norm %.9g", summary.numel(), summary.mean(), summary.l2());
}

std::string SummaryDifference(const proto::TensorSummary& expected, const proto::TensorSummary& now,
                              absl::Span<const int64_t> shape) {
  if (expected.numel() != now.numel()) return absl::StrCat("expected ", expected.numel(), " values, got ", now.numel());
  const double rms = RootMeanSquare(absl::MakeConstSpan(expected.first()));
  const Difference first = CompareValues(absl::MakeConstSpan(expected.first()), absl::MakeConstSpan(now.first()), rms);
  if (!first.Within(kTolerance)) return first.Describe(shape, kTolerance);
  const double was[] = {expected.l2(), expected.mean()}, is[] = {now.l2(), now.mean()};
  if (!CompareValues(was, is, expected.l2()).Within(kTolerance))
    return absl::StrCat(Measures(now), ", was ", Measures(expected));
  return "";
}

using Key = std::pair<std::string, std::string>;

std::map<Key, const proto::StageGolden*> ByName(const Stages& stages) {
  std::map<Key, const proto::StageGolden*> named;
  for (const auto& stage : stages) named.emplace(Key(stage.input(), stage.stage()), &stage);
  return named;
}

}  // namespace

std::string StageDifference(const proto::StageGolden& expected, const proto::StageGolden& now) {
  const std::string was = absl::StrJoin(expected.shape(), ", "), is = absl::StrJoin(now.shape(), ", ");
  if (was != is) return absl::StrCat("expected shape [", was, "], got [", is, "]");
  if (std::string ids = FirstDifference("ids", expected.id(), now.id()); !ids.empty()) return ids;
  if (std::string texts = FirstDifference("names", expected.text(), now.text()); !texts.empty()) return texts;
  if (expected.has_sha256() != now.has_sha256())
    return expected.has_sha256() ? "its bytes were locked and are not any more" : "its bytes were not locked and are";
  if (!now.has_sha256()) return SummaryDifference(expected.summary(), now.summary(), expected.shape());
  if (expected.sha256() == now.sha256()) return "";
  return absl::StrCat(Measures(now.summary()), ", was ", Measures(expected.summary()), "; sha256 ", now.sha256(),
                      ", was ", expected.sha256());
}

std::vector<std::string> CompareStages(const Stages& expected, const Stages& now) {
  std::vector<std::string> findings;
  std::set<std::string> told;  // inputs whose first difference is known
  std::map<Key, const proto::StageGolden*> left = ByName(now);
  for (const auto& stage : expected) {
    const auto found = left.find({stage.input(), stage.stage()});
    std::string difference = "it is gone";
    if (found != left.end()) {
      difference = StageDifference(stage, *found->second);
      left.erase(found);
    }
    if (difference.empty() || !told.insert(stage.input()).second) continue;
    findings.push_back(
        absl::StrCat(stage.input(), ": ", stage.stage(), " is the first step that differs: ", difference));
  }
  for (const auto& stage : now) {
    if (left.count({stage.input(), stage.stage()}))
      findings.push_back(absl::StrCat(stage.input(), ": ", stage.stage(), " is not in the lock"));
  }
  return findings;
}

}  // namespace assay

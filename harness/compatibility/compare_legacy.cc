#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/compare_library.h"
#include "harness/compatibility/make_finding.h"

namespace assay::bc {
namespace {

// "resnet50" of `get("resnet50", {{"pretrained", true}})`.
std::string BuilderOf(const std::string& call) {
  const size_t first = call.find('"');
  const size_t last = first == std::string::npos ? first : call.find('"', first + 1);
  return last == std::string::npos ? call : call.substr(first + 1, last - first - 1);
}

// "IMAGENET1K_V1" of "ResNet50_Weights.IMAGENET1K_V1".
std::string EntryOf(const std::string& weights) { return weights.substr(weights.rfind('.') + 1); }

std::string Meaning(const proto::LegacyCall& call, bool enum_renamed) {
  if (call.has_refused()) return "refused";
  const auto name = [&](const std::string& weights) { return enum_renamed ? EntryOf(weights) : weights; };
  std::string meaning = absl::StrCat("weights ", name(call.weights()));
  if (call.has_weights_backbone()) absl::StrAppend(&meaning, ", backbone ", name(call.weights_backbone()));
  if (call.has_num_classes()) absl::StrAppend(&meaning, ", num_classes ", call.num_classes());
  if (call.has_progress()) absl::StrAppend(&meaning, ", progress ", call.progress() ? "on" : "off");
  return meaning;
}

// The changes of one builder's calls of one kind: the first is told.
struct Calls {
  std::string first;
  int count = 0;

  void Add(std::string words) {
    if (count++ == 0) first = std::move(words);
  }
  std::string Text() const { return count == 1 ? first : absl::StrCat(first, " (and ", count - 1, " more calls)"); }
};

struct BuilderCalls {
  Calls broken, mended, worded;
};

void CompareCalls(const proto::LegacyCall& was, const proto::LegacyCall* is, bool enum_renamed, bool default_moved,
                  BuilderCalls& calls) {
  if (is == nullptr) {
    calls.broken.Add(absl::StrCat(was.call(), " is no longer in the table (", Meaning(was, false), ")"));
    return;
  }
  const std::string before = Meaning(was, enum_renamed), now = Meaning(*is, enum_renamed);
  if (before != now) {
    const std::string words = absl::StrCat(was.call(), ": ", before, " -> ", now,
                                           is->has_refused() ? absl::StrCat(" (", is->refused(), ")") : "");
    (was.has_refused() ? calls.mended : calls.broken).Add(words);
  } else if ((was.warning() != is->warning() || was.refused() != is->refused()) && !default_moved && !enum_renamed) {
    // What a call is told names the default weights and the enum, which moved elsewhere.
    calls.worded.Add(absl::StrCat(was.call(), " is answered in other words"));
  }
}

void AddNotice(const Subject& subject, const char* item, const Calls& calls, Level level,
               std::vector<Finding>& findings) {
  if (calls.count == 0) return;
  Finding finding = MakeFinding("LEGACY_CALL_CHANGED", subject, calls.Text());
  finding.item = item;
  finding.level = level;
  finding.severity = Severity::kNotice;
  finding.breaks = "";
  finding.remedy = "nothing: what was accepted means what it meant";
  findings.push_back(std::move(finding));
}

}  // namespace

std::vector<Finding> CompareLegacyCalls(const proto::LegacyTable& was, const proto::LegacyTable& is,
                                        const ToldOfBuilders& told) {
  std::map<std::string, const proto::LegacyCall*> now;
  for (const proto::LegacyCall& call : is.row()) now.emplace(call.call(), &call);
  std::map<std::string, BuilderCalls> builders;
  for (const proto::LegacyCall& call : was.row()) {
    const std::string builder = BuilderOf(call.call());
    if (told.removed.count(builder) || told.entries_removed.count(call.weights()) ||
        told.entries_removed.count(call.weights_backbone()))
      continue;
    const auto found = now.find(call.call());
    CompareCalls(call, found == now.end() ? nullptr : found->second, told.enum_renamed.count(builder) > 0,
                 told.default_moved.count(builder) > 0, builders[builder]);
  }
  std::vector<Finding> findings;
  for (const auto& [builder, calls] : builders) {
    const Subject subject{.builder = builder};
    if (calls.broken.count > 0) findings.push_back(MakeFinding("LEGACY_CALL_CHANGED", subject, calls.broken.Text()));
    AddNotice(subject, "calls that were refused", calls.mended, Level::kApi, findings);
    AddNotice(subject, "words", calls.worded, Level::kMeta, findings);
  }
  for (Finding& finding : findings) finding.file = "golden/legacy.textproto";
  return findings;
}

std::string CategoryWords(const proto::CategoryNames& was, const proto::CategoryNames& is) {
  for (int i = 0; i < was.name_size() && i < is.name_size(); ++i) {
    if (was.name(i) != is.name(i)) return absl::StrCat("category ", i, " ", was.name(i), " -> ", is.name(i));
  }
  if (was.name_size() == is.name_size()) return "";
  return absl::StrCat(was.name_size(), " -> ", is.name_size(), " categories");
}

}  // namespace assay::bc

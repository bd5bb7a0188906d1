#include "harness/legacy_table.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "harness/legacy_forms.h"
#include "models/legacy.h"
#include "models/registry.h"

namespace assay {
namespace {

// Sets what a call means: its weights and how it warned, or why it is refused.
void SetOutcome(const absl::StatusOr<LegacyTranslation>& call, proto::LegacyCall& row) {
  if (!call.ok()) {
    row.set_refused(std::string(call.status().message()));
    return;
  }
  const auto name = [](const std::optional<WeightEntry>& entry) { return entry ? entry->FullName() : "none"; };
  row.set_weights(name(call->options.weights));
  if (call->options.weights_backbone) row.set_weights_backbone(name(call->options.weights_backbone));
  if (!call->options.progress) row.set_progress(false);
  if (call->options.num_classes) row.set_num_classes(*call->options.num_classes);
  if (call->warning) row.set_warning(call->warning->message);
}

std::string Meaning(const proto::LegacyCall& row) {
  proto::LegacyCall outcome = row;
  outcome.clear_call();
  return outcome.ShortDebugString();
}

}  // namespace

proto::LegacyTable MeasureLegacyTable() {
  proto::LegacyTable table;
  for (const std::string& builder : list()) {
    for (const LegacyForm& form : LegacyForms(builder)) {
      proto::LegacyCall& row = *table.add_row();
      row.set_call(absl::StrCat("get(\"", builder, "\", ", form.text, ")"));
      SetOutcome(TranslateLegacy(builder, form.parameters), row);
    }
  }
  return table;
}

std::vector<std::string> CompareLegacyTables(const proto::LegacyTable& expected, const proto::LegacyTable& actual) {
  std::vector<std::string> findings;
  std::map<std::string, std::string> was;
  for (const proto::LegacyCall& row : expected.row()) {
    const bool is_first = was.emplace(row.call(), Meaning(row)).second;
    if (!is_first) findings.push_back(absl::StrCat(row.call(), " is in the lock twice"));
  }
  std::set<std::string> seen;
  for (const proto::LegacyCall& row : actual.row()) {
    if (!seen.insert(row.call()).second) {
      findings.push_back(absl::StrCat(row.call(), " was tried twice"));
      continue;
    }
    const auto found = was.find(row.call());
    if (found == was.end()) {
      findings.push_back(absl::StrCat(row.call(), " is new"));
      continue;
    }
    if (found->second != Meaning(row)) {
      findings.push_back(
          absl::StrCat(row.call(), " means other things: it is ", Meaning(row), ", was ", found->second));
    }
    was.erase(found);
  }
  for (const auto& [call, meaning] : was) findings.push_back(absl::StrCat(call, " is gone"));
  return findings;
}

namespace {

// "...; write X for the same; ..." of a warning is X.
std::string Advice(const proto::LegacyCall& row) {
  constexpr absl::string_view kWrite = " deprecated; write ";
  absl::string_view warning = row.warning();
  const size_t begin = warning.find(kWrite);
  if (begin == absl::string_view::npos) return "";
  warning.remove_prefix(begin + kWrite.size());
  return std::string(warning.substr(0, warning.find(" for the same")));
}

// Whether old code may have this call: it warns, or means something that the builder does not have. What else is
// refused was an error at all times, or two ways to say one thing.
bool IsOldCall(const proto::LegacyCall& row) {
  return row.has_warning() || absl::EndsWith(row.refused(), ": leave it out");
}

std::string MeaningInWords(const proto::LegacyCall& row) {
  if (!row.has_refused()) {
    return absl::StrCat(row.weights(),
                        row.has_weights_backbone() ? absl::StrCat(", in the backbone ", row.weights_backbone()) : "",
                        row.has_progress() ? ", no progress" : "",
                        row.has_num_classes() ? absl::StrCat(", ", row.num_classes(), " classes") : "");
  }
  const size_t reason = row.refused().find("): ");
  return absl::StrCat("an error: ", row.refused().substr(reason == std::string::npos ? 0 : reason + 3));
}

}  // namespace

std::string LegacyMarkdown(const proto::LegacyTable& table, const std::string& builder) {
  std::string markdown = "| old | means | write |\n| --- | --- | --- |\n";
  for (const proto::LegacyCall& row : table.row()) {
    if (!absl::StartsWith(row.call(), absl::StrCat("get(\"", builder, "\", ")) || !IsOldCall(row)) continue;
    const std::string advice = row.has_warning() ? absl::StrCat("`", Advice(row), "`") : "";
    absl::StrAppend(&markdown, "| `", row.call(), "` | ", MeaningInWords(row), " | ", advice, " |\n");
  }
  return markdown;
}

}  // namespace assay

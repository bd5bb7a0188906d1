#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/compare_library.h"
#include "harness/compatibility/make_finding.h"

namespace assay::bc {
namespace {

template <class Item>
const Item* Find(const google::protobuf::RepeatedPtrField<Item>& items, const std::string& name) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name() == name; });
  return found == items.end() ? nullptr : &*found;
}

bool Holds(const google::protobuf::RepeatedPtrField<std::string>& items, const std::string& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

// The item is the parameter, or a choice of it: "init", "init.children"; none of the class itself.
void Add(const char* rule, const Subject& subject, std::string item, std::string witness,
         std::vector<Finding>& findings) {
  findings.push_back(MakeFinding(rule, subject, std::move(witness)));
  findings.back().item = std::move(item);
}

void CompareParameters(const proto::OverrideParameter& was, const proto::OverrideParameter& is, const Subject& subject,
                       std::vector<Finding>& findings) {
  if (was.type() != is.type()) {
    Add("OVERRIDE_CHANGED", subject, was.name(), absl::StrCat(was.name(), ": type ", was.type(), " -> ", is.type()),
        findings);
    return;
  }
  const auto item = [&](const std::string& choice) { return absl::StrCat(was.name(), ".", choice); };
  for (const std::string& choice : was.choice()) {
    if (!Holds(is.choice(), choice))
      Add("OVERRIDE_REMOVED", subject, item(choice), absl::StrCat(was.name(), " no longer takes \"", choice, "\""),
          findings);
  }
  for (const std::string& choice : is.choice()) {
    if (!Holds(was.choice(), choice))
      Add("OVERRIDE_ADDED", subject, item(choice), absl::StrCat(was.name(), " also takes \"", choice, "\""), findings);
  }
}

void CompareClasses(const proto::OverrideClass& was, const proto::OverrideClass& is, const Subject& subject,
                    std::vector<Finding>& findings) {
  if (was.base() != is.base()) {
    findings.push_back(
        MakeFinding("OVERRIDE_CHANGED", subject,
                    absl::StrCat("base ", was.base().empty() ? "none" : was.base(), " -> ",
                                 is.base().empty() ? "none" : is.base(), ": other scopes count for it")));
  }
  for (const proto::OverrideParameter& parameter : was.parameter()) {
    const proto::OverrideParameter* now = Find(is.parameter(), parameter.name());
    if (now != nullptr) {
      CompareParameters(parameter, *now, subject, findings);
    } else {
      Add("OVERRIDE_REMOVED", subject, parameter.name(),
          absl::StrCat(parameter.name(), " (", parameter.type(), ") is gone"), findings);
    }
  }
  for (const proto::OverrideParameter& parameter : is.parameter()) {
    if (Find(was.parameter(), parameter.name()) == nullptr)
      Add("OVERRIDE_ADDED", subject, parameter.name(),
          absl::StrCat(parameter.name(), " (", parameter.type(), ") is new"), findings);
  }
}

}  // namespace

std::vector<Finding> CompareOverrides(const proto::OverrideTable& was, const proto::OverrideTable& is) {
  std::vector<Finding> findings;
  for (const proto::OverrideClass& target : was.target()) {
    const Subject subject{.builder = target.name()};
    const proto::OverrideClass* now = Find(is.target(), target.name());
    if (now == nullptr) {
      findings.push_back(MakeFinding("OVERRIDE_REMOVED", subject, "the class takes no overrides any more"));
    } else {
      CompareClasses(target, *now, subject, findings);
    }
  }
  for (const proto::OverrideClass& target : is.target()) {
    if (Find(was.target(), target.name()) == nullptr)
      findings.push_back(MakeFinding("OVERRIDE_ADDED", {.builder = target.name()}, "the class takes overrides"));
  }
  for (Finding& finding : findings) finding.file = "golden/overrides.textproto";
  return findings;
}

}  // namespace assay::bc

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "harness/compatibility/compare_builder.h"

namespace assay::bc {
namespace {

using Struct = proto::OptionStruct;
using Option = proto::Option;

int IndexOf(const Struct& options, const std::string& name) {
  for (int i = 0; i < options.option_size(); ++i) {
    if (options.option(i).name() == name) return i;
  }
  return -1;
}

// "BuilderOptions" of "BuilderOptions<ResNet50Weights>": the enum's name is told by itself.
absl::string_view Template(const std::string& name) { return absl::string_view(name).substr(0, name.find('<')); }

const Struct* FindStruct(const proto::BuilderApi& api, const std::string& name) {
  for (const Struct& candidate : api.option_struct()) {
    if (candidate.name() == name) return &candidate;
  }
  for (const Struct& candidate : api.option_struct()) {
    if (Template(candidate.name()) == Template(name) && absl::StrContains(name, "<")) return &candidate;
  }
  return nullptr;
}

class OptionComparison {
 public:
  OptionComparison(const Subject& subject, const Struct& was, const Struct& is)
      : subject_(subject), was_(was), is_(is) {}

  std::vector<Finding> Compare() {
    bool removed = false;
    for (int i = 0; i < was_.option_size(); ++i) {
      const int now = IndexOf(is_, was_.option(i).name());
      if (now < 0) {
        Removed(i);
        removed = true;
      } else {
        Kept(was_.option(i), is_.option(now));
      }
    }
    // An option in the place of one that went is that option renamed: one finding.
    CompareOrder();
    Added(removed);
    return std::move(findings_);
  }

 private:
  std::string Name(const Option& option) const { return absl::StrCat(was_.name(), ".", option.name()); }

  void Removed(int i) {
    std::string witness = absl::StrCat(Name(was_.option(i)), " (", was_.option(i).type(), ") is gone");
    if (i < is_.option_size() && IndexOf(was_, is_.option(i).name()) < 0 &&
        is_.option(i).type() == was_.option(i).type())
      absl::StrAppend(&witness, "; ", is_.option(i).name(), " stands in its place");
    Add("OPTION_REMOVED", Name(was_.option(i)), std::move(witness));
  }

  void Kept(const Option& was, const Option& is) {
    const std::string defaults = was.default_value() == is.default_value()
                                     ? ""
                                     : absl::StrCat("default ", was.default_value(), " -> ", is.default_value());
    if (was.type() != is.type()) {
      Add("OPTION_TYPE_CHANGED", Name(was),
          absl::StrCat(Name(was), ": type ", was.type(), " -> ", is.type(), defaults.empty() ? "" : "; ", defaults));
    } else if (!defaults.empty()) {
      Add("OPTION_DEFAULT_CHANGED", Name(was), absl::StrCat(Name(was), ": ", defaults));
    }
  }

  // Of the options that both have.
  void CompareOrder() {
    std::vector<std::string> was, is;
    for (const Option& option : was_.option()) {
      if (IndexOf(is_, option.name()) >= 0) was.push_back(option.name());
    }
    for (const Option& option : is_.option()) {
      if (IndexOf(was_, option.name()) >= 0) is.push_back(option.name());
    }
    const auto [old, now] = std::mismatch(was.begin(), was.end(), is.begin());
    if (old == was.end()) return;
    Add("OPTION_ORDER_CHANGED", was_.name(), absl::StrCat(was_.name(), ": ", *now, " stands where ", *old, " stood"));
    order_told_ = true;
  }

  void Added(bool removed) {
    int last_known = -1;
    for (int i = 0; i < is_.option_size(); ++i) {
      if (IndexOf(was_, is_.option(i).name()) >= 0) last_known = i;
    }
    for (int i = 0; i < is_.option_size(); ++i) {
      const Option& option = is_.option(i);
      if (IndexOf(was_, option.name()) >= 0) continue;
      if (i > last_known) {
        Add("OPTION_ADDED", Name(option),
            absl::StrCat(Name(option), " (", option.type(), ", default ", option.default_value(), ") is new"));
      } else if (!removed && !order_told_) {
        Add("OPTION_ORDER_CHANGED", Name(option),
            absl::StrCat(Name(option), " is new, before ", is_.option(last_known).name(),
                         ": new options go to the end"));
        order_told_ = true;
      }
    }
  }

  void Add(const char* rule, std::string item, std::string witness) {
    findings_.push_back(MakeFinding(rule, subject_, std::move(witness)));
    findings_.back().item = std::move(item);
  }

  const Subject& subject_;
  const Struct& was_;
  const Struct& is_;
  bool order_told_ = false;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CompareOptions(const Subject& subject, const proto::BuilderApi& was, const proto::BuilderApi& is) {
  std::vector<Finding> findings;
  for (const Struct& options : was.option_struct()) {
    const Struct* now = FindStruct(is, options.name());
    if (now == nullptr) {
      findings.push_back(MakeFinding("OPTION_REMOVED", subject, absl::StrCat(options.name(), " is gone")));
      findings.back().item = options.name();
      continue;
    }
    for (Finding& finding : OptionComparison(subject, options, *now).Compare()) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace assay::bc

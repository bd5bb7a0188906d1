#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compatibility/compare_builder.h"
#include "harness/compatibility/field_change.h"

namespace assay::bc {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

bool Same(const Names& was, const Names& is) { return std::equal(was.begin(), was.end(), is.begin(), is.end()); }

bool StartsAs(const Names& was, const Names& is) {
  return was.size() <= is.size() && std::equal(was.begin(), was.end(), is.begin());
}

std::string List(const Names& names) { return absl::StrCat("(", absl::StrJoin(names, ", "), ")"); }

std::string Change(const char* what, const std::string& was, const std::string& is) {
  return absl::StrCat(what, " ", was.empty() ? "none" : was, " -> ", is.empty() ? "none" : is);
}

class ApiComparison {
 public:
  ApiComparison(const Subject& subject, const proto::BuilderApi& was, const proto::BuilderApi& is,
                BuilderComparison& comparison)
      : subject_(subject), was_(was), is_(is), comparison_(comparison) {}

  void Compare() {
    Text("FAMILY_MOVED", "family", was_.family(), is_.family());
    Text("TASK_CHANGED", "task", was_.task(), is_.task());
    Text("BACKBONE_CHANGED", "backbone", was_.backbone(), is_.backbone());
    // A builder that had no weights gets an enum with its first entry: that is told there.
    if (was_.has_weights_enum()) {
      comparison_.enum_renamed = was_.weights_enum() != is_.weights_enum();
      Text("ENUM_RENAMED", "weights enum", was_.weights_enum(), is_.weights_enum());
    }
    if (was_.has_default_entry()) {
      comparison_.default_moved = was_.default_entry() != is_.default_entry();
      Text("DEFAULT_MOVED", "default", was_.default_entry(), is_.default_entry());
    }
    Signature();
    Implied();
    for (Finding& finding : CompareOptions(subject_, was_, is_)) comparison_.findings.push_back(std::move(finding));
    Presets();
  }

 private:
  void Text(const char* rule, const char* what, const std::string& was, const std::string& is) {
    if (was != is) Add(rule, Change(what, was, is));
  }

  // Further optional inputs, and outputs behind the old ones, break nobody.
  void Signature() {
    if (!Same(was_.input(), is_.input())) {
      Add("INPUTS_CHANGED", absl::StrCat("inputs ", List(was_.input()), " -> ", List(is_.input())));
    } else if (!StartsAs(was_.optional_input(), is_.optional_input())) {
      Add("INPUTS_CHANGED",
          absl::StrCat("optional inputs ", List(was_.optional_input()), " -> ", List(is_.optional_input())));
    }
    if (!Same(was_.output(), is_.output())) {
      Finding& finding =
          Add("OUTPUTS_CHANGED", absl::StrCat("outputs ", List(was_.output()), " -> ", List(is_.output())));
      if (StartsAs(was_.output(), is_.output())) {
        finding.severity = Severity::kNotice;
        finding.breaks = "";
        finding.remedy = "nothing: the old outputs stand where they stood";
      }
    }
  }

  void Implied() {
    for (const std::string& option : was_.implied_option()) {
      if (std::find(is_.implied_option().begin(), is_.implied_option().end(), option) == is_.implied_option().end())
        Add("IMPLIED_OPTION_REMOVED", absl::StrCat("entries may no longer imply ", option)).item = option;
    }
    if (was_.takes_num_classes() && !is_.takes_num_classes())
      Add("OPTION_REMOVED", "num_classes is no longer taken").item = "num_classes";
    if (was_.has_takes_num_classes() && !was_.takes_num_classes() && is_.takes_num_classes())
      Add("OPTION_ADDED", "num_classes is taken").item = "num_classes";
  }

  void Presets() {
    const auto transforms = CompareFields(was_.transforms(), is_.transforms());
    const auto postprocessing = CompareFields(was_.postprocessing(), is_.postprocessing());
    comparison_.transforms_moved = !transforms.empty();
    comparison_.postprocessing_moved = !postprocessing.empty();
    const char* whom = "everyone who prepares inputs with the preset of its builder, and its entries that name none";
    if (!transforms.empty()) Add("TRANSFORM_CHANGED", FieldsText(transforms)).breaks = whom;
    if (!postprocessing.empty()) Add("POSTPROCESSING_CHANGED", FieldsText(postprocessing)).breaks = whom;
  }

  Finding& Add(const char* rule, std::string witness) {
    comparison_.findings.push_back(MakeFinding(rule, subject_, std::move(witness)));
    return comparison_.findings.back();
  }

  const Subject& subject_;
  const proto::BuilderApi& was_;
  const proto::BuilderApi& is_;
  BuilderComparison& comparison_;
};

}  // namespace

void CompareApis(const Subject& subject, const proto::BuilderApi& was, const proto::BuilderApi& is,
                 BuilderComparison& comparison) {
  ApiComparison(subject, was, is, comparison).Compare();
}

}  // namespace assay::bc

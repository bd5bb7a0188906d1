#include "harness/compatibility/override_remedy.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace assay::bc {
namespace {

const proto::OverrideClass* FindClass(const proto::OverrideTable& table, const std::string& name) {
  const auto found = std::find_if(table.target().begin(), table.target().end(),
                                  [&](const proto::OverrideClass& target) { return target.name() == name; });
  return found == table.target().end() ? nullptr : &*found;
}

// The parameter of a class or of those that it derives from; null where none declares it.
const proto::OverrideParameter* FindParameter(const proto::OverrideTable& table, const std::string& type,
                                              const std::string& parameter) {
  for (const proto::OverrideClass* target = FindClass(table, type); target != nullptr;
       target = FindClass(table, target->base())) {
    for (const proto::OverrideParameter& declared : target->parameter()) {
      if (declared.name() == parameter) return &declared;
    }
    if (target->base() == target->name()) break;
  }
  return nullptr;
}

// As C++ writes it: a trace says True, and 0 where a double is meant.
std::string Literal(const std::string& value, const std::string& type) {
  if (value == "True") return "true";
  if (value == "False") return "false";
  if (type == "double" && value.find_first_of(".en") == std::string::npos) return absl::StrCat(value, ".0");
  if (type == "string" || type == "choice") return absl::StrCat("\"", value, "\"");
  return value;
}

}  // namespace

void AddOverrideRemedy(const Subject& subject, const Localisation& source, const ProbeEvidence& evidence,
                       Finding& finding) {
  if (evidence.overrides == nullptr || evidence.was_trace == nullptr || evidence.is_trace == nullptr) return;
  for (const AttributeChange& change : AttributeChanges(*evidence.was_trace, *evidence.is_trace)) {
    if (change.module != source.module) continue;
    const proto::OverrideParameter* parameter = FindParameter(*evidence.overrides, change.type, change.attribute);
    if (parameter == nullptr) continue;
    const std::string file = subject.CatalogueFile();
    const std::string who = subject.entry.empty() ? "the entries that were trained with it" : "the entry";
    finding.remedy = absl::StrCat(
        "let ", who, " imply ContextParams<", change.type, ">{.", change.attribute, " = ",
        Literal(change.was, parameter->type()), "}", file.empty() ? "" : ": ", file,
        "\nor offer the change as a new builder with its own weights: ", NextName(subject.builder, subject.taken));
    if (!file.empty()) finding.file = file;
    return;
  }
}

}  // namespace assay::bc

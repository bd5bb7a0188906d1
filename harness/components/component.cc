#include "harness/components/component.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/check_timer.h"
#include "harness/compare_probe.h"
#include "harness/compare_stages.h"

namespace assay {
namespace {

std::map<std::string, Component>& Registered() {
  static auto& components = *new std::map<std::string, Component>();
  return components;
}

std::map<std::string, const proto::ComponentCase*> ByName(const proto::ComponentGolden& golden) {
  std::map<std::string, const proto::ComponentCase*> named;
  for (const auto& item : golden.item()) named.emplace(item.name(), &item);
  return named;
}

void CompareFields(const proto::ComponentCase& golden, const proto::ComponentCase& now,
                   std::vector<std::string>& differences) {
  std::map<std::string, std::string> left;
  for (const auto& field : now.field()) left.emplace(field.name(), field.value());
  for (const auto& field : golden.field()) {
    const auto found = left.find(field.name());
    if (found == left.end()) {
      differences.push_back(absl::StrCat(field.name(), " is gone, was ", field.value()));
      continue;
    }
    if (found->second != field.value())
      differences.push_back(absl::StrCat(field.name(), " is ", found->second, ", was ", field.value()));
    left.erase(found);
  }
  for (const auto& [name, value] : left) differences.push_back(absl::StrCat(name, " is new: ", value));
  const auto same_name = [](const auto& a, const auto& b) { return a.name() == b.name(); };
  if (differences.empty() &&
      !std::equal(golden.field().begin(), golden.field().end(), now.field().begin(), now.field().end(), same_name))
    differences.push_back("the order changed");
}

std::vector<std::string> CompareCases(const proto::ComponentCase& golden, const proto::ComponentCase& now,
                                      bool draws_alike) {
  std::vector<std::string> differences;
  CompareFields(golden, now, differences);
  if (golden.sha256() != now.sha256())
    differences.push_back(absl::StrCat("sha256 is ", now.sha256(), ", was ", golden.sha256()));
  if (golden.has_stage() || now.has_stage()) {
    std::string difference = StageDifference(golden.stage(), now.stage());
    if (!difference.empty()) differences.push_back(std::move(difference));
  }
  if (golden.has_probe() || now.has_probe()) {
    for (ProbePart& part : CompareProbes(golden.probe(), now.probe(), ToleranceOf(golden.probe(), draws_alike)))
      std::move(part.findings.begin(), part.findings.end(), std::back_inserter(differences));
  }
  return differences;
}

}  // namespace

bool RegisterComponent(Component component) {
  const std::string name = component.name;
  if (Registered().emplace(name, std::move(component)).second) return true;
  std::fprintf(stderr, "two components are called \"%s\"\n", name.c_str());
  std::abort();
}

std::vector<Component> ComponentLocks() {
  std::vector<Component> components;
  for (const auto& [name, component] : Registered()) components.push_back(component);
  return components;
}

std::vector<std::string> CompareComponent(const proto::ComponentGolden& golden, const proto::ComponentGolden& now) {
  std::vector<std::string> findings;
  // Only who draws initial values says on which machine.
  const bool draws_alike =
      !now.has_blessing() || DrawAlike(golden.blessing().cpu_capability(), now.blessing().cpu_capability());
  if (golden.measured_by() != now.measured_by()) {
    return {absl::StrCat("the golden was measured by protocol ", golden.measured_by(), ", and this is ",
                         now.measured_by(), ": their cases cannot be compared")};
  }
  if (golden.component() != now.component())
    findings.push_back(absl::StrCat("the golden is that of ", golden.component(), ", not of ", now.component()));
  std::map<std::string, const proto::ComponentCase*> left = ByName(now);
  for (const auto& item : golden.item()) {
    const auto found = left.find(item.name());
    if (found == left.end()) {
      findings.push_back(absl::StrCat(item.name(), ": the case is gone"));
      continue;
    }
    for (const std::string& difference : CompareCases(item, *found->second, draws_alike))
      findings.push_back(absl::StrCat(item.name(), ": ", difference));
    left.erase(found);
  }
  for (const auto& item : now.item()) {
    if (left.count(item.name())) findings.push_back(absl::StrCat(item.name(), ": the case is not in the lock"));
  }
  return findings;
}

ComponentMeasurement ValidateComponent(const Component& component, const ComponentInputs& inputs,
                                       const proto::ComponentGolden* golden) {
  ComponentMeasurement measured;
  measured.result.builder = component.FullName();
  const Check& check = RunCheck(measured.result, "cases", [&](Check& check) {
    auto now = component.measure(inputs);
    if (!now.ok()) {
      check.findings.push_back(std::string(now.status().message()));
      return;
    }
    measured.now = *std::move(now);
    // The first is what a lock without a word means.
    if (measured.now.measured_by() != kComponentProtocol) measured.now.set_measured_by(kComponentProtocol);
    check.summary = absl::StrCat("cases ", measured.now.item_size());
    check.against_lock = true;
    if (golden == nullptr) {
      check.findings.push_back(absl::StrCat("no golden yet: ", BlessCommand(component.FullName())));
    } else {
      check.findings = CompareComponent(*golden, measured.now);
    }
  });
  measured.result.seconds = check.seconds;
  return measured;
}

proto::ComponentCase& AddCase(proto::ComponentGolden& golden, absl::string_view name) {
  proto::ComponentCase& item = *golden.add_item();
  item.set_name(std::string(name));
  return item;
}

void AddField(proto::ComponentCase& item, absl::string_view name, absl::string_view value) {
  proto::Field& field = *item.add_field();
  field.set_name(std::string(name));
  field.set_value(std::string(value));
}

void AddRefusal(proto::ComponentCase& item, const absl::Status& status) {
  AddField(item, "refused", absl::StatusCodeToString(status.code()));
}

}  // namespace assay

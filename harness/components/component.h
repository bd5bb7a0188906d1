// What belongs to no single builder and is promised all the same: readers of weight files, decoders of images, layers
// that applications use themselves, options that no builder sets. Each is measured as a list of cases and locked in
// golden/components/.
//
//   for (const Component& component : ComponentLocks()) {
//     ASSAY_ASSIGN_OR_RETURN(proto::ComponentGolden now, component.measure({.root = root}));
//     for (const std::string& finding : CompareComponent(golden, now)) Report(finding);
//   }
#ifndef ASSAY_HARNESS_COMPONENTS_COMPONENT_H_
#define ASSAY_HARNESS_COMPONENTS_COMPONENT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/golden.pb.h"
#include "harness/result.h"

namespace assay {

// How cases are measured, beside their probes (harness/probe.h). A change after which the same library gives other
// cases takes the next one, in a commit of its own: see kProbeProtocol.
inline constexpr int kComponentProtocol = 1;

struct ComponentInputs {
  // The folder in which the repository's own data files lie as they do in the repository.
  std::string root;
  // Measure the probes' noise floors (harness/noise.h): bless does, who compares takes the lock's.
  bool noise = false;
};

struct Component {
  std::string name;  // "readers"
  std::function<absl::StatusOr<proto::ComponentGolden>(const ComponentInputs&)> measure;

  // How it is called where builders stand too: "components/readers".
  std::string FullName() const { return "components/" + name; }
  // "golden/components/readers.textproto", relative to the repository's root.
  std::string GoldenPath() const { return "golden/" + FullName() + ".textproto"; }
};

// Makes a component known, before main. Ends the process on a name that another one has.
bool RegisterComponent(Component component);

// In one source file of each component: ASSAY_COMPONENT("readers", MeasureReaders);
#define ASSAY_COMPONENT(name, measure) \
  [[maybe_unused]] static const bool assay_component_registered = ::assay::RegisterComponent({name, measure})

// The linked components, by name. //harness/components:all links every one.
std::vector<Component> ComponentLocks();

// A sentence for each case that differs, is gone or is new. Fields, bytes and tokens are compared exactly, probes
// within the lock's noise floors, other values as StageDifference does.
std::vector<std::string> CompareComponent(const proto::ComponentGolden& golden, const proto::ComponentGolden& now);

struct ComponentMeasurement {
  CombinationResult result;
  proto::ComponentGolden now;
};

// The component now, against the lock. Without a golden its one check fails, and says how to make it.
ComponentMeasurement ValidateComponent(const Component& component, const ComponentInputs& inputs,
                                       const proto::ComponentGolden* golden);

// For the components themselves.
proto::ComponentCase& AddCase(proto::ComponentGolden& golden, absl::string_view name);
void AddField(proto::ComponentCase& item, absl::string_view name, absl::string_view value);
// "refused", with the status' code: its words may change.
void AddRefusal(proto::ComponentCase& item, const absl::Status& status);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_COMPONENT_H_

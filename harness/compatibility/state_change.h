// What changed about a state dict: one rule, the worst, with all that comes along in its words.
#ifndef ASSAY_HARNESS_COMPATIBILITY_STATE_CHANGE_H_
#define ASSAY_HARNESS_COMPATIBILITY_STATE_CHANGE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "harness/golden.pb.h"

namespace assay::bc {

struct StateChange {
  std::string rule;  // "STATE_KEY_REMOVED"
  std::string witness;
  std::string module;  // of the first tensor: "layer1.0.conv1"
  // Whether outputs, gradients and initial values follow from it: not from the order alone, nor from what is trained.
  bool moves_outputs = true;
};

// Null where keys, types, shapes, kinds and order are the same. Of two digests (an entry's probe) no key is known.
std::optional<StateChange> CompareStates(const proto::Probe& was, const proto::Probe& is);

// "layer1.0.conv1" of "layer1.0.conv1.weight"; empty for a key without a dot.
std::string ModuleOf(absl::string_view key);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_STATE_CHANGE_H_

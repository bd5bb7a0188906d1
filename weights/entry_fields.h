// All that an entry says, one value after the other under the catalogue's names: what the lock records and `assay
// describe` shows.
//
//   for (const EntryField& field : EntryFields(entry)) std::cout << field.Name() << ": " << field.Text() << "\n";
//   // meta.metrics.ImageNet-1K.acc@1: 71.878
#ifndef ASSAY_WEIGHTS_ENTRY_FIELDS_H_
#define ASSAY_WEIGHTS_ENTRY_FIELDS_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "weights/weight_entry.h"

namespace assay {

// A group that has members where something is said, such as `metrics`, of which nothing is.
struct NoMembers {
  bool operator==(const NoMembers&) const = default;
};

// monostate: the entry does not say it.
using FieldValue = std::variant<std::monostate, NoMembers, bool, int64_t, double, std::string, std::vector<int64_t>,
                                std::vector<double>, std::vector<std::string>>;

struct EntryField {
  std::vector<std::string> path = {};  // {"meta", "metrics", "ImageNet-1K", "acc@1"}
  FieldValue value = {};

  bool is_said() const { return value.index() > 1; }
  // "meta.metrics.ImageNet-1K.acc@1".
  std::string Name() const;
  // "71.878", "true", "[0.485, 0.456, 0.406]": of numbers the fewest digits that give the same one. Empty where it is
  // not said.
  std::string Text() const;
};

// Every field of `entry`, in an order that never changes, but for its source, which is where it is written and not what
// is. The categories are named by their file.
std::vector<EntryField> EntryFields(const WeightEntry& entry);

// The same of a preset alone, under a name: "transforms.preset", "transforms.crop_size". One field of monostate where
// there is none.
std::vector<EntryField> PresetFields(const std::string& name, const TransformsPreset& preset);
std::vector<EntryField> PresetFields(const std::string& name, const PostprocessingPreset& preset);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_ENTRY_FIELDS_H_

// Named facts of two locks, side by side.
//
//   for (const FieldDifference& difference : CompareFields(golden.catalogue(), now.catalogue())) {
//     std::cout << difference.Text();   // "transforms.crop_size is 240, was 224"
//   }
#ifndef ASSAY_HARNESS_COMPARE_FIELDS_H_
#define ASSAY_HARNESS_COMPARE_FIELDS_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/golden.pb.h"

namespace assay {

struct FieldDifference {
  std::string name;
  std::optional<std::string> was, is;  // nullopt: not said

  // "url is X, was Y", "meta.docs is new: X", "meta.docs is gone: it was Y".
  std::string Text() const;
};

// Every field that one side alone has or that has another value, in the order of `expected`, then what is new. A name
// that is there twice counts with its last value.
std::vector<FieldDifference> CompareFields(const google::protobuf::RepeatedPtrField<proto::Field>& expected,
                                           const google::protobuf::RepeatedPtrField<proto::Field>& actual);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_FIELDS_H_

// What each fact of an entry's catalogue means for those who use the entry.
//
//   const SortedFields fields = SortFields(CompareFields(promised.catalogue(), present.catalogue()));
//   if (!fields.transforms.empty()) ...   // the same image is prepared otherwise
#ifndef ASSAY_HARNESS_COMPATIBILITY_SORTED_FIELDS_H_
#define ASSAY_HARNESS_COMPATIBILITY_SORTED_FIELDS_H_

#include <vector>

#include "harness/compatibility/field_change.h"

namespace assay::bc {

// The changes of one entry, by what follows from them.
struct SortedFields {
  std::vector<FieldChange> enumeration;  // the enum's names
  std::vector<FieldChange> constant;     // the C++ constant
  std::vector<FieldChange> task;
  std::vector<FieldChange> tensors;  // the digest
  std::vector<FieldChange> file;     // the hash of the file
  std::vector<FieldChange> url;      // where the file lies, packages too
  std::vector<FieldChange> transforms;
  std::vector<FieldChange> postprocessing;
  std::vector<FieldChange> implied;  // options and overrides
  std::vector<FieldChange> categories;
  std::vector<FieldChange> metrics;
  std::vector<FieldChange> licence;
  std::vector<FieldChange> latest;
  std::vector<FieldChange> is_default;
  std::vector<FieldChange> other;  // the rest: words
};

SortedFields SortFields(const std::vector<FieldChange>& changes);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_SORTED_FIELDS_H_

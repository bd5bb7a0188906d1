// What callers write and what the catalogue says, for the lock: the names, order, types and defaults of options, and
// every field of an entry.
//
//   proto::BuilderApi now = MeasureApi(builder, model.signature());
//   for (const std::string& finding : CompareApis(golden.api(), now)) ...
//   // "ResNetOptions.groups: the default is 2, was 1"
#ifndef ASSAY_HARNESS_API_LOCK_H_
#define ASSAY_HARNESS_API_LOCK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "harness/golden.pb.h"
#include "models/model.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// A builder's interface. `signature` is that of a model of it. The default entry is there where the builder's catalogue
// is linked.
proto::BuilderApi MeasureApi(const Builder& builder, const Signature& signature);

// A sentence for each difference, naming what it was and what it is.
std::vector<std::string> CompareApis(const proto::BuilderApi& expected, const proto::BuilderApi& actual);

// Sets `golden`'s catalogue and categories_sha256.
// Errors: as CategoryList::names, where the names of the categories are not linked.
absl::Status MeasureCatalogue(const WeightEntry& entry, proto::EntryGolden& golden);

// Of a list of names in order, a line each; empty for none.
std::string CategoriesSha256(absl::Span<const std::string> names);

// A sentence for each field that differs, under the catalogue's name for it, and for categories with other names or in
// another order.
std::vector<std::string> CompareCatalogues(const proto::EntryGolden& expected, const proto::EntryGolden& actual);

// Whether a field says something about the weights and nothing about what they answer, such as where their file is:
// another value is meant for everyone.
bool IsOnlyText(const std::string& field);

}  // namespace assay

#endif  // ASSAY_HARNESS_API_LOCK_H_

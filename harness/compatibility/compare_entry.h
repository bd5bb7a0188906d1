// One version x entry against its promise. What its version says already is not said again.
#ifndef ASSAY_HARNESS_COMPATIBILITY_COMPARE_ENTRY_H_
#define ASSAY_HARNESS_COMPATIBILITY_COMPARE_ENTRY_H_

#include <functional>
#include <string>
#include <vector>

#include "harness/compatibility/compare_builder.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/make_finding.h"
#include "harness/compatibility/probe_change.h"
#include "harness/golden.pb.h"

namespace assay::bc {

// The first difference of two locks' lists of categories of a file ("imagenet1k"), in words; empty where unknown.
using CategoryDifference = std::function<std::string(const std::string& file)>;

// What an entry has from its version; all may be null.
struct VersionEvidence {
  const BuilderComparison* comparison = nullptr;
  const proto::BuilderGolden* was = nullptr;
  const proto::BuilderGolden* is = nullptr;
};

// What became of the entry's weights in one other version of the family.
struct CrossVersionChange {
  std::string builder;
  Level level = Level::kLoad;
  bool breaking = true;
  std::string words;  // "resnet50_v2: loads and answers alike -> does not load (layer1.0.conv1.weight ...)"
};

struct EntryComparison {
  std::vector<Finding> findings;
  std::vector<CrossVersionChange> cross_version;
  // What moved, but only as that of its version did: no findings.
  struct Along {
    bool behaviour = false;
    bool transforms = false;
    bool postprocessing = false;
  };
  Along along;
  // The list of names whose change its findings tell: "imagenet1k"; empty for none.
  std::string told_categories;
};

EntryComparison CompareEntry(const Subject& subject, const proto::EntryGolden& was, const proto::EntryGolden& is,
                             ProbeEvidence evidence, const VersionEvidence& version,
                             const CategoryDifference& category_difference);

// A finding for each level of what became of the weights in other versions.
std::vector<Finding> CrossVersionFindings(const Subject& subject, const std::vector<CrossVersionChange>& changes);

// harness/compatibility/entry_tensors.cc: TENSORS_CHANGED, URL_MOVED or FILE_CHANGED.
struct SortedFields;
void CompareTensors(const Subject& subject, const proto::EntryGolden& was, const proto::EntryGolden& is,
                    const SortedFields& fields, std::vector<Finding>& findings);

// harness/compatibility/entry_meta.cc: metrics, licence, latest and what is only words.
void CompareMeta(const Subject& subject, const SortedFields& fields, const std::string& taxonomy,
                 std::vector<Finding>& findings);

// harness/compatibility/entry_answers.cc: what the golden inputs' answers say, by kind; a sentence, or empty.
struct AnswerChange {
  std::string inputs;   // pixels or tokens
  std::string answers;  // logits, top 5, hidden states, embeddings
  std::string missing;  // why there is nothing to compare
};
AnswerChange CompareGoldenAnswers(const proto::EntryGolden& was, const proto::EntryGolden& is);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_COMPARE_ENTRY_H_

// Where the lock's files are.
//
//   ASSAY_ASSIGN_OR_RETURN(auto golden, ReadTextproto<proto::BuilderGolden>(root + "/" + GoldenPath(builder)));
#ifndef ASSAY_HARNESS_GOLDEN_FILES_H_
#define ASSAY_HARNESS_GOLDEN_FILES_H_

#include <string>

#include "harness/textproto.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// "golden/mobilenet/mobilenet_v2.textproto", relative to the repository's root.
std::string GoldenPath(const Builder& builder);

// "golden/mobilenet/mobilenet_v2/IMAGENET1K_V1.textproto".
std::string GoldenPath(const Builder& builder, const WeightEntry& entry);

// The trace that belongs to a golden: "golden/mobilenet/mobilenet_v2.trace.textproto".
std::string TracePath(const std::string& golden_path);

}  // namespace assay

#endif  // ASSAY_HARNESS_GOLDEN_FILES_H_

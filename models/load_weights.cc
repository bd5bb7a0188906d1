#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "weights/locate.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/state_dict.h"

namespace assay {

absl::Status LoadWeights(Model& model, const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(const LocatedFile file, Locate(entry));
  return LoadWeightsFrom(model, entry, file.path);
}

absl::Status LoadWeightsFrom(Model& model, const WeightEntry& entry, const std::string& path) {
  if (!entry.sha256.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::string sha256, FileSha256(path));
    if (!absl::StartsWith(sha256, entry.sha256)) {
      return absl::DataLossError(absl::StrCat(path, ": sha256 is ", sha256, ", but ", entry.FullName(), " has ",
                                              entry.sha256,
                                              "; the file is damaged or another one: remove it and fetch it again"));
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  ASSAY_ASSIGN_OR_RETURN(const NamedTensors state, LoadStateDict(file));
  const absl::Status loaded = model.load_state_dict(state);
  return loaded.ok() ? loaded : absl::Status(loaded.code(), absl::StrCat(path, ": ", loaded.message()));
}

}  // namespace assay

#include "harness/golden_sentences.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"
#include "tools/base/status_macros.h"

namespace assay {

absl::StatusOr<std::vector<Sentence>> ReadGoldenSentences(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadTextproto<proto::GoldenSentences>(path));
  std::vector<Sentence> sentences;
  std::set<std::string> names;
  for (const proto::GoldenSentence& sentence : golden.sentence()) {
    if (sentence.name().empty() || !names.insert(sentence.name()).second) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": sentence ", sentences.size(),
                                                     " needs a name of its own, not \"", sentence.name(), "\""));
    }
    sentences.push_back({.name = sentence.name(), .text = sentence.text()});
  }
  if (sentences.empty()) return absl::InvalidArgumentError(absl::StrCat(path, " holds no sentence"));
  return sentences;
}

}  // namespace assay

#include "harness/compatibility/stage_change.h"

#include <vector>

#include "absl/strings/str_cat.h"

namespace assay::bc {
namespace {

// Of "landscape: resize is the first step that differs: ...", as CompareStages says it.
std::string StageOf(const std::string& sentence) {
  const size_t colon = sentence.find(": "), is = sentence.find(" is the first step");
  if (colon == std::string::npos || is == std::string::npos || is <= colon + 2) return "";
  return sentence.substr(colon + 2, is - colon - 2);
}

Stages Promised(const Stages& was, const Stages& is) {
  Stages known;
  for (const proto::StageGolden& stage : is) {
    for (const proto::StageGolden& old : was) {
      if (old.input() != stage.input() || old.stage() != stage.stage()) continue;
      *known.Add() = stage;
      break;
    }
  }
  return known;
}

}  // namespace

StageChange FirstStageChange(const Stages& was, const Stages& is) {
  const std::vector<std::string> differences = CompareStages(was, Promised(was, is));
  if (differences.empty()) return {};
  // Two hashes in full say no more than that the bytes are others.
  StageChange change{.words = differences[0].substr(0, differences[0].find("; sha256 ")),
                     .stage = StageOf(differences[0])};
  if (differences.size() > 1)
    absl::StrAppend(&change.words, " (and ", differences.size() - 1,
                    differences.size() == 2 ? " more input)" : " more inputs)");
  return change;
}

}  // namespace assay::bc

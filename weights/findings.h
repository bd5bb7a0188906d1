// Findings about one text, collected so that one run of a build names them all.
//
//   Findings findings;
//   findings.Add(place.At("url"), "the url names no file", "end it in the file's name");
//   return findings.ToStatus();
#ifndef ASSAY_WEIGHTS_FINDINGS_H_
#define ASSAY_WEIGHTS_FINDINGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace assay {

class Findings {
 public:
  // `where` is file:line:column, `remedy` what the reader should do.
  void Add(absl::string_view where, absl::string_view what, absl::string_view remedy) {
    lines_.push_back(absl::StrCat(where, ": ", what, "; ", remedy));
  }

  // OK, or InvalidArgument with one finding a line.
  absl::Status ToStatus() const {
    return lines_.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(lines_, "\n"));
  }

 private:
  std::vector<std::string> lines_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FINDINGS_H_

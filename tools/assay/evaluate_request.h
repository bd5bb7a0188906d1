// What `assay evaluate` is asked, read off its words and checked before anything is loaded.
//
//   ASSAY_ASSIGN_OR_RETURN(const EvaluateRequest request, ParseEvaluateRequest(arguments));
#ifndef ASSAY_TOOLS_ASSAY_EVALUATE_REQUEST_H_
#define ASSAY_TOOLS_ASSAY_EVALUATE_REQUEST_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/assay/arguments.h"
#include "tools/assay/evaluation_data.h"

namespace assay {

struct EvaluateRequest {
  enum class What { kRun, kMerge, kExplain };

  What what = What::kRun;
  std::vector<std::string> words = {};  // the weights; of a merge the files
  EvaluationDataRequest data = {};
  std::string file = {};  // weights in place of the entry's own
  int batch_size = 32;
  std::string device = "cpu";
  bool plain = false;  // the model's own forward, whatever can be proven of a faster one
  // As people count, from 1.
  int shard = 1;
  int shards = 1;
  std::string shard_text = {};  // "3/16"; empty for all
  std::optional<double> expect = {};
  std::string against = {};  // the old weights: a name, or a file that --out wrote; empty: the new ones alone
  std::optional<double> margin_points = {};  // the difference that counts as none
  // Absolute paths; empty where there are none.
  std::string pictures = {};
  std::string pictures_word = {};  // as the user wrote it
  std::string journal = {};
  bool own_journal = false;  // beside `out`, where that is to be a file, and removed when it is written
  std::string out = {};
  std::string out_word = {};  // as the user wrote it
  std::string json_file = {};
  bool json = false;
  std::set<std::string> given = {};  // the names of the options that were said

  bool Has(const std::string& option) const { return given.count(option) != 0; }
};

std::vector<Option> EvaluateOptionList();

// Errors: InvalidArgument, naming the option, what was expected and what came; or options that do not go together.
absl::StatusOr<EvaluateRequest> ParseEvaluateRequest(const Arguments& arguments);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EVALUATE_REQUEST_H_

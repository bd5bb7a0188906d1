#include "tools/assay/evaluate_request.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/assay/user_path.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int kMostBatch = 4096;
constexpr int kMostShards = 1'000'000;

absl::Status Wrong(const std::string& option, const std::string& value, const std::string& expected) {
  return absl::InvalidArgumentError(absl::StrCat("--", option, " is \"", value, "\", expected ", expected));
}

// SimpleAtoi takes blanks and signs too.
bool IsDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Whether answers that are written there can be gone on with: a device or a pipe has no place beside it.
bool IsFileOrNothing(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  return !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
}

// A whole number from 1; `number` stays where the option was not given.
template <class T>
absl::Status ParseCount(const Arguments& arguments, const std::string& option, T most, T& number) {
  if (!arguments.Has(option)) return absl::OkStatus();
  const std::string value = arguments.Value(option);
  T parsed = 0;
  if (!IsDigits(value) || !absl::SimpleAtoi(value, &parsed) || parsed < 1 || parsed > most)
    return Wrong(option, value, absl::StrCat("a number from 1 to ", most));
  number = parsed;
  return absl::OkStatus();
}

absl::Status ParseShard(const Arguments& arguments, EvaluateRequest& request) {
  if (!arguments.Has("shard")) return absl::OkStatus();
  request.shard_text = arguments.Value("shard");
  const std::vector<std::string> parts = absl::StrSplit(request.shard_text, '/');
  if (parts.size() == 2 && IsDigits(parts[0]) && IsDigits(parts[1]) && absl::SimpleAtoi(parts[0], &request.shard) &&
      absl::SimpleAtoi(parts[1], &request.shards) && request.shard >= 1 && request.shard <= request.shards &&
      request.shards <= kMostShards) {
    return absl::OkStatus();
  }
  return Wrong("shard", request.shard_text, "K/N, the K-th of N parts, counted from 1: 3/16, and 16/16 for the last");
}

absl::Status ParseExpect(const Arguments& arguments, EvaluateRequest& request) {
  if (!arguments.Has("expect")) return absl::OkStatus();
  double expect = 0;
  if (!absl::SimpleAtod(arguments.Value("expect"), &expect) || !(expect >= 0 && expect <= 100))
    return Wrong("expect", arguments.Value("expect"), "an accuracy in percent, such as 71.88");
  request.expect = expect;
  return absl::OkStatus();
}

// A margin of everything would call all weights the same.
absl::Status ParseMargin(const Arguments& arguments, EvaluateRequest& request) {
  if (!arguments.Has("margin")) return absl::OkStatus();
  double margin = 0;
  if (!absl::SimpleAtod(arguments.Value("margin"), &margin) || !(margin > 0 && margin <= 10))
    return Wrong("margin", arguments.Value("margin"), "points of accuracy above 0, at most 10, such as 0.5");
  request.margin_points = margin;
  return absl::OkStatus();
}

// Options that mean nothing for what is asked.
absl::Status CheckTogether(const Arguments& arguments, const EvaluateRequest& request) {
  using What = EvaluateRequest::What;
  const auto refuse = [&](const std::vector<std::string>& options, const std::string& why) {
    for (const std::string& option : options) {
      if (arguments.Has(option)) return absl::InvalidArgumentError(absl::StrCat("--", option, " ", why));
    }
    return absl::OkStatus();
  };
  if (request.what == What::kMerge) {
    return refuse({"explain", "data", "split", "classes", "limit", "batch", "device", "plain", "shard", "journal",
                   "expect", "file", "against", "margin", "pictures"},
                  "does not go with --merge, which computes nothing");
  }
  if (request.words.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", request.words[1], "\" is one word too many: several words are files to --merge"));
  }
  if (request.what == What::kExplain)
    return refuse({"shard", "journal", "out", "against", "margin", "pictures"},
                  "does not go with --explain, which keeps no answers");
  ASSAY_RETURN_IF_ERROR(refuse({"expect"}, "is for --explain"));
  if (request.against.empty()) {
    ASSAY_RETURN_IF_ERROR(refuse({"margin", "pictures"}, "is for --against, which compares two sets of weights"));
  } else {
    ASSAY_RETURN_IF_ERROR(
        refuse({"shard"},
               "does not go with --against: a part of the images decides nothing. Merge the shards "
               "of each set of weights, and compare the two files: evaluate NEW.pb --against=OLD.pb"));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Option> EvaluateOptionList() {
  const auto with_value = [](const char* name, const char* placeholder, const char* help) {
    return Option{.name = name, .value = Option::Value::kRequired, .placeholder = placeholder, .help = help};
  };
  return {
      with_value("data", "DIR",
                 "a folder, a file or the name of a data set; else the one that the weights' metrics name"),
      with_value("split", "NAME", "test, train, val or all, as the data set has them; else the measured one"),
      with_value("classes", "FILE",
                 "for a folder of images, lines \"FOLDER LABEL\": a blank or tab, an index or a category"),
      with_value("limit", "N", "a sample of N images, spread evenly"),
      with_value("batch", "N", "images that are computed together, 32 by default"),
      with_value("device", "DEVICE", "cpu, which is the default, or cuda, or one of several GPUs: cuda:1"),
      {.name = "plain", .help = "the model's own forward alone; else a faster one where its answers are proven equal"},
      with_value("shard", "K/N", "the K-th of N parts, counted from 1: 1/16 to 16/16"),
      with_value("out", "FILE", "write every image's answer there; a journal beside it makes it resumable"),
      with_value("journal", "FILE", "keep finished batches there, for the next run to go on from"),
      {.name = "merge", .help = "the words are files of --out: put them together"},
      with_value("file", "FILE", "weights in place of those that the entry has, with all else as it says"),
      {.name = "explain", .help = "try the usual mistakes in preprocessing: which gives the expected accuracy?"},
      with_value("expect", "ACC", "with --explain: that accuracy, in percent; else the declared one"),
      with_value("against", "OLD", "is this better than those weights? A name, or a file of --out"),
      with_value("margin", "POINTS", "with --against, for data of one's own: the difference that is none, else 1"),
      with_value("pictures", "FILE", "with --against: a page of the images that flipped, as HTML"),
      {.name = "json",
       .value = Option::Value::kOptional,
       .placeholder = "FILE",
       .help = "one JSON document instead of the text; with FILE written there beside it"},
  };
}

absl::StatusOr<EvaluateRequest> ParseEvaluateRequest(const Arguments& arguments) {
  EvaluateRequest request;
  request.words = arguments.words();
  for (const Option& option : EvaluateOptionList()) {
    if (arguments.Has(option.name)) request.given.insert(option.name);
  }
  if (arguments.Has("explain")) request.what = EvaluateRequest::What::kExplain;
  if (arguments.Has("merge")) request.what = EvaluateRequest::What::kMerge;
  request.data = {
      .data = arguments.Value("data"), .split = arguments.Value("split"), .classes = arguments.Value("classes")};
  ASSAY_RETURN_IF_ERROR(ParseCount(arguments, "limit", int64_t{1} << 40, request.data.limit));
  ASSAY_RETURN_IF_ERROR(ParseCount(arguments, "batch", kMostBatch, request.batch_size));
  if (arguments.Has("device")) request.device = arguments.Value("device");
  request.plain = arguments.Has("plain");
  ASSAY_RETURN_IF_ERROR(ParseShard(arguments, request));
  ASSAY_RETURN_IF_ERROR(ParseExpect(arguments, request));
  ASSAY_RETURN_IF_ERROR(ParseMargin(arguments, request));
  request.against = arguments.Value("against");
  request.pictures_word = arguments.Value("pictures");
  request.pictures = UserPath(request.pictures_word);
  request.file = UserPath(arguments.Value("file"));
  request.out_word = arguments.Value("out");
  request.out = UserPath(request.out_word);
  request.journal = UserPath(arguments.Value("journal"));
  ASSAY_RETURN_IF_ERROR(CheckTogether(arguments, request));
  if (request.what == EvaluateRequest::What::kRun && request.journal.empty() && !request.out.empty() &&
      IsFileOrNothing(request.out)) {
    request.journal = absl::StrCat(request.out, ".journal");
    request.own_journal = true;
  }
  request.json_file = UserPath(arguments.Value("json"));
  request.json = arguments.Has("json") && request.json_file.empty();
  return request;
}

}  // namespace assay

// What the update gate says of the digits' weights, what it can see there and on LFW's 50 faces, and how often it errs:
// the tables of docs/updating-weights.md.
//
//   ./bazelw run -c opt //benchmarks:update_gate                     # all of them, two minutes
//   ./bazelw run -c opt //benchmarks:update_gate -- --part=verdicts  # or one: perturbed, sees, faces, errors
//   ./bazelw run -c opt //benchmarks:update_gate -- --part=perturbed --seeds=3
//
// Prints markdown. The same numbers every time, but for images that rounding turns over on another machine (perturbed).
// Exit: 0; 2 where something could not be measured.
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "benchmarks/perturb_weights.h"
#include "harness/accuracy/compare_evaluations.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/evaluation_key.h"
#include "harness/accuracy/gate_power.h"
#include "harness/accuracy/known_datasets.h"
#include "harness/accuracy/mcnemar_power.h"
#include "models/cifar_resnet/cifar_resnet.h"
#include "models/registry.h"
#include "tools/base/keep_freed_memory.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using Kind = UpdateVerdict::Kind;

constexpr char kOld[] = "DigitsResNet20_Weights.DIGITS_V1";
constexpr char kNew[] = "DigitsResNet20_Weights.DIGITS_V2";
constexpr int kSimulations = 10'000;

struct Request {
  std::string part;  // empty: all
  int seeds = 20;
};

std::string Row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) absl::StrAppend(&row, " ", cell, " |");
  return row + "\n";
}

std::string Header(const std::vector<std::string>& cells) {
  return Row(cells) + Row(std::vector<std::string>(cells.size(), "---"));
}

std::string Signed(double share) { return absl::StrFormat("%+.2f", 100 * share); }
std::string Share(double share) { return absl::StrFormat("%.2f %%", 100 * share); }

class UpdateGate {
 public:
  explicit UpdateGate(int seeds) : seeds_(seeds) {}

  absl::Status Open() {
    ASSAY_ASSIGN_OR_RETURN(spec_, FindDataset("Digits"));
    ASSAY_ASSIGN_OR_RETURN(const std::string path, LocateDataset(spec_));
    ASSAY_ASSIGN_OR_RETURN(data_, OpenDataset(spec_, path, {}));
    rule_.margin = spec_.margin_points() / 100;
    ASSAY_ASSIGN_OR_RETURN(old_, EvaluateEntry(kOld));
    ASSAY_ASSIGN_OR_RETURN(new_, EvaluateEntry(kNew));
    ASSAY_ASSIGN_OR_RETURN(const PairedCounts counts, Pair(old_, new_));
    flipped_ = counts.only_old + counts.only_new;
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Verdicts() const {
    std::string text = Header({"weights", "right", "of", "acc@1", "95 % interval"});
    for (const proto::Evaluation* evaluation : {&old_, &new_}) {
      const Metric accuracy = ComputeMetrics(*evaluation).front();
      const std::vector<bool> correct = CorrectImages(*evaluation);
      text += Row({absl::StrCat("`", evaluation->key().weights(), "`"),
                   absl::StrCat(std::count(correct.begin(), correct.end(), true)), absl::StrCat(correct.size()),
                   absl::StrFormat("%.2f %%", accuracy.value),
                   absl::StrFormat("%.1f to %.1f", accuracy.interval.low, accuracy.interval.high)});
    }
    absl::StrAppend(&text, "\n",
                    Header({"update", "verdict", "points", "95 % interval", "won", "lost", "p", "more images"}));
    const auto add = [&](const char* name, const proto::Evaluation& was, const proto::Evaluation& is) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const EvaluationComparison compared, CompareEvaluations(was, is, rule_));
      const UpdateVerdict& verdict = compared.verdict;
      text += Row({name, std::string(VerdictName(verdict.kind)), Signed(verdict.difference),
                   absl::StrCat(Signed(verdict.interval.low), " to ", Signed(verdict.interval.high)),
                   absl::StrCat(compared.counts.only_new), absl::StrCat(compared.counts.only_old),
                   absl::StrFormat("%.2g", verdict.p_value),
                   verdict.more_images > 0 ? absl::StrCat(verdict.more_images) : ""});
      return absl::OkStatus();
    };
    ASSAY_RETURN_IF_ERROR(add("V1 to V2", old_, new_));
    ASSAY_RETURN_IF_ERROR(add("V2 to V1", new_, old_));
    ASSAY_RETURN_IF_ERROR(add("V1 to V1", old_, old_));
    return text;
  }

  absl::StatusOr<std::string> Perturbed() const {
    std::string text = Header({"strength", "BETTER", "SAME", "UNDECIDED", "WORSE", "points: best", "median", "worst",
                               "flipped images, median"});
    for (const double strength : {0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0}) {
      std::vector<UpdateVerdict> verdicts;
      std::vector<int64_t> flips;
      for (int seed = 0; seed < seeds_; ++seed) {
        ASSAY_ASSIGN_OR_RETURN(const proto::Evaluation changed,
                               EvaluatePerturbed({.strength = strength, .seed = static_cast<uint32_t>(seed)}));
        ASSAY_ASSIGN_OR_RETURN(const EvaluationComparison compared, CompareEvaluations(new_, changed, rule_));
        verdicts.push_back(compared.verdict);
        flips.push_back(compared.counts.only_new + compared.counts.only_old);
      }
      text += PerturbedRow(strength, std::move(verdicts), std::move(flips));
    }
    return text;
  }

  std::string Sees() const {
    const int64_t images = data_->size();
    std::string text = SeenByFlips(images, rule_, {0, 1, 2, 5, 6, 10, flipped_, 20, 30, 60});
    absl::StrAppend(&text, "\n",
                    Header({"difference in truth", "images for power 0.8", "times what there are",
                            "images that can show SAME within it"}));
    const double discordance = static_cast<double>(flipped_) / static_cast<double>(images);
    for (const double points : {0.25, 0.5, 1.0, 2.0}) text += NeededRow(images, points, discordance);
    return text;
  }

  // Of the other data set that is at hand for everyone.
  absl::StatusOr<std::string> Faces() const {
    ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSpec spec, FindDataset("LFW-subset"));
    const int64_t images = spec.split(0).count();
    const UpdateRule rule = {.margin = spec.margin_points() / 100};
    std::string text = SeenByFlips(images, rule, {0, 1, 2, 5, 6, 8, 10, 15});
    absl::StrAppend(&text, "\n",
                    Header({"difference in truth", "images for power 0.8", "times what there are",
                            "images that can show SAME within it"}));
    // As many flips as the difference takes, and no more: the easiest case.
    for (const double points : {3.0, 5.0, 10.0, 20.0}) text += NeededRow(images, points, 0);
    return text;
  }

  std::string Errors() const {
    const double discordance = static_cast<double>(flipped_) / static_cast<double>(data_->size());
    std::string text = Header({"images", "flipped", "in truth", "BETTER", "SAME", "UNDECIDED", "WORSE", "promised"});
    const auto add = [&](int64_t images, double flipped, double difference, const std::string& promised) {
      const VerdictShares shares = SimulateVerdicts({images, flipped, difference}, rule_, kSimulations);
      text += Row({absl::StrCat(images), Share(flipped), Signed(difference), Share(shares.better), Share(shares.same),
                   Share(shares.undecided), Share(shares.worse), promised});
    };
    for (const int64_t images : {int64_t{449}, int64_t{1797}, int64_t{10'000}}) {
      for (const double flipped : {discordance, 3 * discordance})
        add(images, flipped, 0, absl::StrFormat("WORSE at most %.6g %%", 100 * rule_.alpha / 2));
    }
    for (const double flipped : {discordance, 3 * discordance}) {
      for (const double loss : {0.01, 0.02}) {
        // Fewer images cannot flip than are lost.
        const int64_t images = ImagesForPower(loss, flipped, rule_.alpha, rule_.power);
        add(images, std::max(flipped, loss), -loss, absl::StrFormat("WORSE %.6g %%", 100 * rule_.power));
      }
    }
    add(data_->size(), discordance, -0.01, "");
    add(data_->size(), std::max(discordance, 0.02), -0.02, "");
    // The edge of the margin is the hardest place for SAME.
    add(10'000, discordance, -rule_.margin, absl::StrFormat("SAME at most %.6g %%", 100 * rule_.alpha / 2));
    return text;
  }

 private:
  absl::StatusOr<proto::Evaluation> EvaluateEntry(const std::string& name) const {
    ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(name));
    ASSAY_ASSIGN_OR_RETURN(Built built, get(entry.builder, entry));
    built.model.eval();
    ASSAY_ASSIGN_OR_RETURN(const proto::EvaluationKey key, MakeEvaluationKey(entry, *data_, {}));
    return Evaluate(built.model, Preprocessing(entry), *data_, key);
  }

  // V2's values in a model of its own: a file's are mapped.
  absl::StatusOr<proto::Evaluation> EvaluatePerturbed(const Perturbation& perturbation) const {
    ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(kNew));
    ASSAY_ASSIGN_OR_RETURN(const Built built, get(entry.builder, entry));
    ASSAY_ASSIGN_OR_RETURN(CifarResNet model, digits_resnet20());
    const std::vector<StateEntry> from = built.model.state_dict(), to = model.state_dict();
    {
      const at::NoGradGuard no_grad;
      for (size_t i = 0; i < from.size(); ++i) to[i].tensor.copy_(from[i].tensor);
    }
    PerturbWeights(model, perturbation);
    model.eval();
    proto::EvaluationKey key = new_.key();
    key.clear_weights_digest();  // they are V2's tensors no longer
    return Evaluate(model, Preprocessing(entry), *data_, key);
  }

  static ImageClassification Preprocessing(const WeightEntry& entry) {
    return ImageClassification(std::get<ImageClassificationOptions>(entry.transforms));
  }

  std::string SeenByFlips(int64_t images, const UpdateRule& rule, const std::set<int64_t>& numbers) const {
    std::string text = Header({"flipped images", "BETTER or WORSE from", "SAME if as many are won as lost"});
    for (const int64_t flipped : numbers) {
      const std::optional<int64_t> seen = SmallestSeen(images, flipped, rule);
      const double share = static_cast<double>(seen.value_or(0)) / static_cast<double>(images);
      text += Row({absl::StrCat(flipped, flipped == flipped_ && images == data_->size() ? " (V1 and V2)" : ""),
                   seen.has_value() ? absl::StrFormat("%.2f points (%d images)", 100 * share, *seen) : "never",
                   flipped <= MostFlippedOfTheSame(images, rule).value_or(-1) ? "yes" : "no"});
    }
    return text;
  }

  std::string NeededRow(int64_t images, double points, double discordance) const {
    const int64_t needed = ImagesForPower(points / 100, discordance, rule_.alpha, rule_.power);
    return Row({absl::StrFormat("%.6g %s", points, points == 1 ? "point" : "points"), absl::StrCat(needed),
                absl::StrFormat("%.1f", static_cast<double>(needed) / static_cast<double>(images)),
                absl::StrCat(ImagesToShowSame(points / 100, discordance))});
  }

  static std::string PerturbedRow(double strength, std::vector<UpdateVerdict> verdicts, std::vector<int64_t> flips) {
    const auto count = [&](Kind kind) {
      const auto number =
          std::count_if(verdicts.begin(), verdicts.end(), [&](const UpdateVerdict& v) { return v.kind == kind; });
      return number == 0 ? std::string() : absl::StrCat(number);
    };
    std::sort(flips.begin(), flips.end());
    std::sort(verdicts.begin(), verdicts.end(),
              [](const UpdateVerdict& a, const UpdateVerdict& b) { return a.difference > b.difference; });
    const size_t middle = verdicts.size() / 2;
    return Row({absl::StrFormat("%.6g", strength), count(Kind::kBetter), count(Kind::kSame), count(Kind::kUndecided),
                count(Kind::kWorse), Signed(verdicts.front().difference), Signed(verdicts[middle].difference),
                Signed(verdicts.back().difference), absl::StrCat(flips[middle])});
  }

  // The fewest images that show weights to be the SAME within that margin, where so many flip and none of the two wins.
  int64_t ImagesToShowSame(double margin, double discordance) const {
    int64_t low = 1, high = int64_t{1} << 24;
    while (low < high) {
      const int64_t middle = (low + high) / 2;
      const auto half = static_cast<int64_t>(discordance * static_cast<double>(middle) / 2);
      const PairedCounts counts{.both = middle - 2 * half, .only_old = half, .only_new = half};
      const bool is_same = JudgeUpdate(counts, {.margin = margin, .alpha = rule_.alpha}).kind == Kind::kSame;
      (is_same ? high : low) = is_same ? middle : middle + 1;
    }
    return low;
  }

  const int seeds_;
  proto::DatasetSpec spec_;
  std::unique_ptr<Dataset> data_;
  UpdateRule rule_;
  proto::Evaluation old_, new_;
  int64_t flipped_ = 0;  // between V1 and V2
};

absl::StatusOr<Request> Parse(int argc, char** argv) {
  Request request;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--part=")) {
      request.part = std::string(argument);
    } else if (!absl::ConsumePrefix(&argument, "--seeds=") || !absl::SimpleAtoi(argument, &request.seeds) ||
               request.seeds < 1) {
      return absl::InvalidArgumentError("usage: update_gate [--part=verdicts|perturbed|sees|faces|errors] [--seeds=N]");
    }
  }
  return request;
}

absl::Status Run(const Request& request) {
  UpdateGate gate(request.seeds);
  ASSAY_RETURN_IF_ERROR(gate.Open());
  const std::vector<std::pair<std::string, std::function<absl::StatusOr<std::string>()>>> parts = {
      {"verdicts", [&] { return gate.Verdicts(); }},
      {"perturbed", [&] { return gate.Perturbed(); }},
      {"sees", [&]() -> absl::StatusOr<std::string> { return gate.Sees(); }},
      {"faces", [&] { return gate.Faces(); }},
      {"errors", [&]() -> absl::StatusOr<std::string> { return gate.Errors(); }}};
  bool is_known = request.part.empty();
  for (const auto& [name, make] : parts) {
    if (!request.part.empty() && request.part != name) continue;
    ASSAY_ASSIGN_OR_RETURN(const std::string text, make());
    std::cout << "<!-- update_gate --part=" << name << " -->\n\n" << text << "\n<!-- end -->\n" << std::flush;
    is_known = true;
  }
  return is_known ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrCat("there is no part ", request.part));
}

int Main(int argc, char** argv) {
  KeepFreedMemory();
  const auto request = Parse(argc, argv);
  const absl::Status status = request.ok() ? Run(*request) : request.status();
  if (status.ok()) return 0;
  std::cerr << "update_gate: " << status.message() << "\n";
  return 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }

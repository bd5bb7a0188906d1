// Records what versions and combinations are now, under golden/.
//
//   ./bazelw run //tools:bless -- 'mobilenet_v2*'                                  shows what differs, writes nothing
//   ./bazelw run //tools:bless -- 'mobilenet_v2*' --reason='first release'         shows it, then writes
//
// Exit: 0 written, or nothing differs; 1 something differs and no reason was given, or is wrong in itself; 2 usage or
// tool error.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "harness/combination_trace.h"
#include "harness/components/component.h"
#include "harness/environment.h"
#include "harness/golden_files.h"
#include "harness/legacy_table.h"
#include "harness/run_on_all_cores.h"
#include "harness/shared_locks.h"
#include "harness/validate.h"
#include "models/registry.h"
#include "tools/assay/environment.h"
#include "tools/assay/names.h"
#include "tools/base/keep_freed_memory.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

constexpr char kUsage[] =
    "usage: bless GLOB... [--reason=TEXT]\n\n"
    "Shows what differs from the lock (golden/); with a reason, records it.\n"
    "  ./bazelw run //tools:bless -- 'mobilenet_v2*'\n"
    "  ./bazelw run //tools:bless -- 'mobilenet_v2*' --reason='first release'\n"
    "  ./bazelw run //tools:bless -- 'components/*' --reason='readers take another type'\n";
constexpr char kSchema[] = "harness/golden.proto";

struct Request {
  std::vector<std::string> globs;
  std::string reason;
  std::string root;  // of the repository, where golden/ is
};

class Bless {
 public:
  explicit Bless(Request request) : request_(std::move(request)) {}

  absl::StatusOr<int> Run() {
    // What is locked depends on no number of threads.
    SingleThreadScope single_thread;
    ASSAY_RETURN_IF_ERROR(CheckGlobs(request_.globs, LockedNames()));
    ProbeAll();
    for (const std::string& name : list()) {
      ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(name));
      if (Matches(name)) ASSAY_RETURN_IF_ERROR(BlessBuilder(*builder));
      for (const WeightEntry* entry : Catalog::Global().ForBuilder(name)) {
        if (Matches(name) || Matches(entry->FullName())) ASSAY_RETURN_IF_ERROR(BlessEntry(*builder, *entry));
      }
    }
    for (const Component& component : ComponentLocks()) {
      if (Matches(component.FullName())) ASSAY_RETURN_IF_ERROR(BlessComponent(component));
    }
    ASSAY_RETURN_IF_ERROR(BlessSet());
    ASSAY_RETURN_IF_ERROR(BlessLegacyTable());
    ASSAY_RETURN_IF_ERROR(BlessCategories());
    ASSAY_RETURN_IF_ERROR(BlessOverrides());
    std::printf("%d looked at, %d differ, %d written, %d wrong in themselves\n", matched_, differing_, written_,
                wrong_);
    if (differing_ > written_ && request_.reason.empty()) {
      std::printf("nothing was written: say why with --reason=TEXT\n");
    }
    return wrong_ > 0 || differing_ > written_ ? 1 : 0;
  }

 private:
  // Most of the time goes into probes: they run side by side, and the rest finds them in the cache.
  void ProbeAll() {
    std::vector<const Builder*> builders;
    for (const std::string& name : list()) {
      if (Matches(name)) builders.push_back(*FindBuilder(name));
    }
    RunOnAllCores(builders.size(), [&](size_t i) { (void)cache_.Get(*builders[i], DefaultOptions(*builders[i])); });
  }

  bool writes() const { return !request_.reason.empty(); }
  bool Matches(const std::string& name) const { return MatchesAnyGlob(request_.globs, name); }
  std::string InRoot(const std::string& path) const { return absl::StrCat(request_.root, "/", path); }

  template <class Golden>
  absl::StatusOr<std::optional<Golden>> Read(const std::string& path) const {
    return ReadTextprotoIfThere<Golden>(InRoot(path));
  }

  // Shows what a result says against the lock. True where there is something to write. What is wrong in itself (a
  // file with another hash, a state dict that does not fit) keeps no other difference from being recorded: the gate
  // would take an old golden for the present. It stays wrong: bless exits with 1, and the tests fail.
  bool Show(const CombinationResult& result, const std::string& path) {
    ++matched_;
    bool differs = false, wrong = false;
    std::fprintf(stderr, "%s\n", (result.weights.empty() ? result.builder : result.weights).c_str());
    for (const Check& check : result.checks) {
      for (const std::string& finding : check.findings) {
        std::printf("%s  %s: %s\n", check.against_lock ? "differs" : "wrong  ", path.c_str(), finding.c_str());
        (check.against_lock ? differs : wrong) = true;
      }
    }
    wrong_ += wrong;
    differing_ += differs;
    return differs;
  }

  template <class Golden>
  absl::Status WriteFile(Golden golden, const std::string& path) {
    *golden.mutable_blessing() = CurrentBlessing(request_.reason);
    return WriteFileAtomically(InRoot(path), TextprotoText(golden, kSchema));
  }

  template <class Golden>
  absl::Status Write(Golden golden, const std::string& path) {
    if (!writes()) return absl::OkStatus();
    ASSAY_RETURN_IF_ERROR(WriteFile(std::move(golden), path));
    ++written_;
    return absl::OkStatus();
  }

  // The trace beside a golden: written with it, or where there is none yet. An entry whose model is its version's has
  // none of its own.
  absl::Status BlessTrace(const Builder& builder, const WeightEntry* entry, const std::string& golden_path,
                          bool golden_differs) {
    const std::string path = TracePath(golden_path);
    const bool is_there = std::filesystem::exists(InRoot(path));
    if (entry != nullptr) {
      ASSAY_ASSIGN_OR_RETURN(const bool own, HasOwnTrace(builder, *entry));
      if (!own) {
        if (is_there && writes()) std::filesystem::remove(InRoot(path));
        return absl::OkStatus();
      }
    }
    if (is_there && !golden_differs) return absl::OkStatus();
    if (!golden_differs) {
      std::printf("differs  %s: no trace yet\n", path.c_str());
      ++differing_;
    }
    if (!writes()) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(proto::Trace trace, RecordCombinationTrace(builder, entry));
    // With its golden it is no difference of its own.
    if (golden_differs) return WriteFile(std::move(trace), path);
    return Write(std::move(trace), path);
  }

  // A model that answers no more is recorded as that, and else as it was: the gate would take its old numbers for the
  // present. What never answered has no golden to say so in.
  template <class Golden>
  absl::Status BlessFailure(const Builder& builder, const WeightEntry* entry, std::optional<Golden> golden,
                            const proto::Probe& failed, const std::string& path, bool counted) {
    if (!golden || golden->probe().failure() == failed.failure()) return absl::OkStatus();
    if (!counted) ++differing_;
    *golden->mutable_probe() = failed;
    ASSAY_RETURN_IF_ERROR(Write(*std::move(golden), path));
    // A constructor that throws has no steps: the old trace stays.
    const absl::Status traced = BlessTrace(builder, entry, path, /*golden_differs=*/true);
    if (!traced.ok()) std::fprintf(stderr, "%s: no trace: %s\n", path.c_str(), std::string(traced.message()).c_str());
    return absl::OkStatus();
  }

  absl::Status BlessBuilder(const Builder& builder) {
    const std::string path = GoldenPath(builder);
    ASSAY_ASSIGN_OR_RETURN(const auto golden, Read<proto::BuilderGolden>(path));
    const proto::BuilderGolden* locked = golden ? &*golden : nullptr;
    const BuilderMeasurement measured = ValidateBuilder(builder, locked, cache_);
    const bool differs = Show(measured.result, path);
    if (measured.now.probe().has_failure()) {
      return BlessFailure(builder, nullptr, golden, measured.now.probe(), path, differs);
    }
    if (differs && writes()) ASSAY_RETURN_IF_ERROR(Write(ValidateBuilder(builder, locked, noise_cache_).now, path));
    return measured.now.has_probe() ? BlessTrace(builder, nullptr, path, differs) : absl::OkStatus();
  }

  // On images that the lock has no answers to.
  static bool HasNewAccuracy(const proto::EntryGolden* locked, const proto::EntryGolden& now) {
    return std::any_of(now.accuracy().begin(), now.accuracy().end(), [&](const proto::AccuracyGolden& accuracy) {
      return locked == nullptr || std::none_of(locked->accuracy().begin(), locked->accuracy().end(),
                                               [&](const proto::AccuracyGolden& other) {
                                                 return other.data_digest() == accuracy.data_digest();
                                               });
    });
  }

  absl::Status BlessEntry(const Builder& builder, const WeightEntry& entry) {
    const std::string path = GoldenPath(builder, entry);
    ASSAY_ASSIGN_OR_RETURN(const auto golden, Read<proto::EntryGolden>(path));
    ASSAY_ASSIGN_OR_RETURN(const EntryInputs inputs, InputsOf(entry));
    const proto::EntryGolden* locked = golden ? &*golden : nullptr;
    EntryMeasurement measured = ValidateEntry(builder, entry, inputs, locked, cache_);
    const bool outputs_are_new =
        (measured.now.has_file() && !(golden && golden->has_file())) || HasNewAccuracy(locked, measured.now);
    bool differs = Show(measured.result, path);
    if (measured.now.probe().has_failure()) {
      return BlessFailure(builder, &entry, golden, measured.now.probe(), path, differs);
    }
    if (!differs && outputs_are_new && measured.result.outcome() != Outcome::kFail) {
      std::printf("differs  %s: outputs are new\n", path.c_str());
      ++differing_;
      differs = true;
    }
    if (differs && writes()) {
      proto::EntryGolden now = ValidateEntry(builder, entry, inputs, locked, noise_cache_).now;
      if (golden) KeepAnswers(*golden, now);
      ASSAY_RETURN_IF_ERROR(Write(std::move(now), path));
    }
    return measured.now.has_probe() ? BlessTrace(builder, &entry, path, differs) : absl::OkStatus();
  }

  absl::Status BlessComponent(const Component& component) {
    const std::string path = component.GoldenPath();
    ASSAY_ASSIGN_OR_RETURN(const auto golden, Read<proto::ComponentGolden>(path));
    const proto::ComponentGolden* locked = golden ? &*golden : nullptr;
    ComponentInputs inputs{.root = RunfilePath("assay")};
    if (!Show(ValidateComponent(component, inputs, locked).result, path) || !writes()) return absl::OkStatus();
    inputs.noise = true;
    return Write(ValidateComponent(component, inputs, locked).now, path);
  }

  // What belongs to no one builder costs nothing, and is looked at each time. `compare` gives the findings.
  template <class Golden, class CompareFunction>
  absl::Status BlessShared(const std::string& path, const Golden& now, CompareFunction compare) {
    ASSAY_ASSIGN_OR_RETURN(const auto golden, Read<Golden>(path));
    const std::vector<std::string> findings = compare(golden ? *golden : Golden(), now);
    if (findings.empty()) return absl::OkStatus();
    ++differing_;
    for (const std::string& finding : findings) std::printf("differs  %s: %s\n", path.c_str(), finding.c_str());
    return Write(now, path);
  }

  // So that no combination can vanish unseen.
  absl::Status BlessSet() {
    return BlessShared("golden/combinations.textproto", MeasureCombinations(), CompareCombinations);
  }

  absl::Status BlessLegacyTable() {
    return BlessShared("golden/legacy.textproto", MeasureLegacyTable(), CompareLegacyTables);
  }

  absl::Status BlessCategories() {
    ASSAY_ASSIGN_OR_RETURN(const auto categories, MeasureCategories());
    for (const proto::CategoryNames& now : categories)
      ASSAY_RETURN_IF_ERROR(BlessShared(CategoriesPath(now.file()), now, CompareCategories));
    return absl::OkStatus();
  }

  absl::Status BlessOverrides() {
    return BlessShared("golden/overrides.textproto", MeasureOverrides(), CompareOverrides);
  }

  Request request_;
  // Noise floors take as long as the rest: they are measured of what is written alone.
  ProbeCache cache_;
  ProbeCache noise_cache_{ProbeParts{.noise = true}};
  int matched_ = 0;
  int differing_ = 0;
  int written_ = 0;
  int wrong_ = 0;
};

absl::StatusOr<Request> ParseArguments(int argc, char** argv) {
  Request request;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--reason=")) {
      if (argument.empty()) return absl::InvalidArgumentError("--reason= is empty: say why");
      request.reason = std::string(argument);
    } else if (absl::StartsWith(argument, "-")) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown option ", argument, "; usage: bless GLOB... [--reason=TEXT]"));
    } else {
      request.globs.emplace_back(argument);
    }
  }
  if (request.globs.empty()) return absl::InvalidArgumentError("usage: bless GLOB... [--reason=TEXT]");
  const char* root = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (root == nullptr)
    return absl::FailedPreconditionError("run it as ./bazelw run //tools:bless -- GLOB... [--reason=TEXT]");
  request.root = root;
  // As bazelw reads it.
  const char* variable = std::getenv("CI");
  const absl::string_view ci = variable == nullptr ? "" : variable;
  if (!ci.empty() && ci != "0" && ci != "false" && !request.reason.empty()) {
    return absl::FailedPreconditionError(
        "CI is set: a golden is blessed by a person, who looks at what changed, not by CI");
  }
  return request;
}

int Main(int argc, char** argv) {
  if (argc == 2 && absl::string_view(argv[1]) == "--help") {
    std::printf("%s", kUsage);
    return 0;
  }
  const auto request = ParseArguments(argc, argv);
  const absl::StatusOr<int> code = request.ok() ? Bless(*request).Run() : request.status();
  if (code.ok()) return *code;
  std::fprintf(stderr, "bless: %s\n", std::string(code.status().message()).c_str());
  return 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  assay::KeepSmallFreedMemory();
  return assay::Main(argc, argv);
}

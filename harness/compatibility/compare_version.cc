#include "harness/compatibility/compare_version.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compatibility/judge_default.h"
#include "harness/compatibility/tombstones.h"
#include "harness/compatibility/weight_update.h"
#include "tools/base/status_macros.h"

namespace assay::bc {
namespace {

// The traces of a subject, read where something moved.
struct Traces {
  std::optional<proto::Trace> was, is;

  ProbeEvidence Evidence(const LibraryEvidence& library) const {
    return {.was_trace = was ? &*was : nullptr, .is_trace = is ? &*is : nullptr, .overrides = &library.overrides};
  }
};

template <class Golden>
bool ProbeMoved(const Golden& was, const Golden& is) {
  return CompareModelProbes(was.probe(), was.blessing(), is.probe(), is.blessing()).any();
}

class VersionComparison {
 public:
  VersionComparison(const std::string& name, const VersionFiles& files, const LibraryEvidence& library)
      : files_(files), library_(library), subject_{.builder = name, .family = files.family, .taken = &library.taken} {}

  absl::StatusOr<VersionResult> Compare() {
    if (files_.golden.removed()) {
      result_.removed = true;
      Removed("BUILDER_REMOVED", subject_, subject_.builder);
      return std::move(result_);
    }
    if (!files_.golden.is.empty()) ASSAY_RETURN_IF_ERROR(Present());
    if (files_.golden.added()) {
      Add(MakeFinding("BUILDER_ADDED", subject_, absl::StrCat(Entries(), " of its own")));
      ASSAY_RETURN_IF_ERROR(JudgeNewDefault());
      return std::move(result_);
    }
    for (const auto& [name, entry] : files_.entries) ASSAY_RETURN_IF_ERROR(CompareOne(name, entry));
    if (comparison_.default_moved) ASSAY_RETURN_IF_ERROR(JudgeNewDefault());
    TellWhoMovesAlong();
    MergeEnumRenames();
    return std::move(result_);
  }

 private:
  std::string Entries() const {
    return files_.entries.size() == 1 ? "one entry" : absl::StrCat(files_.entries.size(), " entries");
  }

  // A default that was not promised, beside the other entries that there are.
  absl::Status JudgeNewDefault() {
    if (!is_) return absl::OkStatus();
    std::map<std::string, proto::EntryGolden> entries;
    for (const auto& [name, entry] : files_.entries) {
      if (entry.golden.is.empty()) continue;
      ASSAY_ASSIGN_OR_RETURN(entries[name], Read<proto::EntryGolden>(*library_.present, entry.golden.is));
    }
    const NewDefault now = {.name = is_->api().default_entry(), .promised = was_ ? was_->api().default_entry() : ""};
    for (Finding& finding : JudgeDefault(subject_, now, entries)) Add(std::move(finding));
    return absl::OkStatus();
  }

  // A name that went: breaking, and a second time where no tombstone keeps it.
  void Removed(const char* rule, const Subject& subject, const std::string& name) {
    const proto::Tombstone* stone = FindTombstone(*library_.tombstones, name);
    Finding removed = MakeFinding(rule, subject, absl::StrCat(name, " is gone"));
    if (stone != nullptr && !stone->use_instead().empty())
      absl::StrAppend(&removed.witness, ": use ", stone->use_instead());
    if (stone != nullptr)
      removed.remedy = "it has its tombstone: accept it in golden/acceptances.textproto, or put it back";
    Add(std::move(removed));
    if (stone == nullptr)
      Add(MakeFinding("TOMBSTONE_MISSING", subject, absl::StrCat(name, " is gone and has no tombstone")));
  }

  void Reused(const Subject& subject, const std::string& name) {
    const proto::Tombstone* stone = FindTombstone(*library_.tombstones, name);
    if (stone == nullptr) return;
    Finding finding = MakeFinding("TOMBSTONE_REUSED", subject,
                                  absl::StrCat(name, " was removed in ", stone->removed_in(), ": ", stone->reason()));
    if (subject.entry.empty() && name != subject.builder) finding.item = name;  // an option
    if (name == subject.builder) absl::StrAppend(&finding.remedy, ": ", NextName(name, subject.taken));
    Add(std::move(finding));
  }

  // The version itself: its golden is read only where it changed, or where an option may have a tombstone.
  absl::Status Present() {
    Reused(subject_, subject_.builder);
    const bool differs = Differs(files_.golden);
    if (!differs && !library_.option_stones) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(is_, Read<proto::BuilderGolden>(*library_.present, files_.golden.is));
    for (const proto::OptionStruct& options : is_->api().option_struct()) {
      for (const proto::Option& option : options.option())
        Reused(subject_, absl::StrCat(options.name(), ".", option.name()));
    }
    if (!differs || files_.golden.was.empty()) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(was_, Read<proto::BuilderGolden>(*library_.promised, files_.golden.was));
    AddMeasurementChange(subject_.builder, was_->probe(), is_->probe(), result_.measured_anew);
    Traces traces;
    if (ProbeMoved(*was_, *is_)) ASSAY_RETURN_IF_ERROR(ReadTraces(files_.trace, traces));
    comparison_ = CompareBuilder(subject_, *was_, *is_, traces.Evidence(library_));
    first_of_version_ = result_.findings.size();
    result_.findings.insert(result_.findings.end(), comparison_.findings.begin(), comparison_.findings.end());
    result_.behaviour_moved = comparison_.probe.state || comparison_.probe.output;
    result_.default_moved = comparison_.default_moved;
    result_.enum_renamed = comparison_.enum_renamed;
    return absl::OkStatus();
  }

  absl::Status CompareOne(const std::string& name, const EntryFiles& entry) {
    Subject subject = subject_;
    subject.entry = name;
    if (entry.golden.removed()) {
      ASSAY_ASSIGN_OR_RETURN(const auto was, Read<proto::EntryGolden>(*library_.promised, entry.golden.was));
      subject.weights = was.weights();
      Removed("ENTRY_REMOVED", subject, was.weights());
      result_.entries_removed.push_back(was.weights());
      return absl::OkStatus();
    }
    if (entry.golden.is.empty()) return absl::OkStatus();
    ASSAY_RETURN_IF_ERROR(ReusedEntry(name, entry));
    if (entry.golden.added()) return Added(subject, entry);
    if (!Differs(entry.golden)) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const auto was, Read<proto::EntryGolden>(*library_.promised, entry.golden.was));
    ASSAY_ASSIGN_OR_RETURN(const auto is, Read<proto::EntryGolden>(*library_.present, entry.golden.is));
    subject.weights = is.weights();
    AddMeasurementChange(subject.Text(), was.probe(), is.probe(), result_.measured_anew);
    Traces traces;
    // An entry that constructs what its version constructs has no trace of its own.
    if (ProbeMoved(was, is)) {
      const BothPaths trace{.was = entry.trace.was.empty() ? files_.trace.was : entry.trace.was,
                            .is = entry.trace.is.empty() ? files_.trace.is : entry.trace.is};
      ASSAY_RETURN_IF_ERROR(ReadTraces(trace, traces));
    }
    EntryComparison compared =
        CompareEntry(subject, was, is, traces.Evidence(library_),
                     {.comparison = &comparison_, .was = was_ ? &*was_ : nullptr, .is = is_ ? &*is_ : nullptr},
                     library_.category_difference);
    for (Finding& finding : compared.findings) Add(std::move(finding));
    if (!compared.told_categories.empty()) result_.told_categories.insert(compared.told_categories);
    along_.emplace_back(name, compared.along);
    if (!compared.cross_version.empty()) result_.cross_version.emplace_back(subject, std::move(compared.cross_version));
    return absl::OkStatus();
  }

  // Only where some stone is an entry's of that name: its full name stands in its golden.
  absl::Status ReusedEntry(const std::string& name, const EntryFiles& entry) {
    const auto& stones = library_.tombstones->tombstone();
    if (std::none_of(stones.begin(), stones.end(), [&](const proto::Tombstone& stone) {
          return absl::EndsWith(stone.name(), absl::StrCat(".", name));
        }))
      return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const auto golden, Read<proto::EntryGolden>(*library_.present, entry.golden.is));
    Subject subject = subject_;
    subject.entry = name;
    Reused(subject, golden.weights());
    return absl::OkStatus();
  }

  // A new entry beside the default: what who moves to it gets.
  absl::Status Added(const Subject& subject, const EntryFiles& entry) {
    ASSAY_ASSIGN_OR_RETURN(const auto golden, Read<proto::EntryGolden>(*library_.present, entry.golden.is));
    Finding finding = MakeFinding("ENTRY_ADDED", subject, absl::StrCat(golden.weights(), " is new"));
    ASSAY_ASSIGN_OR_RETURN(const std::string old_name, OldDefault(subject.entry));
    if (!old_name.empty()) {
      const BothPaths& paths = files_.entries.at(old_name).golden;
      ASSAY_ASSIGN_OR_RETURN(const auto old, paths.is.empty() ? Read<proto::EntryGolden>(*library_.promised, paths.was)
                                                              : Read<proto::EntryGolden>(*library_.present, paths.is));
      ASSAY_ASSIGN_OR_RETURN(const proto::BuilderGolden now, Version(*library_.present, files_.golden.is));
      const WeightUpdate update = CompareWeights(old_name, old, subject.entry, golden, now.api().default_entry());
      finding.rows = update.rows;
      absl::StrAppend(&finding.witness, ", beside ", old_name, "; ", update.advice);
      if (update.photographs > 0) {
        absl::StrAppend(&finding.witness, "; of ", update.photographs, " golden photographs ", update.top1_changed,
                        " have another first category and ", update.top5_changed, " another top 5");
      }
    }
    Add(std::move(finding));
    return absl::OkStatus();
  }

  // The default of the promise, else the first entry that is not new; empty where there is none.
  absl::StatusOr<std::string> OldDefault(const std::string& added) {
    ASSAY_ASSIGN_OR_RETURN(const proto::BuilderGolden was, Version(*library_.promised, files_.golden.was));
    const auto promised = files_.entries.find(was.api().default_entry());
    if (promised != files_.entries.end() && !promised->second.golden.was.empty()) return promised->first;
    for (const auto& [name, entry] : files_.entries) {
      if (name != added && !entry.golden.was.empty()) return name;
    }
    return std::string();
  }

  absl::StatusOr<proto::BuilderGolden> Version(const LockFiles& files, const std::string& path) {
    if (path.empty()) return proto::BuilderGolden();
    return Read<proto::BuilderGolden>(files, path);
  }

  // Every entry of an enum says that it was renamed; its builder says it once.
  void MergeEnumRenames() {
    std::vector<Finding> kept;
    bool told = false;
    for (Finding& finding : result_.findings) {
      if (finding.rule == "ENUM_RENAMED") {
        if (told) continue;
        told = true;
        finding = MakeFinding("ENUM_RENAMED", subject_, finding.witness);
      }
      kept.push_back(std::move(finding));
    }
    result_.findings = std::move(kept);
  }

  // Each of the version's findings: the entries that moved by it, and have no finding of their own.
  void TellWhoMovesAlong() {
    for (size_t i = 0; i < comparison_.findings.size(); ++i) {
      Finding& finding = result_.findings[first_of_version_ + i];
      const auto behaviour = comparison_.behaviour.find(i);
      std::vector<std::string> names;
      for (const auto& [name, along] : along_) {
        if ((finding.rule == "TRANSFORM_CHANGED" && along.transforms) ||
            (finding.rule == "POSTPROCESSING_CHANGED" && along.postprocessing)) {
          finding.moved_along.push_back({.entry = name, .rule = finding.rule});
        } else if (behaviour != comparison_.behaviour.end() && along.behaviour) {
          finding.moved_along.push_back({.entry = name, .rule = behaviour->second});
        } else {
          continue;
        }
        names.push_back(name);
      }
      if (!names.empty()) absl::StrAppend(&finding.breaks, "; with it its entries ", absl::StrJoin(names, ", "));
    }
  }

  bool Differs(const BothPaths& paths) const {
    if (!paths.kept()) return true;
    return library_.promised->Files().at(paths.was) != library_.present->Files().at(paths.is);
  }

  absl::Status ReadTraces(const BothPaths& paths, Traces& traces) const {
    if (!paths.kept()) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(traces.was, Read<proto::Trace>(*library_.promised, paths.was));
    ASSAY_ASSIGN_OR_RETURN(traces.is, Read<proto::Trace>(*library_.present, paths.is));
    return absl::OkStatus();
  }

  template <class M>
  static absl::StatusOr<M> Read(const LockFiles& files, const std::string& path) {
    return ReadLock<M>(files, path);
  }

  void Add(Finding finding) { result_.findings.push_back(std::move(finding)); }

  const VersionFiles& files_;
  const LibraryEvidence& library_;
  const Subject subject_;
  // Where the version's golden changed.
  std::optional<proto::BuilderGolden> was_, is_;
  BuilderComparison comparison_;
  size_t first_of_version_ = 0;  // of result_.findings: where comparison_'s stand
  std::vector<std::pair<std::string, EntryComparison::Along>> along_;
  VersionResult result_;
};

}  // namespace

absl::StatusOr<VersionResult> CompareVersion(const std::string& name, const VersionFiles& files,
                                             const LibraryEvidence& library) {
  return VersionComparison(name, files, library).Compare();
}

}  // namespace assay::bc

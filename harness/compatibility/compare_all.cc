#include "harness/compatibility/compare_all.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/compare_library.h"
#include "harness/compatibility/compare_version.h"
#include "harness/compatibility/lock_index.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/parallel.h"
#include "harness/compatibility/tombstones.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"

namespace assay::bc {
namespace {

constexpr absl::string_view kCategories = "categories/";
constexpr absl::string_view kComponents = "components/";

class LockComparison {
 public:
  LockComparison(const LockFiles& promised, const LockFiles& present, const proto::Tombstones& tombstones)
      : promised_(promised), present_(present), tombstones_(tombstones) {}

  absl::StatusOr<std::vector<Finding>> Compare() {
    ASSAY_ASSIGN_OR_RETURN(index_, IndexLocks(promised_, present_));
    ASSAY_RETURN_IF_ERROR(Prepare());
    ASSAY_RETURN_IF_ERROR(Versions());
    CrossVersions();
    ASSAY_RETURN_IF_ERROR(Overrides());
    ASSAY_RETURN_IF_ERROR(Legacy());
    ASSAY_RETURN_IF_ERROR(Components());
    if (std::optional<Finding> finding = MeasurementFinding(measured_anew_)) findings_.push_back(*std::move(finding));
    Categories();
    ASSAY_RETURN_IF_ERROR(Tombstones());
    std::sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.level, a.severity, a.subject, a.rule) < std::tie(b.level, b.severity, b.subject, b.rule);
    });
    return std::move(findings_);
  }

 private:
  template <class M>
  absl::StatusOr<std::optional<std::pair<M, M>>> ReadChanged(const std::string& path) const {
    const auto found = index_.library.find(path);
    if (found == index_.library.end() || !found->second.kept()) return std::nullopt;
    if (promised_.Files().at(path) == present_.Files().at(path)) return std::nullopt;
    ASSAY_ASSIGN_OR_RETURN(M was, ReadLock<M>(promised_, path));
    ASSAY_ASSIGN_OR_RETURN(M is, ReadLock<M>(present_, path));
    return std::make_pair(std::move(was), std::move(is));
  }

  absl::Status Prepare() {
    library_.promised = &promised_;
    library_.present = &present_;
    library_.tombstones = &tombstones_;
    if (present_.Files().count(kOverridesFile)) {
      ASSAY_ASSIGN_OR_RETURN(library_.overrides, ReadLock<proto::OverrideTable>(present_, kOverridesFile));
    }
    for (const std::string& name : index_.names) library_.taken.insert(name);
    // An entry's name is taken within its version alone, but a proposal that no version has is as good.
    for (const auto& [version, files] : index_.versions) {
      library_.taken.insert(version);
      for (const auto& [entry, entry_files] : files.entries) library_.taken.insert(entry);
    }
    for (const proto::Tombstone& stone : tombstones_.tombstone()) {
      library_.taken.insert(stone.name().substr(stone.name().rfind('.') + 1));
      library_.option_stones |= IsOptionName(stone.name());
    }
    for (const auto& [path, paths] : index_.library) {
      if (!absl::StartsWith(path, kCategories)) continue;
      ASSAY_ASSIGN_OR_RETURN(const auto lists, ReadChanged<proto::CategoryNames>(path));
      if (lists) category_words_[lists->second.file()] = CategoryWords(lists->first, lists->second);
    }
    library_.category_difference = [this](const std::string& file) {
      const auto found = category_words_.find(file);
      return found == category_words_.end() ? "" : found->second;
    };
    return absl::OkStatus();
  }

  absl::Status Versions() {
    std::vector<std::pair<const std::string*, const VersionFiles*>> work;
    for (const auto& [name, files] : index_.versions) work.emplace_back(&name, &files);
    std::vector<absl::StatusOr<VersionResult>> results(work.size(), VersionResult());
    ForEachOnAllCores(work.size(),
                      [&](size_t i) { results[i] = CompareVersion(*work[i].first, *work[i].second, library_); });
    for (size_t i = 0; i < work.size(); ++i) {
      if (!results[i].ok()) return results[i].status();
      VersionResult& result = *results[i];
      const std::string& name = *work[i].first;
      if (result.removed) told_.removed.insert(name);
      told_.entries_removed.insert(result.entries_removed.begin(), result.entries_removed.end());
      if (result.default_moved) told_.default_moved.insert(name);
      if (result.enum_renamed) told_.enum_renamed.insert(name);
      if (result.behaviour_moved || result.removed) moved_.insert(name);
      told_categories_.merge(result.told_categories);
      for (Finding& finding : result.findings) findings_.push_back(std::move(finding));
      for (auto& cross : result.cross_version) cross_version_.push_back(std::move(cross));
      measured_anew_.insert(measured_anew_.end(), result.measured_anew.begin(), result.measured_anew.end());
    }
    return absl::OkStatus();
  }

  // What follows from a version that moved is told of that version.
  void CrossVersions() {
    for (auto& [subject, changes] : cross_version_) {
      if (moved_.count(subject.builder)) continue;
      std::vector<CrossVersionChange> own;
      for (CrossVersionChange& change : changes) {
        if (!moved_.count(change.builder)) own.push_back(std::move(change));
      }
      for (Finding& finding : CrossVersionFindings(subject, own)) findings_.push_back(std::move(finding));
    }
  }

  absl::Status Overrides() {
    ASSAY_ASSIGN_OR_RETURN(const auto tables, ReadChanged<proto::OverrideTable>(kOverridesFile));
    if (tables) Add(CompareOverrides(tables->first, tables->second));
    return absl::OkStatus();
  }

  absl::Status Legacy() {
    ASSAY_ASSIGN_OR_RETURN(const auto tables, ReadChanged<proto::LegacyTable>(kLegacyFile));
    if (tables) Add(CompareLegacyCalls(tables->first, tables->second, told_));
    return absl::OkStatus();
  }

  absl::Status Components() {
    for (const auto& [path, paths] : index_.library) {
      if (!absl::StartsWith(path, kComponents) || paths.was.empty()) continue;
      if (paths.is.empty()) {
        // All its cases are gone.
        ASSAY_ASSIGN_OR_RETURN(const auto was, ReadLock<proto::ComponentGolden>(promised_, path));
        Add(CompareComponentCases(was, proto::ComponentGolden()));
        continue;
      }
      ASSAY_ASSIGN_OR_RETURN(const auto both, ReadChanged<proto::ComponentGolden>(path));
      if (!both) continue;
      AddMeasurementChange(both->first, both->second, measured_anew_);
      Add(CompareComponentCases(both->first, both->second));
    }
    return absl::OkStatus();
  }

  // A list whose change no entry tells: all that uses it is a program of someone else.
  void Categories() {
    for (const auto& [file, words] : category_words_) {
      if (words.empty() || told_categories_.count(file)) continue;
      Finding finding = MakeFinding("CATEGORIES_CHANGED", {.builder = absl::StrCat("categories: ", file)}, words);
      finding.file = absl::StrCat("weights/categories/", file, ".txt");
      finding.remedy = absl::StrCat("put the names back in ", finding.file, ", or give the new list a file of its own");
      findings_.push_back(std::move(finding));
    }
  }

  // Where the whole library is at hand: what a tombstone says to use instead is there.
  absl::Status Tombstones() {
    if (present_.Files().count(kCombinationsFile) == 0) return absl::OkStatus();
    for (const proto::Tombstone& stone : tombstones_.tombstone()) {
      const std::string& name = stone.use_instead();
      if (name.empty() || IsOptionName(name)) continue;
      ASSAY_ASSIGN_OR_RETURN(const bool there, IsThere(name));
      if (there) continue;
      findings_.push_back(MakeFinding(
          "TOMBSTONE_WRONG", {.builder = stone.name()},
          absl::StrCat("its tombstone says to use ", name, ", which is not there",
                       DidYouMean(name, std::vector<std::string>(index_.names.begin(), index_.names.end())))));
    }
    return absl::OkStatus();
  }

  // A builder, or an entry by its full name.
  absl::StatusOr<bool> IsThere(const std::string& name) const {
    const size_t dot = name.find('.');
    if (dot == std::string::npos) return index_.names.count(name) > 0;
    for (const auto& [version, files] : index_.versions) {
      const auto found = files.entries.find(name.substr(dot + 1));
      if (found == files.entries.end() || found->second.golden.is.empty()) continue;
      ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadLock<proto::EntryGolden>(present_, found->second.golden.is));
      if (golden.weights() == name) return true;
    }
    return false;
  }

  void Add(std::vector<Finding> findings) {
    for (Finding& finding : findings) findings_.push_back(std::move(finding));
  }

  const LockFiles& promised_;
  const LockFiles& present_;
  const proto::Tombstones& tombstones_;
  LockIndex index_;
  LibraryEvidence library_;
  std::map<std::string, std::string> category_words_;  // by file
  std::set<std::string> told_categories_;              // files
  std::vector<std::pair<Subject, std::vector<CrossVersionChange>>> cross_version_;
  std::vector<MeasurementChange> measured_anew_;
  std::set<std::string> moved_;
  ToldOfBuilders told_;
  std::vector<Finding> findings_;
};

}  // namespace

absl::StatusOr<std::vector<Finding>> CompareAll(const LockFiles& promised, const LockFiles& present,
                                                const proto::Tombstones& tombstones) {
  return LockComparison(promised, present, tombstones).Compare();
}

}  // namespace assay::bc

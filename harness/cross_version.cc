#include "harness/cross_version.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "harness/compare_probe.h"

namespace assay {
namespace {

proto::CrossVersion Row(const Builder& builder, proto::CrossVersion::Verdict verdict, const std::string& witness) {
  proto::CrossVersion row;
  row.set_builder(builder.name);
  row.set_verdict(verdict);
  if (!witness.empty()) row.set_witness(witness);
  return row;
}

// What keeps the state of `own` from `other`, the first of it; empty where it loads.
std::string FirstMisfit(const Model& own, const Model& other) {
  NamedTensors state;
  for (const StateEntry& entry : own.state_dict()) state.emplace_back(entry.name, entry.tensor);
  const StateMisfits misfits = other.FindMisfits(state);
  if (!misfits.missing.empty()) return absl::StrCat("missing ", misfits.missing.front());
  if (!misfits.unexpected.empty()) return absl::StrCat("unexpected ", misfits.unexpected.front());
  return misfits.wrong.empty() ? "" : absl::StrCat("of the wrong shape or type ", misfits.wrong.front());
}

// The first output in which the two differ; empty where they answer alike.
std::string FirstDifference(const proto::Probe& own, const proto::Probe& other, const proto::Noise& noise) {
  for (const ProbePart& part : CompareProbes(own, other, {.output = 2 * noise.output()})) {
    if (part.kind == ProbePart::Kind::kOutput && !part.findings.empty()) return part.name;
  }
  return "";
}

// An entry of the same options that goes to any builder.
WeightEntry ForAnyBuilder(WeightEntry entry) {
  entry.builder.clear();
  return entry;
}

proto::CrossVersion Measure(const Builder& builder, const ConstructOptions& own_options, const Builder& version,
                            const WeightEntry& entry, const proto::Noise& noise, ProbeCache& cache) {
  const auto refused = [&](const absl::Status& status) {
    return Row(version, proto::CrossVersion::DOES_NOT_LOAD, std::string(status.message()));
  };
  const auto options = ResolveOptions(version.name, ForAnyBuilder(entry), std::nullopt);
  if (!options.ok()) return refused(options.status());
  const auto own = cache.Skeleton(builder, own_options), other = cache.Skeleton(version, *options);
  if (!own.ok()) return refused(own.status());
  if (!other.ok()) return refused(other.status());
  const std::string misfit = FirstMisfit(*own, *other);
  if (!misfit.empty()) return Row(version, proto::CrossVersion::DOES_NOT_LOAD, misfit);
  const auto own_probe = cache.Get(builder, own_options), other_probe = cache.Get(version, *options);
  if (!own_probe.ok()) return refused(own_probe.status());
  // It loads; whoever runs it is told by its own probe.
  if (!other_probe.ok()) return Row(version, proto::CrossVersion::DIFFERS, std::string(other_probe.status().message()));
  const std::string difference = FirstDifference(*own_probe, *other_probe, noise);
  return Row(version, difference.empty() ? proto::CrossVersion::EQUAL : proto::CrossVersion::DIFFERS, difference);
}

}  // namespace

CrossVersions MeasureCrossVersions(const Builder& builder, const WeightEntry& entry, const proto::Noise& noise,
                                   ProbeCache& cache) {
  CrossVersions rows;
  const auto options = ResolveOptions(builder.name, entry, std::nullopt);
  // The entry's own check says so.
  if (!options.ok()) return rows;
  for (const std::string& name : list()) {
    const Builder& version = **FindBuilder(name);
    if (version.family != builder.family || version.name == builder.name) continue;
    *rows.Add() = Measure(builder, *options, version, entry, noise, cache);
  }
  return rows;
}

std::vector<std::string> CompareCrossVersions(const CrossVersions& expected, const CrossVersions& actual) {
  std::vector<std::string> findings;
  std::map<std::string, std::string> left;
  for (const proto::CrossVersion& row : actual) left[row.builder()] = CrossVersionText(row);
  for (const proto::CrossVersion& row : expected) {
    const auto now = left.extract(row.builder());
    if (now.empty()) {
      findings.push_back(absl::StrCat("the version ", row.builder(), " is gone"));
    } else if (now.mapped() != CrossVersionText(row)) {
      findings.push_back(absl::StrCat("in ", row.builder(), ": ", now.mapped(), "; was ", CrossVersionText(row)));
    }
  }
  for (const auto& [builder, text] : left) findings.push_back(absl::StrCat("the version ", builder, " is new: ", text));
  return findings;
}

}  // namespace assay

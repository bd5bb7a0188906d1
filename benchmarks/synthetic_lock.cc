#include "benchmarks/synthetic_lock.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr char kSchema[] = "harness/golden.proto";
// Stand for the names in the texts.
constexpr char kVersion[] = "resnet50", kEntry[] = "IMAGENET1K_V1";

// As a changed epsilon would: every number a little.
void Move(proto::Probe& probe) {
  const auto move = [](proto::TensorSummary& summary) {
    summary.set_l2(summary.l2() * 1.001);
    for (double& value : *summary.mutable_first()) value *= 1.001;
  };
  move(*probe.mutable_output());
  move(*probe.mutable_rect());
  for (proto::NamedValue& gradient : *probe.mutable_gradient_l2()) gradient.set_value(gradient.value() * 1.001);
}

void Move(proto::Trace& trace) {
  for (int i = trace.step_size() / 2; i < trace.step_size(); ++i) {
    for (double& value : *trace.mutable_step(i)->mutable_projection()) value *= 1.001;
  }
}

// A rename is cheaper than a flush: nothing here must outlive a crash.
absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text << std::flush;
  return stream ? absl::OkStatus() : absl::InternalError(absl::StrCat("cannot write ", path));
}

}  // namespace

absl::StatusOr<SyntheticSeed> ReadSeed(const std::string& golden) {
  SyntheticSeed seed;
  ASSAY_ASSIGN_OR_RETURN(seed.builder,
                         ReadTextproto<proto::BuilderGolden>(absl::StrCat(golden, "/resnet/resnet50.textproto")));
  ASSAY_ASSIGN_OR_RETURN(
      seed.entry, ReadTextproto<proto::EntryGolden>(absl::StrCat(golden, "/resnet/resnet50/IMAGENET1K_V1.textproto")));
  ASSAY_ASSIGN_OR_RETURN(const auto trace,
                         ReadTextprotoIfThere<proto::Trace>(absl::StrCat(golden, "/resnet/resnet50.trace.textproto")));
  if (trace) seed.trace = *trace;
  return seed;
}

SyntheticLock::SyntheticLock(SyntheticSeed seed)
    : builder_(TextprotoText(seed.builder, kSchema)),
      entry_(TextprotoText(seed.entry, kSchema)),
      trace_(TextprotoText(seed.trace, kSchema)) {
  Move(*seed.builder.mutable_probe());
  Move(*seed.entry.mutable_probe());
  Move(seed.trace);
  changed_builder_ = TextprotoText(seed.builder, kSchema);
  changed_entry_ = TextprotoText(seed.entry, kSchema);
  changed_trace_ = TextprotoText(seed.trace, kSchema);
}

int SyntheticLock::Changed(int versions, int changed_percent) {
  return versions / 100 * changed_percent + std::min(versions % 100, changed_percent);
}

absl::Status SyntheticLock::Write(const std::string& golden, int versions, int changed_percent) const {
  std::string set = "# proto-file: harness/golden.proto\n# proto-message: assay.proto.CombinationSet\n";
  for (int i = 0; i < versions; ++i) {
    const bool changed = i % 100 < changed_percent;
    const std::string name = absl::StrFormat("synthetic%04d", i);
    const std::string family = absl::StrCat(golden, absl::StrFormat("/family%02d/", i % 40));
    std::error_code error;
    std::filesystem::create_directories(absl::StrCat(family, name), error);
    const auto text = [&](const std::string& of, const std::string& entry) {
      return absl::StrReplaceAll(of, {{kVersion, name}, {"ResNet50", name}, {kEntry, entry}});
    };
    absl::StrAppend(&set, "combination: \"", name, "\"\n");
    ASSAY_RETURN_IF_ERROR(
        WriteFile(absl::StrCat(family, name, ".textproto"), text(changed ? changed_builder_ : builder_, kEntry)));
    ASSAY_RETURN_IF_ERROR(
        WriteFile(absl::StrCat(family, name, ".trace.textproto"), text(changed ? changed_trace_ : trace_, kEntry)));
    for (int j = 1; j <= kEntriesOfAVersion; ++j) {
      const std::string entry = absl::StrCat("IMAGENET1K_V", j);
      absl::StrAppend(&set, "combination: \"", name, " x ", entry, "\"\n");
      ASSAY_RETURN_IF_ERROR(WriteFile(absl::StrCat(family, name, "/", entry, ".textproto"),
                                      text(changed ? changed_entry_ : entry_, entry)));
    }
  }
  return WriteFile(absl::StrCat(golden, "/combinations.textproto"), set);
}

}  // namespace assay

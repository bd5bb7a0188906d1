// assay profile COMBINATION: which kernels its forward runs, their shares of the time, and how near each is to the
// limit.
#include <c10/core/InferenceMode.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "benchmarks/measure/cpu_ceilings.h"
#include "benchmarks/measure/machine.h"
#include "benchmarks/model_rows.h"
#include "benchmarks/profile/known_kernels.h"
#include "benchmarks/profile/profile.h"
#include "benchmarks/profile/roofline_svg.h"
#include "models/device.h"
#include "models/registry.h"
#include "tools/assay/commands.h"
#include "tools/assay/environment.h"
#include "tools/assay/json.h"
#include "tools/assay/table.h"
#include "tools/assay/user_path.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr char kKnownFile[] = "assay/benchmarks/results/kernels.json";
constexpr size_t kTop = 5;
constexpr int kMostBatch = 4096;

// A builder, or an entry with all that it implies.
absl::StatusOr<ModelCombination> FindCombination(const std::string& word) {
  if (word.find('.') == std::string::npos) {
    ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(word));
    return ModelCombination{.builder = *builder, .options = DefaultOptions(*builder)};
  }
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(word));
  ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(entry.builder));
  ASSAY_ASSIGN_OR_RETURN(ConstructOptions options, ResolveOptions(entry.builder, entry, std::nullopt));
  return ModelCombination{.builder = *builder, .entry = entry.name, .options = std::move(options)};
}

struct Report {
  std::string name;
  std::string device;
  int batch = 1;
  Profile profile;
  Ceilings ceilings;  // of the CPU; a GPU's are the benchmarks'
  std::vector<std::string> unknown;
  bool has_known = false;
};

absl::StatusOr<Profile> ProfileModel(const ModelCombination& combination, int batch, at::Device device) {
  ASSAY_ASSIGN_OR_RETURN(Model model, MakeModel(combination));
  NamedTensors inputs = ModelInputs(combination, model.signature(), {.batch = batch});
  if (!device.is_cpu()) {
    ASSAY_ASSIGN_OR_RETURN(model, RunOn(std::move(model), device));
  }
  return ProfileRun(
      [&] {
        c10::InferenceMode inference;
        model.forward(inputs);
      },
      {.on_gpu = device.is_cuda()});
}

std::string Rate(double amount, double seconds) {
  return amount > 0 && seconds > 0 ? absl::StrFormat("%.3g", 1e-9 * amount / seconds) : "-";
}

// How much of the limit, be it memory or arithmetic, a kernel reaches.
std::string OfLimit(const Kernel& kernel, const Ceilings& ceilings) {
  const auto limit = LimitOf({.bytes = kernel.bytes, .flops = kernel.flops}, ceilings, Column::kCold);
  if (!limit.has_value() || kernel.seconds <= 0) return "-";
  const double share = limit->seconds / kernel.seconds;
  // What the operator before it wrote may still lie in a cache, which is faster than memory.
  if (share > 1 && limit->by == "memory") return "in a cache";
  return absl::StrFormat("%.0f %% (%s)", 100 * share, limit->by);
}

std::string ReportText(const Report& report, bool colour) {
  Table table({"kernel", "calls", "time", "share", "GB/s", "GFLOP/s", "of the limit"});
  for (const Kernel& kernel : report.profile.kernels) {
    if (kernel.share < 1e-3) continue;
    table.AddRow({{kernel.name},
                  {absl::StrCat(kernel.calls)},
                  {absl::StrFormat("%.3f ms", 1e3 * kernel.seconds)},
                  {absl::StrFormat("%.1f %%", 100 * kernel.share)},
                  {Rate(kernel.bytes, kernel.seconds)},
                  {Rate(kernel.flops, kernel.seconds)},
                  {OfLimit(kernel, report.ceilings)}});
  }
  std::string text = absl::StrFormat("%s, batch %d on %s: %.2f ms, %d kernels\n", report.name, report.batch,
                                     report.device, 1e3 * report.profile.seconds, report.profile.kernels.size());
  absl::StrAppend(&text, table.Text(colour));
  if (!report.unknown.empty()) {
    absl::StrAppend(&text, "new among the longest ", kTop, ": ", absl::StrJoin(report.unknown, ", "),
                    " (--keep=FILE takes it over)\n");
  } else if (!report.has_known) {
    absl::StrAppend(&text, "no earlier profile of it on this device to compare with: --keep=FILE keeps this one\n");
  }
  return text;
}

Json ReportJson(const Report& report) {
  Json kernels = Json::array();
  for (const Kernel& kernel : report.profile.kernels) {
    kernels.push_back({{"name", kernel.name},
                       {"calls", kernel.calls},
                       {"seconds", kernel.seconds},
                       {"share", kernel.share},
                       {"bytes", kernel.bytes},
                       {"flops", kernel.flops}});
  }
  return {{"combination", report.name},
          {"batch", report.batch},
          {"device", report.device},
          {"seconds", report.profile.seconds},
          {"ceilings",
           {{"bytes_per_second", report.ceilings.bytes_per_second},
            {"flops_per_second", report.ceilings.flops_per_second}}},
          {"kernels", std::move(kernels)},
          {"new_kernels", report.unknown}};
}

absl::Status KeepAndDraw(const Arguments& arguments, const Report& report, KnownKernels known) {
  if (arguments.Has("svg")) {
    const std::string title = absl::StrCat(report.name, ", batch ", report.batch, ", ", report.device);
    ASSAY_RETURN_IF_ERROR(
        WriteReport(UserPath(arguments.Value("svg")), RooflineSvg(title, report.profile, report.ceilings)));
  }
  if (!arguments.Has("keep")) return absl::OkStatus();
  known.Keep(report.device, report.name, report.profile);
  return WriteReport(UserPath(arguments.Value("keep")), known.Json());
}

absl::StatusOr<Report> MakeReport(const Arguments& arguments, const KnownKernels& known) {
  int batch = 1;
  if (arguments.Has("batch") &&
      (!absl::SimpleAtoi(arguments.Value("batch"), &batch) || batch < 1 || batch > kMostBatch)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--batch is \"", arguments.Value("batch"), "\", expected a number from 1 to ", kMostBatch));
  }
  ASSAY_ASSIGN_OR_RETURN(const at::Device device,
                         FindDevice(arguments.Has("device") ? arguments.Value("device") : std::string("cpu")));
  ASSAY_ASSIGN_OR_RETURN(const ModelCombination combination, FindCombination(arguments.words().front()));
  Report report = {.name = CombinationName(combination), .device = DeviceName(device), .batch = batch};
  ASSAY_ASSIGN_OR_RETURN(report.profile, ProfileModel(combination, batch, device));
  if (device.is_cpu()) report.ceilings = MeasureCpuCeilings(DescribeHost().cores);
  const std::vector<std::string>* const before = known.Find(report.device, report.name);
  report.has_known = before != nullptr;
  if (report.has_known) report.unknown = NewKernels(report.profile, *before, kTop);
  return report;
}

ExitCode RunProfile(const Arguments& arguments) {
  for (const char* option : {"svg", "keep"}) {
    if (!arguments.Has(option)) continue;
    if (const absl::Status writable = CheckWritable(UserPath(arguments.Value(option))); !writable.ok())
      return Fail(writable);
  }
  const auto known =
      KnownKernels::Read(arguments.Has("known") ? UserPath(arguments.Value("known")) : RunfilePath(kKnownFile));
  if (!known.ok()) return Fail(known.status());
  const auto report = MakeReport(arguments, *known);
  if (!report.ok()) return Fail(report.status());
  if (const absl::Status kept = KeepAndDraw(arguments, *report, *known); !kept.ok()) return Fail(kept);
  std::cout << (arguments.Has("json") ? JsonLine(ReportJson(*report))
                                      : ReportText(*report, ColourWanted(STDOUT_FILENO)));
  return kFine;
}

}  // namespace

Command ProfileCommand() {
  const auto with_value = [](const char* name, const char* placeholder, const char* help) {
    return Option{.name = name, .value = Option::Value::kRequired, .placeholder = placeholder, .help = help};
  };
  return {
      .name = "profile",
      .usage = "COMBINATION [--batch=N] [--device=DEVICE] [--svg=FILE] [--json]",
      .summary = "which kernels a model's forward runs, and how near each is to the machine's limit",
      .details =
          "  assay profile resnet50 --batch=8 --svg=roofline.svg\n"
          "  assay profile ResNet50_Weights.IMAGENET1K_V2 --device=cuda\n\n"
          "A combination is a builder, or weights: the model is constructed as they say, its values do not matter.\n"
          "On the CPU a kernel is an operator of LibTorch, timed without what it calls; on a GPU it is what CUPTI\n"
          "saw there. Bytes are those of the operator's tensors, operations those of convolutions and products;\n"
          "the limit is this machine's, measured. A kernel among the longest five that an earlier profile of that\n"
          "device did not have is named: LibTorch, or the model, has changed what runs.\n",
      .options = {with_value("batch", "N", "inputs at once, 1 by default"),
                  with_value("device", "DEVICE", "cpu, which is the default, or cuda, or cuda:1"),
                  with_value("svg", "FILE", "draw the roofline"),
                  with_value("known", "FILE", "earlier profiles' kernels; else those of benchmarks/results"),
                  with_value("keep", "FILE", "write the known kernels there, with this profile's in them"),
                  {.name = "json", .help = "one JSON document instead of the table"}},
      .fewest_words = 1,
      .most_words = 1,
      .run = RunProfile};
}

}  // namespace assay

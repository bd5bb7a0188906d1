#include "tools/assay/bench_noise_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/assay/table.h"

namespace assay {
namespace {

// No row has an empty name: what stands for all.
constexpr char kPooled[] = "";

std::string Percent(double share) { return absl::StrFormat("%.2f %%", 100 * share); }

}  // namespace

std::string NoiseText(const MachineNoise& noise, int rounds, int confirm_rounds, const std::string& path, bool colour) {
  std::string text = absl::StrFormat(
      "equal programs seem up to %s apart here after %d rounds, up to %s after %d (99 of 100 comparisons)\n",
      Percent(noise.Interleaved(kPooled, rounds)), rounds, Percent(noise.Interleaved(kPooled, confirm_rounds)),
      confirm_rounds);
  Table table({"row", absl::StrCat(rounds, " rounds"), absl::StrCat(confirm_rounds, " rounds"), "runs of two files"});
  const auto add = [&](const std::string& shown, const std::string& key) {
    table.AddRow({{shown},
                  {Percent(noise.Interleaved(key, rounds))},
                  {Percent(noise.Interleaved(key, confirm_rounds))},
                  {Percent(noise.Apart(key, 1))}});
  };
  for (const auto& [key, row] : noise.rows) add(key, key);
  add("all", kPooled);
  return absl::StrCat(text, table.Text(colour), "kept in ", Printable(path), "\n");
}

Json NoiseJson(const MachineNoise& noise, int rounds, int confirm_rounds, const std::string& path) {
  const auto percentiles = [&](const std::string& key) {
    return Json{{"p99", noise.Interleaved(key, rounds)},
                {"confirming_p99", noise.Interleaved(key, confirm_rounds)},
                {"apart_p99", noise.Apart(key, 1)}};
  };
  Json json = {
      {"machine",
       {{"processor", noise.machine.processor}, {"cores", noise.machine.cores}, {"device", noise.machine.device}}},
      {"path", path},
      {"rows", Json::array()},
      {"pooled", percentiles(kPooled)}};
  for (const auto& [key, row] : noise.rows) {
    Json fields = {{"name", key}};
    fields.update(percentiles(key));
    fields["rounds"] = row.rounds.size();
    json["rows"].push_back(std::move(fields));
  }
  return json;
}

}  // namespace assay

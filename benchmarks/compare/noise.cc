#include "benchmarks/compare/noise.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "benchmarks/compare/json_fields.h"
#include "benchmarks/compare/samples.h"
#include "tools/base/atomic_file.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr char kSchema[] = "assay.bench.noise/1";
constexpr double kPercentile = 0.99;
constexpr int kDraws = 4000;

// |log ratio| of comparisons of the program with itself, drawn from the rounds: each round's coin is thrown again.
std::vector<double> DrawInterleaved(const RowNoise& row, int rounds, int draws) {
  Random random(1);
  std::vector<double> sizes, pairs(2 * rounds);
  for (int i = 0; i < draws; ++i) {
    for (int k = 0; k < rounds; ++k) {
      const std::array<double, 4>& round = row.rounds[random.Below(row.rounds.size())];
      const double sign = random.Coin() ? 1 : -1;
      pairs[2 * k] = sign * std::log(round[1] / round[0]);
      pairs[2 * k + 1] = sign * std::log(round[2] / round[3]);
    }
    sizes.push_back(std::abs(Median(pairs)));
  }
  return sizes;
}

std::vector<double> DrawApart(const RowNoise& row, int runs, int draws) {
  std::vector<double> medians;
  for (const std::array<double, 4>& round : row.rounds) medians.insert(medians.end(), round.begin(), round.end());
  const size_t length = std::min<size_t>(runs, medians.size() / 2), starts = medians.size() - 2 * length + 1;
  const auto stretch = [&](size_t start) {
    return std::log(Median({medians.begin() + start, medians.begin() + start + length}));
  };
  Random random(2);
  std::vector<double> sizes;
  for (int i = 0; i < draws; ++i) {
    // The second stretch starts anywhere behind the first.
    const size_t first = random.Below(starts);
    const size_t second = first + length + random.Below(starts - first);
    sizes.push_back(std::abs(stretch(second) - stretch(first)));
  }
  return sizes;
}

using DrawFunction = std::vector<double> (*)(const RowNoise& row, int count, int draws);

double Percentile(const std::map<std::string, RowNoise>& rows, const std::string& key, int count, DrawFunction draw) {
  if (rows.empty() || count < 1) return 0;
  const auto found = rows.find(key);
  if (found != rows.end()) return std::expm1(Quantile(draw(found->second, count, kDraws), kPercentile));
  std::vector<double> pooled;
  const int draws_of_a_row = std::max(10, kDraws / static_cast<int>(rows.size()));
  for (const auto& [name, row] : rows) {
    const std::vector<double> drawn = draw(row, count, draws_of_a_row);
    pooled.insert(pooled.end(), drawn.begin(), drawn.end());
  }
  return std::expm1(Quantile(std::move(pooled), kPercentile));
}

absl::StatusOr<RowNoise> ReadRow(const InputJson& json, const std::string& where) {
  RowNoise row = {.date = OptionalText(json, "date")};
  ASSAY_ASSIGN_OR_RETURN(const InputJson* rounds, RequiredArray(json, "rounds", where));
  for (const InputJson& medians : *rounds) {
    if (!medians.is_array() || medians.size() != 4)
      return absl::InvalidArgumentError(absl::StrCat(where, ": expected four medians a round"));
    std::array<double, 4>& round = row.rounds.emplace_back();
    for (size_t i = 0; i < 4; ++i) {
      ASSAY_ASSIGN_OR_RETURN(round[i], PositiveNumber(medians[i], where));
    }
  }
  if (row.rounds.empty()) return absl::InvalidArgumentError(absl::StrCat(where, ": there are no rounds"));
  return row;
}

std::string Slug(const std::string& text) {
  std::string slug;
  for (const char c : text) {
    if (absl::ascii_isalnum(c)) {
      slug += absl::ascii_tolower(c);
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

nlohmann::ordered_json NoiseJson(const MachineNoise& noise) {
  nlohmann::ordered_json json = {{"schema", kSchema},
                                 {"machine",
                                  {{"processor", noise.machine.processor},
                                   {"cores", noise.machine.cores},
                                   {"device", noise.machine.device},
                                   {"driver", noise.machine.driver}}},
                                 {"rows", nlohmann::ordered_json::object()}};
  for (const auto& [key, row] : noise.rows) {
    const int rounds = static_cast<int>(row.rounds.size());
    json["rows"][key] = {{"date", row.date},
                         {"p99", noise.Interleaved(key, rounds)},
                         {"apart_p99", noise.Apart(key, 1)},
                         {"rounds", row.rounds}};
  }
  // No row has an empty name: the percentiles of all.
  json["pooled"] = {{"p99", noise.Interleaved("", 10)}, {"apart_p99", noise.Apart("", 1)}};
  return json;
}

}  // namespace

double MachineNoise::Interleaved(const std::string& key, int rounds) const {
  return Percentile(rows, key, rounds, DrawInterleaved);
}

double MachineNoise::Apart(const std::string& key, int runs) const { return Percentile(rows, key, runs, DrawApart); }

std::string NoisePath(const std::string& folder, const RunEnvironment& machine) {
  const std::string device = Slug(machine.device);
  return absl::StrCat(folder, "/noise-", Slug(machine.processor), "-", machine.cores, device.empty() ? "" : "-", device,
                      ".json");
}

absl::StatusOr<MachineNoise> ReadNoise(const std::string& path) {
  MachineNoise noise;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return noise;
  std::ifstream file(path, std::ios::binary);
  const InputJson json = InputJson::parse(file, nullptr, /*allow_exceptions=*/false);
  const InputJson* rows = Field(json, "rows");
  if (OptionalText(json, "schema") != kSchema || rows == nullptr || !rows->is_object()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": expected what `assay bench aa` writes (", kSchema, "): remove it and measure again"));
  }
  if (const InputJson* machine = Field(json, "machine"); machine != nullptr) {
    noise.machine = {.processor = OptionalText(*machine, "processor"),
                     .cores = OptionalCount(*machine, "cores"),
                     .device = OptionalText(*machine, "device"),
                     .driver = OptionalText(*machine, "driver")};
  }
  for (const auto& [key, row] : rows->items()) {
    ASSAY_ASSIGN_OR_RETURN(noise.rows[key], ReadRow(row, absl::StrCat(path, ": ", key)));
  }
  return noise;
}

absl::Status KeepNoise(const MachineNoise& noise, const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(MachineNoise kept, ReadNoise(path));
  kept.machine = noise.machine;
  for (const auto& [key, row] : noise.rows) kept.rows[key] = row;
  const std::string text = NoiseJson(kept).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  ASSAY_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create(path));
  ASSAY_RETURN_IF_ERROR(file.Append(text.data(), text.size()));
  return file.Commit();
}

RowNoise NoiseOfRounds(absl::Span<const Round> rounds, const std::string& date) {
  RowNoise noise = {.date = date};
  for (const Round& round : rounds) {
    const auto& first = round.new_first ? round.new_runs : round.old_runs;
    const auto& second = round.new_first ? round.old_runs : round.new_runs;
    noise.rounds.push_back({Median(first[0]), Median(second[0]), Median(second[1]), Median(first[1])});
  }
  return noise;
}

}  // namespace assay

#include "benchmarks/profile/known_kernels.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

constexpr double kLeastShare = 0.001;

}  // namespace

absl::StatusOr<KnownKernels> KnownKernels::Read(const std::string& path) {
  KnownKernels known;
  std::ifstream file(path, std::ios::binary);
  if (!file) return known;
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  try {
    json.get_to(known.names_);
  } catch (const nlohmann::json::exception&) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": expected {DEVICE: {COMBINATION: [KERNEL...]}}, as assay profile --keep writes it"));
  }
  return known;
}

const std::vector<std::string>* KnownKernels::Find(const std::string& device, const std::string& combination) const {
  const auto found = names_.find(device);
  if (found == names_.end()) return nullptr;
  const auto names = found->second.find(combination);
  return names == found->second.end() ? nullptr : &names->second;
}

void KnownKernels::Keep(const std::string& device, const std::string& combination, const Profile& profile) {
  std::vector<std::string>& names = names_[device][combination];
  names.clear();
  for (const Kernel& kernel : profile.kernels) {
    if (kernel.share >= kLeastShare) names.push_back(kernel.name);
  }
  std::sort(names.begin(), names.end());
}

std::string KnownKernels::Json() const { return nlohmann::json(names_).dump(1) + "\n"; }

}  // namespace assay

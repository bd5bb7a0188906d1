#include "harness/probe_values.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mul.h>
#include <c10/core/InferenceMode.h>
#include <zlib.h>

#include <cmath>

#include "absl/base/attributes.h"
#include "absl/strings/match.h"

namespace assay {
namespace {

constexpr uint64_t SplitMix64(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// value = offset + scale * u, by the tensor's role.
struct Role {
  double offset = 0;
  double scale = 1;
};

Role RoleOf(const std::string& key, const at::Tensor& tensor) {
  constexpr Role kSmall = {-0.1, 0.2};
  constexpr Role kNearOne = {0.75, 0.5};
  if (absl::EndsWith(key, "running_mean")) return kSmall;
  if (absl::EndsWith(key, "running_var")) return kNearOne;
  if (tensor.dim() >= 2) {
    const double bound = std::sqrt(3.0 / static_cast<double>(tensor.numel() / tensor.size(0)));
    return {-bound, 2 * bound};
  }
  if (tensor.dim() == 1) return absl::EndsWith(key, "weight") ? kNearOne : kSmall;
  return {};
}

uint64_t SeedOf(absl::string_view name) {
  return static_cast<uint64_t>(crc32(0, reinterpret_cast<const Bytef*>(name.data()), name.size())) << 32;
}

constexpr double Uniform(uint64_t seed, int64_t i) { return static_cast<double>(SplitMix64(seed + i) >> 40) * 0x1p-24; }

// The values of a seed, rounded to T, as float64.
template <class T>
ABSL_ATTRIBUTE_ALWAYS_INLINE inline void WriteEach(uint64_t seed, Role role, int64_t count, double* out) {
  for (int64_t i = 0; i < count; ++i)
    out[i] = static_cast<double>(static_cast<T>(role.offset + role.scale * Uniform(seed, i)));
}

#if defined(__x86_64__)
// The same compiled for registers that multiply eight integers of 64 bits at once. BUILD forbids to fuse products and
// sums, so that both round alike.
template <class T>
__attribute__((target("avx512f,avx512dq"))) void WriteEachWide(uint64_t seed, Role role, int64_t count, double* out) {
  WriteEach<T>(seed, role, count, out);
}
#endif

template <class T>
void WriteValues(const std::string& key, Role role, int64_t count, double* out) {
#if defined(__x86_64__)
  static const bool is_wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
  if (is_wide) return WriteEachWide<T>(SeedOf(key), role, count, out);
#endif
  WriteEach<T>(SeedOf(key), role, count, out);
}

}  // namespace

std::vector<double> ProbeUniform(absl::string_view name, int64_t count) {
  const uint64_t seed = SeedOf(name);
  std::vector<double> values(count);
  for (int64_t i = 0; i < count; ++i) values[i] = Uniform(seed, i);
  return values;
}

void FillState(const std::vector<StateEntry>& state) {
  for (const StateEntry& entry : state) {
    at::Tensor tensor = entry.tensor.detach();
    if (absl::EndsWith(entry.name, "num_batches_tracked")) {
      tensor.zero_();
    } else if (tensor.is_floating_point() && tensor.numel() > 0) {
      std::vector<double> values(tensor.numel());
      WriteValues<double>(entry.name, RoleOf(entry.name, tensor), tensor.numel(), values.data());
      // Rounds once, to the tensor's own type.
      tensor.copy_(at::from_blob(values.data(), tensor.sizes(), at::kDouble));
    }
  }
}

void FillStateAsDouble(const std::vector<StateEntry>& state, const std::vector<at::ScalarType>& types) {
  at::NoGradGuard no_grad;
  for (size_t i = 0; i < state.size(); ++i) {
    at::Tensor tensor = state[i].tensor;
    const bool is_floating = tensor.is_floating_point();
    if (is_floating && (tensor.scalar_type() != at::kDouble || !tensor.is_contiguous()))
      tensor.set_data(at::empty(tensor.sizes(), tensor.options().dtype(at::kDouble)));
    const bool is_counter = absl::EndsWith(state[i].name, "num_batches_tracked");
    if (is_floating && !is_counter && tensor.numel() > 0 && types[i] == at::kFloat) {
      // Nearly every tensor: straight to where it belongs.
      WriteValues<float>(state[i].name, RoleOf(state[i].name, tensor), tensor.numel(),
                         tensor.mutable_data_ptr<double>());
    } else {
      FillState({state[i]});
      if (is_floating) tensor.copy_(tensor.to(types[i]));
    }
  }
}

void Amplify(const std::vector<StateEntry>& state) {
  at::NoGradGuard no_grad;
  for (const StateEntry& entry : state) {
    if (entry.tensor.dim() == 1 && entry.tensor.is_floating_point() && absl::EndsWith(entry.name, "weight"))
      at::Tensor(entry.tensor).mul_(4);
  }
}

void MoveRelative(const std::string& name, double size, at::Tensor tensor) {
  std::vector<double> factors = ProbeUniform(name + " moved", tensor.numel());
  for (double& factor : factors) factor = factor < 0.5 ? 1 - size : 1 + size;
  if (!factors.empty()) tensor.mul_(at::from_blob(factors.data(), tensor.sizes(), at::kDouble));
}

at::Tensor ProbeInput(absl::string_view name, const std::vector<int64_t>& shape) {
  at::Tensor input = at::empty(shape, at::kDouble);
  const std::vector<double> values = ProbeUniform(name, input.numel());
  double* out = input.mutable_data_ptr<double>();
  for (size_t i = 0; i < values.size(); ++i) out[i] = 4 * values[i] - 2;
  return input.to(at::kFloat);
}

}  // namespace assay

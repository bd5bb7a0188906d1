#include "harness/count_flops.h"

#include <ATen/record_function.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "models/exceptions.h"

namespace assay {
namespace {

using Inputs = c10::ArrayRef<const c10::IValue>;

// What an operator's inputs tell before it runs: its count is fixed + per_output * (elements of its output).
struct Cost {
  int64_t fixed = 0;
  int64_t per_output = 0;
};

// (input, weight, bias, stride, padding, dilation, transposed, ...). A weight is [out, in / groups, ...], where
// transposed [in, out / groups, ...].
Cost Convolution(Inputs inputs) {
  const at::Tensor& weight = inputs[1].toTensor();
  const int64_t products = weight.size(0) ? weight.numel() / weight.size(0) : 0;
  if (inputs[6].toBool()) return {.fixed = inputs[0].toTensor().numel() * products};
  return {.per_output = products};
}

// A product whose left factor is the input at `Left`.
template <int Left>
Cost MatrixProduct(Inputs inputs) {
  return {.per_output = inputs[Left].toTensor().size(-1)};
}

// softmax(q k^T) v with q [..., l, e], k [..., s, e], v [..., s, f].
Cost Attention(Inputs inputs) {
  const int64_t keys = inputs[1].toTensor().size(-2);
  return {.fixed = inputs[0].toTensor().numel() * keys, .per_output = keys};
}

using CostFunction = Cost (*)(Inputs);

// All others that multiply matrices (conv2d, linear, matmul, einsum, lstm_cell) call these. Null: cannot be counted.
const absl::flat_hash_map<std::string, CostFunction>& Counted() {
  static const auto& counted = *new absl::flat_hash_map<std::string, CostFunction>{
      {"aten::convolution", Convolution},
      {"aten::_convolution", Convolution},
      {"aten::mm", MatrixProduct<0>},
      {"aten::bmm", MatrixProduct<0>},
      {"aten::mv", MatrixProduct<0>},
      {"aten::dot", MatrixProduct<0>},
      {"aten::addmm", MatrixProduct<1>},
      {"aten::addmv", MatrixProduct<1>},
      {"aten::baddbmm", MatrixProduct<1>},
      {"aten::addbmm", MatrixProduct<1>},
      {"aten::scaled_dot_product_attention", Attention},
      {"aten::mkldnn_rnn_layer", nullptr},
      {"aten::_cudnn_rnn", nullptr},
      {"aten::_native_multi_head_attention", nullptr},
      {"aten::_transformer_encoder_layer_fwd", nullptr},
  };
  return counted;
}

// LibTorch's callbacks are plain functions: what they add to is the thread's own.
struct Counter {
  int64_t multiply_adds = 0;
  std::vector<CountedCall> calls;  // of this count's own
  int inside = 0;                  // Counted operators that are running.
  std::string uncountable;
};
thread_local Counter* current = nullptr;

struct Running : at::ObserverContext {
  explicit Running(Cost cost) : cost(cost) {}
  Cost cost;
};

std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction& function) {
  if (current == nullptr) return nullptr;
  const auto found = Counted().find(function.name());
  if (found == Counted().end()) return nullptr;
  if (found->second == nullptr) {
    current->uncountable = function.name();
    return nullptr;
  }
  const bool outermost = current->inside++ == 0;
  return std::make_unique<Running>(outermost ? found->second(function.inputs()) : Cost());
}

// Also called while an exception passes, without outputs.
void End(const at::RecordFunction& function, at::ObserverContext* context) {
  if (context == nullptr || current == nullptr) return;
  --current->inside;
  const Cost& cost = static_cast<Running*>(context)->cost;
  if (function.outputs().empty() || !function.outputs()[0].isTensor()) return;
  const int64_t multiply_adds = cost.fixed + cost.per_output * function.outputs()[0].toTensor().numel();
  current->multiply_adds += multiply_adds;
  if (current->inside == 0) current->calls.push_back({function.name(), multiply_adds});
}

// Watches this thread's operators; one watch serves all counts within it.
class Watch {
 public:
  explicit Watch(Counter& counter) : outer_(std::exchange(current, &counter)) {
    if (outer_ != nullptr) return;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(Begin, End)
                                             .needsInputs(true)
                                             .needsOutputs(true)
                                             .scopes({at::RecordScope::FUNCTION}));
  }
  ~Watch() {
    if (outer_ == nullptr) {
      at::removeCallback(handle_);
    } else {
      outer_->multiply_adds += current->multiply_adds;
      if (outer_->uncountable.empty()) outer_->uncountable = current->uncountable;
    }
    current = outer_;
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  Counter* outer_;
  at::CallbackHandle handle_ = at::INVALID_CALLBACK_HANDLE;
};

absl::StatusOr<Counter> Count(const std::function<void()>& run) {
  Counter counter;
  const absl::Status ran = ExceptionsToStatus([&] {
    const Watch watch(counter);
    run();
  });
  if (!ran.ok()) return ran;
  if (!counter.uncountable.empty()) {
    return absl::UnimplementedError(
        absl::StrCat("the multiply-adds of ", counter.uncountable,
                     " cannot be counted from outside: count a model that calls convolutions, products and attention"));
  }
  return counter;
}

}  // namespace

absl::StatusOr<int64_t> CountMultiplyAdds(const std::function<void()>& run) {
  const absl::StatusOr<Counter> counter = Count(run);
  if (!counter.ok()) return counter.status();
  return counter->multiply_adds;
}

absl::StatusOr<std::vector<CountedCall>> ListMultiplyAdds(const std::function<void()>& run) {
  absl::StatusOr<Counter> counter = Count(run);
  if (!counter.ok()) return counter.status();
  return std::move(counter->calls);
}

double GigaFlops(int64_t multiply_adds) { return std::round(multiply_adds / 1e6) / 1e3; }

}  // namespace assay

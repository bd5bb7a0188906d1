#include "benchmarks/profile/operator_bytes.h"

#include <ATen/record_function.h>

#include <memory>

#include "models/exceptions.h"

namespace assay {
namespace {

struct Running : at::ObserverContext {
  size_t call = 0;
};

// LibTorch's callbacks are plain functions: what they add to is the thread's own.
thread_local OperatorBytes* current = nullptr;

template <class Values>
double Bytes(const Values& values) {
  double bytes = 0;
  const auto add = [&](const at::Tensor& tensor) {
    if (tensor.defined()) bytes += static_cast<double>(tensor.numel()) * static_cast<double>(tensor.element_size());
  };
  for (const c10::IValue& value : values) {
    if (value.isTensor()) add(value.toTensor());
    if (!value.isTensorList()) continue;
    for (const at::Tensor& tensor : value.toTensorVector()) add(tensor);
  }
  return bytes;
}

std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction& function) {
  std::vector<double>& calls = (*current)[function.name()];
  auto running = std::make_unique<Running>();
  running->call = calls.size();
  calls.push_back(Bytes(function.inputs()));
  return running;
}

// Also called while an exception passes, without outputs.
void End(const at::RecordFunction& function, at::ObserverContext* context) {
  (*current)[function.name()][static_cast<Running*>(context)->call] += Bytes(function.outputs());
}

class Watch {
 public:
  explicit Watch(OperatorBytes& bytes) {
    current = &bytes;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(Begin, End)
                                             .needsInputs(true)
                                             .needsOutputs(true)
                                             .scopes({at::RecordScope::FUNCTION}));
  }
  ~Watch() {
    at::removeCallback(handle_);
    current = nullptr;
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  at::CallbackHandle handle_;
};

}  // namespace

absl::StatusOr<OperatorBytes> CountOperatorBytes(const std::function<void()>& run) {
  OperatorBytes bytes;
  const absl::Status ran = ExceptionsToStatus([&] {
    const Watch watch(bytes);
    run();
  });
  if (!ran.ok()) return ran;
  return bytes;
}

}  // namespace assay

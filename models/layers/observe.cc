#include "models/layers/observe.h"

namespace assay {
namespace {

thread_local const ObserverScope* innermost = nullptr;

}  // namespace

ObserverScope::ObserverScope(ModuleObserver& observer) : observer_(observer), outer_(innermost) { innermost = this; }

ObserverScope::~ObserverScope() { innermost = outer_; }

bool ObserverScope::IsActive() { return innermost != nullptr; }

const at::Tensor& Observed(const torch::nn::Module& module, const at::Tensor& output) {
  for (const ObserverScope* scope = innermost; scope != nullptr; scope = scope->outer_) {
    scope->observer_.Observe(module, output);
  }
  return output;
}

}  // namespace assay

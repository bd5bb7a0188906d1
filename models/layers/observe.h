// Sees what the modules of a running model answer: what models/features.h is made of.
//
//   class Printer : public ModuleObserver {
//     void Observe(const torch::nn::Module& module, const at::Tensor& output) override { std::cout << output.sizes(); }
//   };
//   Printer printer;
//   ObserverScope scope(printer);
//   model.forward(images);
//
// Layers are seen without further ado. A module that takes or gives more than one tensor, and so is no Layer, says what
// it answers itself: `return Observed(*this, output);`.
#ifndef ASSAY_MODELS_LAYERS_OBSERVE_H_
#define ASSAY_MODELS_LAYERS_OBSERVE_H_

#include <ATen/core/Tensor.h>

namespace torch::nn {
class Module;
}

namespace assay {

class ModuleObserver {
 public:
  virtual ~ModuleObserver() = default;
  // `module` has run and answers `output`, which a later module may overwrite.
  virtual void Observe(const torch::nn::Module& module, const at::Tensor& output) = 0;
};

// While it lives, `observer` sees the modules that this thread runs; so do those of the scopes around it.
class ObserverScope {
 public:
  explicit ObserverScope(ModuleObserver& observer);
  ~ObserverScope();
  ObserverScope(const ObserverScope&) = delete;
  ObserverScope& operator=(const ObserverScope&) = delete;

  // Whether anyone watches this thread.
  static bool IsActive();

 private:
  friend const at::Tensor& Observed(const torch::nn::Module& module, const at::Tensor& output);

  ModuleObserver& observer_;
  const ObserverScope* const outer_;
};

// `output`, shown to whoever watches this thread.
const at::Tensor& Observed(const torch::nn::Module& module, const at::Tensor& output);

}  // namespace assay

#endif  // ASSAY_MODELS_LAYERS_OBSERVE_H_

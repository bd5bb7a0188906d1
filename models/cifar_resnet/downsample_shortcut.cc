#include "models/cifar_resnet/downsample_shortcut.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/constant_pad_nd.h>
#include <c10/util/Exception.h>

namespace assay {

DownsampleShortcut::DownsampleShortcut(const DownsampleShortcutOptions& options, std::optional<Pooling> pooling)
    : options_(options),
      pooling_(pooling.value_or(ContextParams<DownsampleShortcut>::Get(&Overrides::pooling, Pooling::kAverage))) {
  TORCH_CHECK(options.stride >= 1, "a shortcut's stride must be at least 1, got ", options.stride);
  TORCH_CHECK(options.out_channels >= options.in_channels && (options.out_channels - options.in_channels) % 2 == 0,
              "a shortcut adds an even number of channels, half of them on either side; got ", options.in_channels,
              " in and ", options.out_channels, " out");
}

at::Tensor DownsampleShortcut::Compute(const at::Tensor& input) {
  const int64_t stride = options_.stride;
  at::Tensor output = input;
  if (stride > 1 && pooling_ == Pooling::kSubsample) {
    output = output.slice(2, 0, std::nullopt, stride).slice(3, 0, std::nullopt, stride);
  } else if (stride > 1) {
    // Beyond an odd edge there is nothing to average.
    output = at::avg_pool2d(output, stride, stride, 0, /*ceil_mode=*/true, /*count_include_pad=*/false);
  }
  const int64_t padding = (options_.out_channels - options_.in_channels) / 2;
  return padding == 0 ? output : at::constant_pad_nd(output, {0, 0, 0, 0, padding, padding});
}

void DownsampleShortcut::pretty_print(std::ostream& stream) const {
  stream << "assay::DownsampleShortcut(" << options_.in_channels << ", " << options_.out_channels
         << ", stride=" << options_.stride << ", pooling=" << (pooling_ == Pooling::kAverage ? "average" : "subsample")
         << ")";
}

}  // namespace assay

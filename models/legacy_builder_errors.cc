// What the compiler says to old code: compiled with deprecation as an error.
#include "models/resnet/legacy.h"

namespace assay {

void Today() {
  static_cast<void>(resnet50({.weights = ResNet50Weights::kDefault, .progress = false, .num_classes = 1000}));
}

void Yesterday() {
  // EXPECT-ERROR: a bool is no weights: resnet50({.weights = ResNet50Weights::...}), kDefault being the best
  static_cast<void>(legacy::resnet50(true));
  // EXPECT-ERROR: a bool is no weights: resnet50({.weights = ResNet50Weights::...}), kDefault being the best
  static_cast<void>(legacy::resnet50(false, /*progress=*/false));
  // EXPECT-ERROR: weights have a name: resnet50({.weights = ...})
  static_cast<void>(legacy::resnet50(ResNet50Weights::kImageNet1kV1));
  // EXPECT-ERROR: weights have a name: resnet50({.weights = std::nullopt})
  static_cast<void>(legacy::resnet50(std::nullopt));
  // EXPECT-ERROR: an old call: resnet50({.weights = std::nullopt})
  static_cast<void>(legacy::resnet50());
  // EXPECT-ERROR: no matching function for call
  static_cast<void>(legacy::resnet50("IMAGENET1K_V1"));
  // EXPECT-ERROR: no matching function for call
  static_cast<void>(legacy::resnet50(ResNet18Weights::kDefault));
  // EXPECT-ERROR: no matching function for call || invalid initialization of reference
  static_cast<void>(resnet50(true));
}

}  // namespace assay

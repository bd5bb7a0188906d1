// What the compiler says to someone who takes something else for weights.
#include "weights/mobilenet/mobilenet_v2.h"
#include "weights/resnet/resnet18.h"
#include "weights/weights_traits.h"

namespace assay {

enum class NotWeights { kImageNet1kV1 };

void Names() {
  FullName(MobileNetV2Weights::kImageNet1kV1);
  // EXPECT-ERROR: no matching function for call to
  // EXPECT-NOTE: 'assay::WeightsTraits<E>::kName' is invalid || because 'int' does not satisfy
  FullName(1);
  // EXPECT-ERROR: no matching function for call to
  FullName(true);
  // EXPECT-ERROR: no matching function for call to
  FullName("MobileNet_V2_Weights.IMAGENET1K_V1");
  // EXPECT-ERROR: no matching function for call to
  EntryName(NotWeights::kImageNet1kV1);
  // EXPECT-ERROR: no matching function for call to
  AllEntries<NotWeights>();
}

void Values() {
  MobileNetV2Weights weights = MobileNetV2Weights::kDefault;
  // EXPECT-ERROR: cannot convert || assigning to
  weights = ResNet18Weights::kImageNet1kV1;
  // EXPECT-ERROR: cannot convert || assigning to
  weights = 0;
  // EXPECT-ERROR: 'kImageNet1kV9' is not a member of || no member named 'kImageNet1kV9'
  weights = MobileNetV2Weights::kImageNet1kV9;
  // EXPECT-ERROR: no match for 'operator==' || invalid operands to binary expression
  static_cast<void>(weights == ResNet18Weights::kImageNet1kV1);
}

}  // namespace assay

// What the compiler says to someone who gives a builder something else for weights.
#include <optional>
#include <string>

#include "models/weights_argument.h"
#include "weights/mobilenet/mobilenet_v2.h"
#include "weights/resnet/resnet18.h"
#include "weights/testing/toy_animals_en.h"
#include "weights/testing/toy_animals_fr.h"

namespace assay {

struct AnimalWeights : WeightsFamily {
  static constexpr char kBuilder[] = "toy_animals";
};
struct NoWeights : WeightsFamily {
  static constexpr char kBuilder[] = "toy_without_weights";
};
enum class NotWeights { kV1 };

// What a builder's options look like.
struct Options {
  WeightsArgument<MobileNetV2Weights> weights = std::nullopt;
  bool progress = true;
};
void Build(const Options&);
struct AnimalOptions {
  WeightsArgument<AnimalWeights> weights = std::nullopt;
};
void BuildAnimals(const AnimalOptions&);

void Accepted() {
  Build({});
  Build({.weights = std::nullopt});
  Build({.weights = MobileNetV2Weights::kDefault, .progress = false});
  Build({.weights = WeightEntry{.url = "mine.pth"}});
  Build({.weights = std::optional<WeightEntry>()});
  Build({.weights = std::optional<MobileNetV2Weights>()});
  BuildAnimals({.weights = ToyAnimalsEnglishWeights::kDefault});
  BuildAnimals({.weights = ToyAnimalsFrenchWeights::kDefault});
}

void Refused() {
  // EXPECT-ERROR: a bool is no weights: name an entry, such as kDefault, or leave `weights` out
  Build({.weights = true});
  // EXPECT-ERROR: a string is no weights: write the enum's entry
  Build({.weights = "MobileNet_V2_Weights.IMAGENET1K_V1"});
  // EXPECT-ERROR: a string is no weights: write the enum's entry
  Build({.weights = std::string("IMAGENET1K_V1")});
  // EXPECT-ERROR: these are the weights of another builder
  Build({.weights = ResNet18Weights::kDefault});
  // EXPECT-ERROR: these are the weights of another builder
  Build({.weights = std::optional<ResNet18Weights>()});
  // EXPECT-ERROR: weights are an entry of the builder's own enum, a WeightEntry or std::nullopt
  Build({.weights = std::optional<bool>(true)});
  // EXPECT-ERROR: weights are an entry of the builder's own enum, a WeightEntry or std::nullopt
  Build({.weights = 1});
  // EXPECT-ERROR: weights are an entry of the builder's own enum, a WeightEntry or std::nullopt
  Build({.weights = nullptr});
  // EXPECT-ERROR: weights are an entry of the builder's own enum, a WeightEntry or std::nullopt
  Build({.weights = NotWeights::kV1});
  // EXPECT-ERROR: these are the weights of another builder
  BuildAnimals({.weights = MobileNetV2Weights::kDefault});
  // EXPECT-ERROR: these are the weights of another builder
  static_cast<void>(WeightsArgument<NoWeights>(ToyAnimalsFrenchWeights::kDefault));
  // EXPECT-ERROR: invalid initialization of reference || no matching function for call
  Build(true);
  // EXPECT-ERROR: invalid initialization of reference || no matching function for call
  Build(MobileNetV2Weights::kDefault);
  // EXPECT-ERROR: has no non-static data member named 'pretrained' || invalid initialization of reference || no matching function for call
  Build({.pretrained = true});
}

}  // namespace assay

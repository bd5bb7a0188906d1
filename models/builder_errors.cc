// What the compiler says to someone who registers what is no builder.
#include <cstdlib>

#include "models/builder.h"
#include "weights/testing/toy_animals_en.h"

namespace assay {

struct OptionsWithoutWeights {
  bool progress = true;
};
struct OptionsOfOwn {
  WeightsArgument<WeightsFamily> weights;
};

const Family kFamily{.name = "toy", .task = "classification"};

absl::StatusOr<Model> forgetful(const OptionsWithoutWeights& options);
Model careless(const OptionsOfOwn& options);

// EXPECT-ERROR: a builder's options have a parameter `weights`: WeightsArgument<...> weights
ASSAY_REGISTER(forgetful, Builder{.family = "toy", .task = "classification"});

// EXPECT-ERROR: a builder is a function of its options that gives absl::StatusOr<its model>
ASSAY_REGISTER(careless, Builder{.family = "toy", .task = "classification"});

// EXPECT-ERROR: these weights are another builder's
ASSAY_BUILDER(Model, toy_a, ToyAnimalsEnglishWeights, kFamily, [](const ConstructOptions&) -> Model { std::abort(); })

}  // namespace assay

// What the compiler says to someone who registers what is no builder.
#include "models/builder.h"

namespace assay {

struct OptionsWithoutWeights {
  bool progress = true;
};
struct OptionsOfOwn {
  WeightsArgument<WeightsFamily> weights;
};

absl::StatusOr<Model> forgetful(const OptionsWithoutWeights& options);
Model careless(const OptionsOfOwn& options);

// EXPECT-ERROR: a builder's options have a parameter `weights`: WeightsArgument<...> weights
ASSAY_REGISTER(forgetful, Builder{.family = "toy", .task = "classification"});

// EXPECT-ERROR: a builder is a function of its options that gives absl::StatusOr<its model>
ASSAY_REGISTER(careless, Builder{.family = "toy", .task = "classification"});

}  // namespace assay

// The noise floor of answers in float32: how far rounding alone can move logits, hidden states and embeddings.
//
//   golden.set_answer_noise(AnswerNoise(golden, moved, LongestProduct(probe)));   // bless
//   if (!difference.Within(AnswerTolerance(golden))) ...
//
// The derivation is that of harness/noise.h with the real weights, the golden inputs and float32's unit 2^-24: every
// element of the weights is multiplied by 1 + s kAnswerPerturbation, and
//
//   floor = kMargin * sqrt(n) * 2^-24 * (movement / kAnswerPerturbation)
//
// n is the longest product alone: in eval mode nothing is summed over the batch. float32 leaves less room between the
// rounding of the runs themselves and where a network stops being linear, so the perturbation is 2^-16: 256 times the
// one, and 256 times below the level of a pixel.
#ifndef ASSAY_HARNESS_ANSWER_NOISE_H_
#define ASSAY_HARNESS_ANSWER_NOISE_H_

#include <cstdint>

#include "harness/golden.pb.h"

namespace assay {

constexpr double kAnswerPerturbation = 0x1p-16;

// One 8-bit pixel that is one level off moves the logits of a photograph by 1e-3 of their root mean square, another
// token an embedding by 1e-2: no tolerance is more than a fifth of that, whatever the lock says.
constexpr double kBluntestAnswer = 2e-4;

// The floor that bless writes. `moved` holds the answers of the moved weights.
double AnswerNoise(const proto::EntryGolden& golden, const proto::EntryGolden& moved, int64_t longest_product);

// The largest difference of two goldens' logits, hidden states and embeddings, relative to the root mean square of the
// first's; infinite where they cannot be compared.
double AnswerMovement(const proto::EntryGolden& golden, const proto::EntryGolden& now);

// What the lock allows; 0 where it holds no floor, so that equal numbers alone pass.
double AnswerTolerance(const proto::EntryGolden& golden);

}  // namespace assay

#endif  // ASSAY_HARNESS_ANSWER_NOISE_H_

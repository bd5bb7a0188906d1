// The noise floor of answers in float32: how far rounding alone can move logits, hidden states and embeddings.
//
//   golden.set_answer_noise(AnswerNoise(golden, moved, LongestProduct(probe)));   // bless
//   if (!difference.Within(AnswerTolerance(golden))) ...
//
// The derivation is that of harness/noise.h with the real weights, the golden inputs and float32's unit 2^-24, and
// nearer to the truth where float32 leaves no room for a rough bound:
// - Each weight is moved in proportion to the sum that it stands in, by kAnswerPerturbation * g(n) / g(longest): in
// eval
//   mode nothing is summed but products, n the elements behind one output.
// - g(n) = sqrt(n / 4 + 2): no library that LibTorch calls sums float32 in fewer than four lanes, which then add up.
// - The movement is the largest of a thousand numbers and more, sqrt(2 ln 1000) = 3.7 standard deviations, so that
// lambda
//   is in it already; kAnswerMargin is the 2 for elementwise operations.
// - kAnswerPerturbation is 2^-16: 256 times the rounding of the runs themselves, and still a sixteenth of a pixel's
// level.
//
//   floor = kAnswerMargin * g(longest) * 2^-24 * (movement / kAnswerPerturbation)
#ifndef ASSAY_HARNESS_ANSWER_NOISE_H_
#define ASSAY_HARNESS_ANSWER_NOISE_H_

#include <cstdint>

#include "harness/golden.pb.h"

namespace assay {

constexpr double kAnswerPerturbation = 0x1p-16;
constexpr double kAnswerMargin = 2;

// g(n), above.
double GrowthOfSum(int64_t terms);

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

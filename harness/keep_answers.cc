// What a lock keeps of a measurement that could not ask again.
#include <algorithm>

#include "harness/validate.h"

namespace assay {
namespace {

bool Measured(const proto::EntryGolden& now, const proto::AccuracyGolden& accuracy) {
  return std::any_of(now.accuracy().begin(), now.accuracy().end(), [&](const proto::AccuracyGolden& other) {
    return other.dataset() == accuracy.dataset() && other.count() == accuracy.count();
  });
}

// Of these very tensors, on data that are not at hand now.
void KeepAccuracies(const proto::EntryGolden& locked, proto::EntryGolden& now) {
  if (now.has_file() && now.file().tensors_digest() != locked.file().tensors_digest()) return;
  for (const proto::AccuracyGolden& accuracy : locked.accuracy()) {
    if (!Measured(now, accuracy)) *now.add_accuracy() = accuracy;
  }
}

}  // namespace

void KeepAnswers(const proto::EntryGolden& locked, proto::EntryGolden& now) {
  KeepAccuracies(locked, now);
  if (!locked.has_file() || now.photograph_size() + now.sentence_size() > 0) return;
  if (!now.has_file()) *now.mutable_file() = locked.file();
  *now.mutable_photograph() = locked.photograph();
  *now.mutable_sentence() = locked.sentence();
  if (locked.has_answer_noise()) now.set_answer_noise(locked.answer_noise());
}

}  // namespace assay

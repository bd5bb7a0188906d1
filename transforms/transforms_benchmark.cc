// From a photograph's bytes to a model's input: decoding, the preset, and both; and the two implementations of
// resampling.
//
//   bazel run -c opt //transforms:transforms_benchmark
//
// The file's bytes are in memory already. Every answer is checked after it is timed.
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/register.h"
#include "tools/base/runfiles.h"
#include "tools/base/status_macros.h"
#include "transforms/decode.h"
#include "transforms/image_classification.h"
#include "transforms/resample.h"

namespace assay {
namespace {

struct Photograph {
  const char* file;
  double l2;  // of the default preset's values, by torchvision
};

constexpr Photograph kPhotographs[] = {{"rocket.jpg", 365.854489}, {"chelsea.png", 263.99335578}};

absl::StatusOr<std::vector<uint8_t>> ReadBytes(const Photograph& photograph) {
  std::ifstream file(RunfilePath(std::string("skimage_photographs/") + photograph.file), std::ios::binary);
  if (!file) return absl::NotFoundError(photograph.file);
  return std::vector<uint8_t>(std::istreambuf_iterator<char>(file), {});
}

absl::Status CheckL2(const Photograph& photograph, const absl::StatusOr<FloatImage>& answer) {
  if (!answer.ok()) return answer.status();
  double squares = 0;
  for (const float value : answer->values) squares += double{value} * value;
  if (std::abs(std::sqrt(squares) - photograph.l2) <= 1e-6 * photograph.l2) return absl::OkStatus();
  return absl::InternalError(absl::StrFormat("l2 is %.9g, expected %.9g", std::sqrt(squares), photograph.l2));
}

// A row of one thread that makes an `Answer` of one photograph.
template <class Answer, class Make, class Check>
Prepared OneImage(Make make, Check check) {
  const auto answer = std::make_shared<absl::StatusOr<Answer>>(absl::UnknownError("not run"));
  return {.run = [answer, make](int64_t) { *answer = make(); },
          .check = [answer, check] { return check(*answer); },
          .work = {.items = 1, .item = "images"},
          .is_single_threaded = true};
}

absl::StatusOr<Prepared> Decode(const Photograph& photograph) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, ReadBytes(photograph));
  return OneImage<Image>([=] { return DecodeImage(bytes, photograph.file); },
                         [=](const absl::StatusOr<Image>& image) {
                           return image.ok() ? CheckL2(photograph, ImageClassification()(*image)) : image.status();
                         });
}

absl::StatusOr<Prepared> Preset(const Photograph& photograph) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, ReadBytes(photograph));
  ASSAY_ASSIGN_OR_RETURN(const Image image, DecodeImage(bytes, photograph.file));
  return OneImage<FloatImage>([=] { return ImageClassification()(image); },
                              [=](const absl::StatusOr<FloatImage>& answer) { return CheckL2(photograph, answer); });
}

absl::StatusOr<Prepared> DecodeAndPreset(const Photograph& photograph) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, ReadBytes(photograph));
  return OneImage<FloatImage>(
      [=]() -> absl::StatusOr<FloatImage> {
        ASSAY_ASSIGN_OR_RETURN(const Image image, DecodeImage(bytes, photograph.file));
        return ImageClassification()(image);
      },
      [=](const absl::StatusOr<FloatImage>& answer) { return CheckL2(photograph, answer); });
}

absl::StatusOr<Prepared> ResampleWith(const Photograph& photograph, const ResamplePasses& passes) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, ReadBytes(photograph));
  ASSAY_ASSIGN_OR_RETURN(const Image image, DecodeImage(bytes, photograph.file));
  constexpr ResampleWindow kWhole = {.target_height = 256, .target_width = 384, .height = 256, .width = 384};
  return OneImage<Image>([=] { return Resample(image, kWhole, Interpolation::kBicubic, passes); },
                         [=](const absl::StatusOr<Image>& answer) {
                           const Image scalar = Resample(image, kWhole, Interpolation::kBicubic, ScalarPasses());
                           return answer->pixels == scalar.pixels
                                      ? absl::OkStatus()
                                      : absl::InternalError("the passes differ from the scalar ones");
                         });
}

void RegisterTransformRows() {
  for (const Photograph& photograph : kPhotographs) {
    const auto add = [&](const char* name, auto prepare, const auto&... arguments) {
      RegisterRow({.name = absl::StrFormat("%s/%s", name, photograph.file),
                   .prepare = [=] { return prepare(photograph, arguments...); }});
    };
    add("Decode", Decode);
    add("Preset", Preset);
    add("DecodeAndPreset", DecodeAndPreset);
    add("ResampleScalar", ResampleWith, ScalarPasses());
    if (Avx2Passes() != nullptr) add("ResampleAvx2", ResampleWith, *Avx2Passes());
  }
}

const BenchmarkRows kRows(RegisterTransformRows);

}  // namespace
}  // namespace assay

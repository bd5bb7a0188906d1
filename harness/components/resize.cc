#include "harness/components/resize.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/components/component.h"
#include "harness/stages.h"
#include "transforms/resize.h"

namespace assay {
namespace {

constexpr int kWidth = 37, kHeight = 29;

// Edges at every distance, so that each weight of a filter shows; another picture in each channel.
std::vector<uint8_t> Picture() {
  std::vector<uint8_t> pixels;
  for (int64_t y = 0; y < kHeight; ++y) {
    for (int64_t x = 0; x < kWidth; ++x) {
      for (int64_t c = 0; c < kPixelBytes; ++c)
        pixels.push_back(static_cast<uint8_t>((x * 73 + y * 151 + c * 97) ^ (x * y)));
    }
  }
  return pixels;
}

void Add(const std::string& name, const ImageView& image, int height, int width, Interpolation interpolation,
         proto::ComponentGolden& golden) {
  proto::ComponentCase& item = AddCase(golden, name);
  const absl::StatusOr<Image> resized = Resize(image, height, width, interpolation);
  if (resized.ok()) {
    *item.mutable_stage() = PixelStage(name, "resize", *resized);
  } else {
    AddRefusal(item, resized.status());
  }
}

ASSAY_COMPONENT("resize",
                [](const ComponentInputs&) -> absl::StatusOr<proto::ComponentGolden> { return MeasureResize(); });

}  // namespace

proto::ComponentGolden MeasureResize() {
  proto::ComponentGolden golden;
  golden.set_component("resize");
  const std::vector<uint8_t> pixels = Picture();
  const ImageView image = {
      .data = pixels.data(), .width = kWidth, .height = kHeight, .row_stride = int64_t{kPixelBytes} * kWidth};
  const std::pair<std::string, Interpolation> interpolations[] = {{"bilinear", Interpolation::kBilinear},
                                                                  {"bicubic", Interpolation::kBicubic}};
  const std::pair<int, int> sizes[] = {{kHeight, kWidth}, {61, 83}, {12, 17}, {kHeight, 11},
                                       {7, kWidth},       {61, 17}, {1, 1},   {3, 200}};
  for (const auto& [name, interpolation] : interpolations) {
    for (const auto& [height, width] : sizes)
      Add(absl::StrCat(name, " to ", width, "x", height), image, height, width, interpolation, golden);
    ImageView window = image;
    window.width = 20;
    Add(absl::StrCat(name, " of rows with gaps"), window, 12, 17, interpolation, golden);
    window.order = PixelOrder::kBgr;
    Add(absl::StrCat(name, " of BGR"), window, 12, 17, interpolation, golden);
  }
  Add("to no rows", image, 0, 5, Interpolation::kBilinear, golden);
  Add("to too many columns", image, 1, 1'000'001, Interpolation::kBilinear, golden);
  Add("of no pixels", {}, 5, 5, Interpolation::kBilinear, golden);
  return golden;
}

}  // namespace assay

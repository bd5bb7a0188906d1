#include "harness/accuracy/lfw_subset.h"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/accuracy/npy.h"
#include "harness/accuracy/read_gzip.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

constexpr size_t kMostBytes = 16 << 20;
constexpr int64_t kMostSide = 1024;
constexpr int64_t kTestOfEach = 4;  // one of so many
constexpr int kFace = 0;
constexpr int kNotFace = 1;

struct Picture {
  int64_t index;  // in the file
  int label;
  std::vector<uint8_t> greys;
};

class LfwSubset : public Dataset {
 public:
  LfwSubset(std::vector<Picture> pictures, int height, int width)
      : pictures_(std::move(pictures)), height_(height), width_(width) {}

  int64_t size() const override { return static_cast<int64_t>(pictures_.size()); }

  Example example(int64_t index) const override {
    return {absl::StrFormat("%04d", pictures_[index].index), pictures_[index].label};
  }

  absl::StatusOr<Image> Load(int64_t index) const override {
    Image image{.width = width_, .height = height_};
    image.pixels.reserve(pictures_[index].greys.size() * kPixelBytes);
    for (const uint8_t grey : pictures_[index].greys) image.pixels.insert(image.pixels.end(), kPixelBytes, grey);
    return image;
  }

  absl::StatusOr<std::string> Digest() const override {
    std::string bytes = absl::StrCat("lfw subset of ", height_, " x ", width_, "\n");
    for (const Picture& picture : pictures_) {
      absl::StrAppend(&bytes, picture.index, " ", picture.label, "\n");
      bytes.append(reinterpret_cast<const char*>(picture.greys.data()), picture.greys.size());
    }
    return Sha256Hex({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()});
  }

 private:
  std::vector<Picture> pictures_;
  int height_;
  int width_;
};

bool IsIn(LfwSplit split, int64_t index) {
  const bool is_test = index % kTestOfEach == kTestOfEach - 1;
  return split == LfwSplit::kAll || is_test == (split == LfwSplit::kTest);
}

absl::Status CheckShape(const NpyArray& array, const std::string& name) {
  const std::vector<int64_t>& shape = array.shape;
  const auto is_side = [](int64_t side) { return side >= 1 && side <= kMostSide; };
  if (shape.size() == 3 && shape[0] >= 2 && shape[0] % 2 == 0 && is_side(shape[1]) && is_side(shape[2]))
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, ": is of shape (", absl::StrJoin(shape, ", "),
                   "), expected an even number of images of greys, such as (200, 25, 25): faces, then as many others"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Dataset>> ParseLfwSubset(absl::string_view npy, const std::string& name,
                                                        LfwSplit split) {
  ASSAY_ASSIGN_OR_RETURN(const NpyArray array, ParseNpy(npy, name));
  ASSAY_RETURN_IF_ERROR(CheckShape(array, name));
  const double brightest = array.dtype == "|u1" ? 255 : 1;
  const int64_t count = array.shape[0], pixels = array.shape[1] * array.shape[2];
  std::vector<Picture> pictures;
  for (int64_t i = 0; i < count; ++i) {
    if (!IsIn(split, i)) continue;
    Picture picture = {.index = i, .label = i < count / 2 ? kFace : kNotFace};
    picture.greys.reserve(static_cast<size_t>(pixels));
    for (int64_t pixel = 0; pixel < pixels; ++pixel) {
      const double grey = array.values[static_cast<size_t>(i * pixels + pixel)];
      if (!(grey >= 0 && grey <= brightest)) {
        return absl::InvalidArgumentError(
            absl::StrCat(name, ": image ", i, " has a grey of ", grey, ", expected 0 to ", brightest));
      }
      picture.greys.push_back(static_cast<uint8_t>(std::lround(grey / brightest * 255)));
    }
    pictures.push_back(std::move(picture));
  }
  if (pictures.empty()) return absl::InvalidArgumentError(absl::StrCat(name, ": holds no images of this split"));
  return std::make_unique<LfwSubset>(std::move(pictures), static_cast<int>(array.shape[1]),
                                     static_cast<int>(array.shape[2]));
}

absl::StatusOr<std::unique_ptr<Dataset>> ReadLfwSubset(const std::string& path, LfwSplit split) {
  ASSAY_ASSIGN_OR_RETURN(const std::string npy, ReadMaybeGzip(path, kMostBytes));
  return ParseLfwSubset(npy, path, split);
}

}  // namespace assay

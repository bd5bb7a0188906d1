// What the decoders' lock sees: one changed byte, another size, a refusal; and that its cases are what they are called.
#include "harness/components/decoders.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/components/component.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

proto::ComponentGolden Decode(const Bytes& file) {
  proto::ComponentGolden golden;
  *golden.add_item() = DecodeCase("x.png", file);
  return golden;
}

TEST(DecodeCase, OneChangedByte_IsTold) {
  PngFile file = {.width = 2, .rows = {1, 2, 3, 4, 5, 6}};
  const proto::ComponentGolden was = Decode(EncodePng(file));
  EXPECT_THAT(CompareComponent(was, Decode(EncodePng(file))), IsEmpty());
  file.rows[4] = 6;
  EXPECT_THAT(CompareComponent(was, Decode(EncodePng(file))), ElementsAre(StartsWith("x.png: 6 values of mean 3.66")));
}

TEST(DecodeCase, OtherOrientation_IsAnotherShape) {
  PngFile file = {.width = 2, .rows = {1, 2, 3, 4, 5, 6}};
  const proto::ComponentGolden was = Decode(EncodePng(file));
  file.exif = ExifBlock(6, /*big_endian=*/true);
  EXPECT_THAT(CompareComponent(was, Decode(EncodePng(file))),
              ElementsAre("x.png: expected shape [1, 2, 3], got [2, 1, 3]"));
}

TEST(DecodeCase, FileThatIsRefused_HoldsTheCodeAlone) {
  const proto::ComponentGolden golden = Decode({});
  EXPECT_FALSE(golden.item(0).has_stage());
  EXPECT_EQ(golden.item(0).field(0).value(), "INVALID_ARGUMENT");
}

TEST(MeasureDecoders, CasesCalledRefused_AreThoseThatAreRefused) {
  const proto::ComponentGolden golden = MeasureDecoders();
  int refused = 0;
  for (const proto::ComponentCase& item : golden.item()) {
    refused += item.field_size() > 0;
    EXPECT_EQ(item.field_size() > 0, absl::StartsWith(item.name(), "refused: ")) << item.name();
    EXPECT_NE(item.field_size() > 0, item.has_stage()) << item.name();
  }
  EXPECT_EQ(refused, 8);
}

TEST(MeasureDecoders, EveryOrientation_IsAnotherImage) {
  const proto::ComponentGolden golden = MeasureDecoders();
  std::vector<std::string> digests;
  for (const proto::ComponentCase& item : golden.item()) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
      if (item.name() == "png: orientation " + std::to_string(orientation)) digests.push_back(item.stage().sha256());
    }
  }
  EXPECT_EQ(digests.size(), 8u);
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::unique(digests.begin(), digests.end()), digests.end());
}

}  // namespace
}  // namespace assay

// What the readers' lock sees: one changed byte, another role, a refusal; and that its cases are what they are called.
#include "harness/components/readers.h"

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/components/component.h"
#include "harness/components/made_weight_files.h"
#include "harness/components/memory_file.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string BytesOf(const std::string& name) {
  for (MadeWeightFile& file : MadeWeightFiles()) {
    if (file.name == name) return std::move(file.bytes);
  }
  ADD_FAILURE() << "no file " << name;
  return "";
}

proto::ComponentGolden Read(const std::string& bytes) {
  proto::ComponentGolden golden;
  const absl::StatusOr<MemoryFile> file = MemoryFile::Make(bytes);
  EXPECT_TRUE(file.ok()) << file.status();
  *golden.add_item() = ReadCase("w.pth", file->path());
  return golden;
}

TEST(ReadCase, TensorsScalarsAndMetadata_AreItsFields) {
  const proto::ComponentGolden golden = Read(BytesOf("safetensors: meta-data and padding"));
  const proto::ComponentCase& item = golden.item(0);
  ASSERT_EQ(item.field_size(), 4);
  EXPECT_EQ(item.field(0).value(), "safetensors");
  EXPECT_EQ(item.field(1).name(), "tensor a");
  EXPECT_THAT(item.field(1).value(), StartsWith("uint8 [2, 2] "));
  EXPECT_EQ(item.field(2).name(), "metadata format");
  EXPECT_EQ(item.field(3).value(), "x");
  EXPECT_EQ(item.sha256().size(), 64u);
}

TEST(ReadCase, OneChangedByte_ChangesItsTensorAndTheDigest) {
  std::string bytes = BytesOf("legacy: contiguous");
  const proto::ComponentGolden was = Read(bytes);
  bytes.back() ^= 1;
  const auto findings = CompareComponent(was, Read(bytes));
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_THAT(findings[0], StartsWith("w.pth: tensor w is float32 [2, 3] "));
  EXPECT_THAT(findings[1], StartsWith("w.pth: sha256 is "));
}

TEST(ReadCase, OtherStridesOfTheSameBytes_AreAnotherTensor) {
  EXPECT_THAT(CompareComponent(Read(BytesOf("legacy: contiguous")), Read(BytesOf("legacy: transposed"))),
              testing::Contains(HasSubstr("tensor w is float32 [3, 2]")));
}

TEST(ReadCase, ParameterOfTheSameBytes_IsAnotherRole) {
  EXPECT_THAT(CompareComponent(Read(BytesOf("legacy: contiguous")), Read(BytesOf("legacy: parameter"))),
              ElementsAre(HasSubstr("tensor w is float32 [2, 3] parameter ")));
}

TEST(ReadCase, FileThatIsRefused_HoldsTheCodeAlone) {
  const proto::ComponentGolden golden = Read(BytesOf("refused: byte too few"));
  ASSERT_EQ(golden.item(0).field_size(), 1);
  EXPECT_EQ(golden.item(0).field(0).name(), "refused");
  EXPECT_EQ(golden.item(0).field(0).value(), "DATA_LOSS");
}

TEST(MeasureReaders, CasesCalledRefused_AreThoseThatAreRefused) {
  const absl::StatusOr<proto::ComponentGolden> golden = MeasureReaders(".");
  ASSERT_TRUE(golden.ok()) << golden.status();
  int refused = 0;
  for (const proto::ComponentCase& item : golden->item()) {
    const bool is_refused = item.field(0).name() == "refused";
    refused += is_refused;
    EXPECT_EQ(is_refused, absl::StartsWith(item.name(), "refused: ")) << item.name();
  }
  EXPECT_EQ(refused, 27);
}

TEST(MeasureReaders, Twice_GivesTheSame) {
  EXPECT_THAT(CompareComponent(*MeasureReaders("."), *MeasureReaders(".")), IsEmpty());
}

TEST(MeasureReaders, WithoutTheFilesOfTorch_IsNotFound) {
  EXPECT_EQ(MeasureReaders("/nonexistent").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay

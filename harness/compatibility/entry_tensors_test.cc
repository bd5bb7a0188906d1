// When an entry's tensors are others, when only its file moved, and when nobody can tell.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/toy_library.h"

namespace assay {
namespace {

using testing::HasSubstr;

// What an entry says of its file: where it lies, its hash, the digest of its tensors as the catalogue states it, and as
// it was measured. Empty: not said.
struct File {
  std::string url = "https://example.org/toy.pth";
  std::string sha256 = "0123abcd";
  std::string stated = "";
  std::string measured = "d16e57d16e57d16e57";
};

proto::EntryGolden Entry(const File& file) {
  proto::EntryGolden entry = ToyLibrary().v1();
  ToyLibrary::Field(entry, "url") = file.url;
  ToyLibrary::Field(entry, "sha256") = file.sha256;
  if (!file.stated.empty()) ToyLibrary::AddField(entry, "tensors_digest", file.stated);
  entry.clear_file();
  if (!file.measured.empty()) entry.mutable_file()->set_tensors_digest(file.measured);
  return entry;
}

// The rule of the one finding; all of them where there are more, nothing where there is none.
std::string RuleOf(const File& was, const File& is) {
  const std::vector<Finding> findings = CompareEntries(Entry(was), Entry(is), nullptr, nullptr);
  if (findings.empty()) return "";
  return findings.size() == 1 ? findings[0].rule : Describe(findings);
}

std::string WitnessOf(const File& was, const File& is) {
  const std::vector<Finding> findings = CompareEntries(Entry(was), Entry(is), nullptr, nullptr);
  return findings.size() == 1 ? findings[0].witness : Describe(findings);
}

TEST(CompareTensors, SameFile_IsNoFinding) { EXPECT_EQ(RuleOf({}, {}), ""); }

TEST(CompareTensors, OtherDigest_IsRefusedWhateverTheFileSays) {
  EXPECT_EQ(RuleOf({}, {.measured = "07e507e507e507e507"}), "TENSORS_CHANGED");
  EXPECT_EQ(RuleOf({.stated = "a"}, {.stated = "b"}), "TENSORS_CHANGED");
  EXPECT_EQ(RuleOf({}, {.sha256 = "4567", .measured = "07e507e507e507e507"}), "TENSORS_CHANGED");
  EXPECT_EQ(WitnessOf({}, {.measured = "07e507e507e507e507"}), "digest of the tensors d16e57d16e57 -> 07e507e507e5");
}

TEST(CompareTensors, EqualTensorsElsewhere_AreMeta) {
  EXPECT_EQ(RuleOf({}, {.url = "https://example.org/new/toy.pth"}), "URL_MOVED") << "the hash of the file is the same";
  EXPECT_EQ(RuleOf({}, {.url = "u", .sha256 = "4567", .stated = "d16e57d16e57d16e57"}), "FILE_CHANGED")
      << "the catalogue states the digest that was measured";
}

TEST(CompareTensors, HashThatIsWrittenOut_IsTheSameFile) {
  EXPECT_EQ(RuleOf({.sha256 = "0123abcd"}, {.sha256 = "0123abcd0123abcd"}), "FILE_CHANGED");
  EXPECT_EQ(RuleOf({.sha256 = "0123abcd0123abcd", .measured = ""}, {.sha256 = "0123abcd", .measured = ""}),
            "FILE_CHANGED");
}

// A bless without the file keeps what was measured before: of another file that digest says nothing.
TEST(CompareTensors, OtherFileWithTheOldMeasurement_CannotBeToldApart) {
  EXPECT_EQ(RuleOf({}, {.sha256 = "4567"}), "TENSORS_CHANGED");
  EXPECT_THAT(WitnessOf({}, {.sha256 = "4567"}), HasSubstr("cannot be told apart without the file"));
}

TEST(CompareTensors, NoDigestOnEitherSide_CannotBeToldApart) {
  EXPECT_EQ(RuleOf({.measured = ""}, {.sha256 = "4567", .measured = ""}), "TENSORS_CHANGED");
  EXPECT_EQ(RuleOf({.sha256 = "", .measured = ""}, {.url = "u", .sha256 = "", .measured = ""}), "TENSORS_CHANGED")
      << "without a hash another place may hold anything";
  const std::vector<Finding> findings =
      CompareEntries(Entry({.measured = ""}), Entry({.sha256 = "4567", .measured = ""}), nullptr, nullptr);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_THAT(findings[0].remedy, HasSubstr("state tensors_digest (`assay inspect FILE`)"));
}

TEST(CompareTensors, MeasuredForTheFirstTime_IsNoFinding) { EXPECT_EQ(RuleOf({.measured = ""}, {}), ""); }

}  // namespace
}  // namespace assay

#include "harness/cross_version_table.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "harness/compatibility/lock_path.h"
#include "harness/textproto.h"

namespace assay {
namespace {

proto::CrossVersion Row(const std::string& builder, proto::CrossVersion::Verdict verdict, const std::string& witness) {
  proto::CrossVersion row;
  row.set_builder(builder);
  row.set_verdict(verdict);
  row.set_witness(witness);
  return row;
}

TEST(CrossVersionMarkdown, EntriesOfThreeVersions_AreRowsWithTheirOwnVersionBlank) {
  std::vector<proto::EntryGolden> entries(3);
  entries[0].set_weights("Toy_Weights.V1");
  *entries[0].add_cross_version() = Row("toy_v2", proto::CrossVersion::DIFFERS, "output");
  *entries[0].add_cross_version() = Row("toy_v3", proto::CrossVersion::DOES_NOT_LOAD, "missing fc.bias");
  entries[1].set_weights("Toy_V2_Weights.V1");
  *entries[1].add_cross_version() = Row("toy", proto::CrossVersion::EQUAL, "");
  *entries[1].add_cross_version() = Row("toy_v3", proto::CrossVersion::DOES_NOT_LOAD, "unexpected fc.scale");
  entries[2].set_weights("Toy_V3_Weights.V1");
  *entries[2].add_cross_version() = Row("toy", proto::CrossVersion::DOES_NOT_LOAD, "unexpected fc.bias");
  *entries[2].add_cross_version() = Row("toy_v2", proto::CrossVersion::DOES_NOT_LOAD, "unexpected fc.bias");
  EXPECT_EQ(CrossVersionMarkdown(entries),
            "| weights | toy | toy_v2 |\n"
            "| --- | --- | --- |\n"
            "| Toy_Weights.V1 |  | differs in output |\n"
            "| Toy_V2_Weights.V1 | equal |  |\n"
            "\nIn no other version: Toy_V3_Weights.V1.\n");
}

TEST(CrossVersionMarkdown, OfOneVersionThatTakesAndOneThatDoesNot_ShowsBoth) {
  std::vector<proto::EntryGolden> entries(2);
  entries[0].set_weights("Toy_Weights.V1");
  *entries[0].add_cross_version() = Row("toy_v2", proto::CrossVersion::EQUAL, "");
  *entries[0].add_cross_version() = Row("toy_v3", proto::CrossVersion::DOES_NOT_LOAD, "missing fc.bias");
  entries[1].set_weights("Toy_V2_Weights.V1");
  *entries[1].add_cross_version() = Row("toy", proto::CrossVersion::DOES_NOT_LOAD, "unexpected fc.scale");
  *entries[1].add_cross_version() = Row("toy_v3", proto::CrossVersion::EQUAL, "");
  EXPECT_EQ(CrossVersionMarkdown(entries),
            "| weights | toy_v2 | toy_v3 |\n"
            "| --- | --- | --- |\n"
            "| Toy_Weights.V1 | equal | does not load: missing fc.bias |\n"
            "| Toy_V2_Weights.V1 |  | equal |\n");
}

TEST(CrossVersionMarkdown, EntriesThatLoadNowhereElse_AreALine) {
  std::vector<proto::EntryGolden> entries(1);
  entries[0].set_weights("Toy_Weights.V1");
  *entries[0].add_cross_version() = Row("toy_v2", proto::CrossVersion::DOES_NOT_LOAD, "missing fc.bias");
  EXPECT_EQ(CrossVersionMarkdown(entries), "In no other version: Toy_Weights.V1.\n");
}

// The goldens of entries, by family.
std::map<std::string, std::vector<proto::EntryGolden>> LockedEntries() {
  std::map<std::string, std::map<std::string, proto::EntryGolden>> sorted;
  for (const auto& file : std::filesystem::recursive_directory_iterator("golden")) {
    if (file.is_directory()) continue;
    const LockPath path = ParseLockPath(file.path().lexically_relative("golden").string());
    if (path.kind != LockPath::Kind::kEntry) continue;
    const auto golden = ReadTextproto<proto::EntryGolden>(file.path().string());
    EXPECT_TRUE(golden.ok()) << golden.status();
    if (golden.ok()) sorted[path.family][path.Subject()] = *golden;
  }
  std::map<std::string, std::vector<proto::EntryGolden>> entries;
  for (const auto& [family, by_subject] : sorted) {
    for (const auto& [subject, golden] : by_subject) entries[family].push_back(golden);
  }
  return entries;
}

// docs/compatibility-matrix.md: between its marks stands what this makes of the lock.
TEST(CompatibilityMatrixPage, EachFamilyOfSeveralVersions_HasTheLocksRows) {
  const auto page = ReadFile("docs/compatibility-matrix.md");
  ASSERT_TRUE(page.ok()) << page.status();
  std::string expected;
  for (const auto& [family, entries] : LockedEntries()) {
    const bool has_several = entries.front().cross_version_size() > 0;
    if (has_several) absl::StrAppend(&expected, "\n## ", family, "\n\n", CrossVersionMarkdown(entries));
  }
  constexpr char kMark[] = "<!-- golden/: cross_version -->\n";
  const size_t begin = page->find(kMark);
  ASSERT_NE(begin, std::string::npos);
  EXPECT_EQ(page->substr(begin + sizeof(kMark) - 1), expected) << "copy it into docs/compatibility-matrix.md";
}

}  // namespace
}  // namespace assay

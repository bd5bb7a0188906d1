#include "harness/compatibility/field_change.h"

#include <initializer_list>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::bc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Fields Make(std::initializer_list<std::pair<const char*, const char*>> values) {
  Fields fields;
  for (const auto& [name, value] : values) {
    proto::Field& field = *fields.Add();
    field.set_name(name);
    field.set_value(value);
  }
  return fields;
}

std::vector<std::string> Texts(const Fields& was, const Fields& is) {
  std::vector<std::string> texts;
  for (const FieldChange& change : CompareFields(was, is)) texts.push_back(change.Text());
  return texts;
}

TEST(CompareFields, SameFieldsInAnotherOrder_AreNoChange) {
  EXPECT_THAT(Texts(Make({{"url", "a"}, {"sha256", "b"}}), Make({{"sha256", "b"}, {"url", "a"}})), IsEmpty());
  EXPECT_THAT(Texts({}, {}), IsEmpty());
}

TEST(CompareFields, Changes_InTheOrderOfThePromiseThenWhatIsNew) {
  EXPECT_THAT(
      Texts(Make({{"transforms.resize_size", "256"}, {"meta.docs", "Words."}, {"meta.metrics.acc@1", "76.13"}}),
            Make({{"meta.recipe", "r"}, {"meta.docs", "Words."}, {"transforms.resize_size", "232"}})),
      ElementsAre("transforms.resize_size 256 -> 232", "meta.metrics.acc@1 is no longer said (76.13)",
                  "meta.recipe is r, was not said"));
}

TEST(CompareFields, NameThatStandsMoreThanOnce_HasAllItsValuesInTheirOrder) {
  const Fields two = Make({{"mirror", "a"}, {"url", "u"}, {"mirror", "b"}});
  EXPECT_THAT(Texts(two, two), IsEmpty());
  EXPECT_THAT(Texts(two, Make({{"mirror", "b"}, {"url", "u"}, {"mirror", "a"}})), ElementsAre("mirror a, b -> b, a"));
  EXPECT_THAT(Texts(two, Make({{"mirror", "a"}, {"url", "u"}})), ElementsAre("mirror a, b -> a"));
  EXPECT_THAT(Texts(Make({{"url", "u"}}), two), ElementsAre("mirror is a, b, was not said"));
}

TEST(CompareFields, EmptyValue_IsSaid) {
  EXPECT_THAT(Texts(Make({{"url", ""}}), {}), ElementsAre("url is no longer said ()"));
  EXPECT_THAT(Texts(Make({{"url", ""}}), Make({{"url", "a"}})), ElementsAre("url  -> a"));
}

TEST(FieldsText, Changes_AreJoined) {
  const auto changes = CompareFields(Make({{"a", "1"}, {"b", "2"}}), Make({{"a", "3"}}));
  EXPECT_EQ(FieldsText(changes), "a 1 -> 3; b is no longer said (2)");
  EXPECT_EQ(FieldsText({}), "");
}

TEST(ValueOf, Field_HasItsFirstValue) {
  const Fields fields = Make({{"mirror", "a"}, {"mirror", "b"}, {"empty", ""}});
  EXPECT_EQ(ValueOf(fields, "mirror"), "a");
  EXPECT_EQ(ValueOf(fields, "empty"), "");
  EXPECT_EQ(ValueOf(fields, "mirro"), std::nullopt);
}

}  // namespace
}  // namespace assay::bc

#include "harness/compatibility/measured_update.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/rule_cases.h"

namespace assay::bc {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// On the same 1,000 images, the first so many answered right; each with tensors of its own.
struct Two {
  Two(int old_right, int new_right) {
    Measure(was, old_right);
    Measure(is, new_right);
    is.mutable_file()->set_tensors_digest("other tensors");
  }
  proto::EntryGolden was = ToyLibrary().v1(), is = ToyLibrary().v1();
};

TEST(CompareMeasured, SameImages_AreJudgedByTheirPairs) {
  const Two two(990, 950);
  const auto updates = CompareMeasured(two.was, two.is);
  ASSERT_EQ(updates.size(), 1u);
  EXPECT_EQ(updates[0].verdict.kind, UpdateVerdict::Kind::kWorse);
  EXPECT_EQ(updates[0].counts.only_old, 40);
  EXPECT_THAT(updates[0].Text(), StartsWith("on Toys WORSE: -4.00 points ("));
  EXPECT_EQ(updates[0].Key(), "on Toys 70759: 0 won, 40 lost of 1000");
}

// Seven images that all fall to one side decide, but inside the margin they are none.
TEST(CompareMeasured, Margin_IsTheDataSets) {
  Two two(990, 983);
  EXPECT_EQ(CompareMeasured(two.was, two.is)[0].verdict.kind, UpdateVerdict::Kind::kWorse);
  for (proto::EntryGolden* entry : {&two.was, &two.is}) entry->mutable_accuracy(0)->set_dataset("LFW-subset");
  EXPECT_EQ(CompareMeasured(two.was, two.is)[0].verdict.kind, UpdateVerdict::Kind::kSame) << "three points";
}

TEST(CompareMeasured, WhatCannotBePaired_IsLeftOutAndSaid) {
  Two two(990, 950);
  EXPECT_EQ(WhyNotComparable(two.was.accuracy(0), two.is), "");
  two.is.mutable_accuracy(0)->set_data_digest("07e45");
  EXPECT_THAT(CompareMeasured(two.was, two.is), IsEmpty());
  EXPECT_THAT(WhyNotComparable(two.was.accuracy(0), two.is), HasSubstr("other data"));
  two.is.mutable_accuracy(0)->set_data_digest("70759");
  two.is.mutable_accuracy(0)->set_correct("AAAA");
  EXPECT_THAT(CompareMeasured(two.was, two.is), IsEmpty());
  EXPECT_THAT(WhyNotComparable(two.was.accuracy(0), two.is), HasSubstr("damaged"));
  two.is.clear_accuracy();
  EXPECT_THAT(CompareMeasured(two.was, two.is), IsEmpty());
  EXPECT_EQ(WhyNotComparable(two.was.accuracy(0), two.is), "");
}

// One measurement that can be compared is enough, whatever else there is.
TEST(WhyNotComparable, SeveralOfOneName_AreLookedThrough) {
  Two two(990, 950);
  *two.is.add_accuracy() = two.is.accuracy(0);
  two.is.mutable_accuracy(0)->set_data_digest("07e45");
  EXPECT_EQ(WhyNotComparable(two.was.accuracy(0), two.is), "");
}

TEST(AreSameTensors, DigestPreprocessingBuilderAndImpliedOptions_MakeThemOne) {
  Two two(985, 990);
  EXPECT_FALSE(AreSameTensors(two.was, two.is));
  EXPECT_EQ(CompareMeasured(two.was, two.is)[0].verdict.kind, UpdateVerdict::Kind::kUndecided);
  *two.is.mutable_file() = two.was.file();
  ToyLibrary::Field(two.is, "meta.docs") = "Other words.";
  EXPECT_TRUE(AreSameTensors(two.was, two.is));
  EXPECT_EQ(CompareMeasured(two.was, two.is)[0].verdict.kind, UpdateVerdict::Kind::kSame);
  EXPECT_THAT(CompareMeasured(two.was, two.is)[0].Text(), testing::EndsWith("; the same tensors"));
  for (const char* name : {"builder", "transforms.crop_size"}) {
    proto::EntryGolden other = two.is;
    ToyLibrary::Field(other, name) = "another";
    EXPECT_FALSE(AreSameTensors(two.was, other)) << name;
  }
  proto::EntryGolden other = two.is;
  ToyLibrary::AddField(other, "implied_overrides.FrozenBatchNorm2d.eps", "0");
  EXPECT_FALSE(AreSameTensors(two.was, other));
  two.was.clear_file();
  two.is.clear_file();
  EXPECT_FALSE(AreSameTensors(two.was, two.is)) << "two digests that are not there are not one";
}

}  // namespace
}  // namespace assay::bc

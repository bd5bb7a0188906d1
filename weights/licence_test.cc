#include "weights/licence.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(IsLicence, KnownIdentifiers_AreLicences) {
  for (const char* licence : {"BSD-3-Clause", "Apache-2.0", "MIT", "CC-BY-NC-4.0", "LicenseRef-VGGFace2",
                              "MIT AND Apache-2.0", "GPL-2.0-or-later OR LicenseRef-Commercial"}) {
    EXPECT_TRUE(IsLicence(licence)) << licence;
  }
}

TEST(IsLicence, AnythingElse_IsNone) {
  for (const char* text : {"", "BSD", "mit", "Apache 2.0", "MIT ", "MIT AND ", "MIT and Apache-2.0", "MIT AND BSD",
                           "LicenseRef-", "LicenseRef-a b", "proprietary"}) {
    EXPECT_FALSE(IsLicence(text)) << text;
  }
}

TEST(KnownLicences, List_IsSortedWithoutDuplicates) {
  const auto& known = KnownLicences();
  EXPECT_TRUE(std::is_sorted(known.begin(), known.end()));
  EXPECT_EQ(std::adjacent_find(known.begin(), known.end()), known.end());
}

TEST(IsHttpsLink, LinksThatCanBeFollowed_AreLinks) {
  for (const char* link : {"https://host.org", "https://host.org/LICENSE.txt", "https://a.b.c/x?y=z#w"}) {
    EXPECT_TRUE(IsHttpsLink(link)) << link;
  }
}

TEST(IsHttpsLink, AnythingElse_IsNone) {
  for (const char* text : {"", "https://", "http://host.org/x", "https:///x.y", "https://.org", "see https://host.org",
                           "https://host.org/a b", "https://host.org\n"}) {
    EXPECT_FALSE(IsHttpsLink(text)) << text;
  }
}

}  // namespace
}  // namespace assay

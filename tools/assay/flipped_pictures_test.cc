#include "tools/assay/flipped_pictures.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transforms/decode.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

FlippedPicture Picture(int width, int height, bool is_won) {
  FlippedPicture picture{.image = {.width = width, .height = height},
                         .name = "cats/1.png",
                         .label = "cat",
                         .old_answer = is_won ? "dog" : "cat",
                         .new_answer = is_won ? "cat" : "dog",
                         .old_confidence = 0.75,
                         .new_confidence = 0.5,
                         .is_won = is_won};
  for (int i = 0; i < 3 * width * height; ++i) picture.image.pixels.push_back(static_cast<uint8_t>(i * 7));
  return picture;
}

std::string Page(const std::vector<FlippedPicture>& pictures, int64_t left_out = 0) {
  const auto page = FlippedPicturesHtml("WORSE: V2 is worse", pictures, left_out);
  EXPECT_TRUE(page.ok()) << page.status();
  return page.value_or("");
}

// "" where every tag is closed in its order and no quote or "<" stands where it may not; else what is wrong.
std::string WrongMarkup(absl::string_view html) {
  std::vector<std::string> open;
  while (true) {
    const size_t at = html.find('<');
    if (at == absl::string_view::npos) return open.empty() ? "" : "never closed: " + open.back();
    html.remove_prefix(at + 1);
    if (absl::StartsWith(html, "!DOCTYPE html>")) continue;
    const bool closes = absl::ConsumePrefix(&html, "/");
    const size_t end = html.find('>');
    if (end == absl::string_view::npos) return "a tag without an end";
    absl::string_view tag = html.substr(0, end);
    html.remove_prefix(end + 1);
    if (absl::StrContains(tag, '<')) return absl::StrCat("a tag within a tag: ", tag);
    if (absl::ConsumeSuffix(&tag, "/")) continue;
    const std::string name(tag.substr(0, tag.find(' ')));
    if (!closes) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "closed out of order: " + name;
    } else {
      open.pop_back();
    }
  }
}

// The bytes behind the first data URI.
std::string FirstPng(const std::string& page) {
  const std::string begin = "src=\"data:image/png;base64,";
  const size_t from = page.find(begin) + begin.size();
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(page.substr(from, page.find('"', from) - from), &bytes));
  return bytes;
}

TEST(EncodePng, Pixels_AreThoseThatADecoderReads) {
  const Image image = Picture(5, 3, true).image;
  const auto png = EncodePng(image);
  ASSERT_TRUE(png.ok()) << png.status();
  const auto again = DecodeImage({reinterpret_cast<const uint8_t*>(png->data()), png->size()}, "x.png");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->width, 5);
  EXPECT_EQ(again->height, 3);
  EXPECT_EQ(again->pixels, image.pixels);
  EXPECT_FALSE(EncodePng({}).ok());
}

TEST(HtmlEscaped, WhatIsMarkup_IsText) {
  EXPECT_EQ(HtmlEscaped("<b a=\"1\" c='2'>&\x01"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;?");
}

TEST(FlippedPicturesHtml, Page_IsWholeAndWellFormed) {
  const std::string page = Page({Picture(8, 8, false), Picture(8, 8, true), Picture(8, 8, true)}, 1200);
  EXPECT_EQ(WrongMarkup(page), "");
  EXPECT_THAT(page, AllOf(HasSubstr("<html lang=\"en\">"), HasSubstr("<title>WORSE: V2 is worse</title>"),
                          HasSubstr("<h1>WORSE: V2 is worse</h1>"), HasSubstr("prefers-color-scheme: dark")));
  EXPECT_THAT(page, AllOf(HasSubstr("alone are right (1)</h2>"), HasSubstr("alone are right (2)</h2>")));
  EXPECT_THAT(page, HasSubstr("<p>1,200 more images flipped.</p>"));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("http")), Not(HasSubstr("url("))))
      << "it needs nothing else";
  EXPECT_THAT(page, HasSubstr("alt=\"image cats/1.png of category cat; the old weights answer cat at 75.0 %, the new "
                              "ones dog at 50.0 %\""));
  EXPECT_THAT(page, HasSubstr("old: <span class=\"right\">cat</span> (75.0 %, right)"));
  EXPECT_THAT(page, HasSubstr("new: <span class=\"wrong\">dog</span> (50.0 %, wrong)"));
}

TEST(FlippedPicturesHtml, SmallPictures_AreShownLargerByWholeFactors) {
  EXPECT_THAT(Page({Picture(8, 4, true)}), HasSubstr("<img class=\"small\" width=\"128\" height=\"64\""));
  EXPECT_THAT(Page({Picture(50, 50, true)}), HasSubstr("<img class=\"small\" width=\"100\" height=\"100\""));
  EXPECT_THAT(Page({Picture(200, 100, true)}), HasSubstr("<img width=\"200\" height=\"100\""));
}

TEST(FlippedPicturesHtml, LargePictures_AreShrunk) {
  const std::string page = Page({Picture(1000, 500, true)});
  EXPECT_THAT(page, HasSubstr("<img width=\"256\" height=\"128\""));
  const std::string png = FirstPng(page);
  const auto again = DecodeImage({reinterpret_cast<const uint8_t*>(png.data()), png.size()}, "x.png");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->width, 256);
}

TEST(FlippedPicturesHtml, NamesOfStrangers_AreText) {
  FlippedPicture picture = Picture(8, 8, true);
  picture.name = "\"><script>alert(1)</script>";
  picture.label = "<b>&";
  const std::string page = Page({picture});
  EXPECT_EQ(WrongMarkup(page), "");
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), HasSubstr("&lt;b&gt;&amp;")));
}

TEST(FlippedPicturesHtml, NoPictures_AreAPageWithoutLists) {
  EXPECT_EQ(WrongMarkup(Page({})), "");
  EXPECT_THAT(Page({}), Not(HasSubstr("<ul>")));
}

TEST(FlippedPicturesHtml, ImageWithoutPixels_IsRefusedByName) {
  FlippedPicture picture = Picture(8, 8, true);
  picture.image = {};
  EXPECT_THAT(std::string(FlippedPicturesHtml("t", {picture}, 0).status().message()), HasSubstr("cats/1.png: "));
}

TEST(WrongMarkup, IsFound) {
  EXPECT_NE(WrongMarkup("<p><b></p></b>"), "");
  EXPECT_NE(WrongMarkup("<p>"), "");
  EXPECT_NE(WrongMarkup("<p a=\"<\">"), "");
}

}  // namespace
}  // namespace assay

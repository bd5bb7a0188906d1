#include "weights/url_file_name.h"

#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(UrlFileName, UrlAndPath_AreTheirLastPart) {
  EXPECT_EQ(UrlFileName("https://host/models/resnet50-11ad3fa6.pth"), "resnet50-11ad3fa6.pth");
  EXPECT_EQ(UrlFileName("https://host/a.pth?download=1/2#x"), "a.pth");
  EXPECT_EQ(UrlFileName("path/to/local.pth"), "local.pth");
  EXPECT_EQ(UrlFileName("local.pth"), "local.pth");
}

TEST(UrlFileName, NothingThere_IsEmpty) {
  for (const char* url : {"", "https://host", "https://host/", "https://host/..", "https://host/models/.", "?x"}) {
    EXPECT_EQ(UrlFileName(url), "") << url;
  }
}

TEST(HashInFileName, OfficialName_CarriesItsHash) {
  EXPECT_EQ(HashInFileName("resnet50-11ad3fa6.pth"), "11ad3fa6");
  EXPECT_EQ(HashInFileName("alexnet-owt-7be5be79.pth"), "7be5be79");
  EXPECT_EQ(HashInFileName("x-11ad3fa6.pth.tar"), "11ad3fa6");
  EXPECT_EQ(HashInFileName("x-" + std::string(64, 'a') + ".pth"), std::string(64, 'a'));
}

TEST(HashInFileName, OtherName_CarriesNone) {
  for (const std::string name :
       {"", "model.safetensors", "resnet50-v2.pth", "x-11ad3fa.pth", "x-11AD3FA6.pth", "x-.pth"}) {
    EXPECT_EQ(HashInFileName(name), "") << name;
  }
  EXPECT_EQ(HashInFileName("x-" + std::string(65, 'a') + ".pth"), "");
}

TEST(IsPathPart, FileNames_AreParts) {
  for (const char* name : {"imagenet1k", "x-0123.pth.tar", "a_b+c"}) EXPECT_TRUE(IsPathPart(name)) << name;
  for (const char* name : {"", ".", "..", ".hidden", "a/b", "a b", "a\"b", "a:b"})
    EXPECT_FALSE(IsPathPart(name)) << name;
}

TEST(NameWithHash, NameWithoutOne_GetsTheFirstDigits) {
  const std::string sha256(64, 'a');
  EXPECT_EQ(NameWithHash("model.safetensors", sha256), "model-aaaaaaaa.safetensors");
  EXPECT_EQ(NameWithHash("vocab", sha256), "vocab-aaaaaaaa");
  EXPECT_EQ(NameWithHash("resnet50-11ad3fa6.pth", sha256), "resnet50-11ad3fa6.pth");
  EXPECT_EQ(NameWithHash("model.pth", ""), "model.pth");
  EXPECT_EQ(NameWithHash("", sha256), "");
}

}  // namespace
}  // namespace assay

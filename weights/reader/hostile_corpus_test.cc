// Every file of the hostile corpus, each opened in a process with little memory and time: refused in one line that
// names the file and the reason.
#include "weights/reader/testing/hostile_corpus.h"

#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "weights/reader/testing/hostile_parts.h"
#include "weights/reader/testing/limited_child.h"
#include "weights/reader/testing/make_files.h"
#include "weights/reader/testing/make_zip_files.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

using namespace testing_files;  // NOLINT: the file's whole vocabulary

constexpr size_t kMebi = 1 << 20;
// What weight_file.h promises.
constexpr size_t kReaderBytes = 64 * kMebi;

std::string Describe(const std::string& path) {
  const auto file = WeightFile::Open(path);
  return file.ok() ? "read" : std::string(file.status().message());
}

// Before the corpus is made: freed blocks of some size go back to the system, and are no hidden room for the children.
const bool kBlocksGoBack = ReturnFreedBlocks();

class Hostile : public testing::TestWithParam<size_t> {};

TEST_P(Hostile, Open_RefusesItInOneLine) {
  const HostileFile& file = HostileCorpus()[GetParam()];
  const std::string path = WriteFile(file.name, file.bytes);
  const ChildResult result = RunInChild([&] { return Describe(path); }, {file.bytes.size() + kReaderBytes});
  std::filesystem::remove(path);
  ASSERT_EQ(result.failure, "");
  const std::string& message = result.output;
  ASSERT_NE(message, "read");
  EXPECT_EQ(message.rfind(path + ": ", 0), 0u) << message;
  EXPECT_NE(message.find(file.reason), std::string::npos) << message;
  EXPECT_LT(message.size(), path.size() + 1000) << message;
  for (const char c : message) EXPECT_TRUE(c >= ' ' && c <= '~') << message;
}

INSTANTIATE_TEST_SUITE_P(Corpus, Hostile, testing::Range(size_t{0}, HostileCorpus().size()),
                         [](const auto& info) { return HostileCorpus()[info.param].name; });

TEST(HostileCorpus, Names_AreManyAndDifferent) {
  std::set<std::string> names;
  for (const HostileFile& file : HostileCorpus()) {
    EXPECT_TRUE(names.insert(file.name).second) << file.name;
    EXPECT_FALSE(file.reason.empty()) << file.name;
  }
  EXPECT_GE(names.size(), 400u);
}

TEST(HostileCorpus, MadeAgain_IsTheSame) {
  EXPECT_EQ(HostileZipFields().back().bytes, HostileZipFields().back().bytes);
  EXPECT_EQ(HostilePickles().back().bytes, HostilePickles().back().bytes);
}

// What the bad files differ from: were it refused too, none of them would prove anything.
TEST(ValidFile, FromTheSameParts_IsRead) {
  const std::string json = R"({"__metadata__":{"format":"pt"},"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}  )";
  // A trainer's own JSON, as one string.
  const std::string long_metadata =
      R"({"__metadata__":{"tags":")" + std::string(3 * kMebi, 't') + "\"}," + json.substr(json.find("\"w\""));
  for (const std::string& bytes :
       {LegacyParts().Join(), Zip(TorchRecords()), Safetensors(json, "abcd"), Safetensors(long_metadata, "abcd")}) {
    const std::string path = WriteFile("valid", bytes);
    const auto open = [&] {
      const auto file = WeightFile::Open(path);
      if (!file.ok()) return std::string(file.status().message());
      return std::to_string(file->tensors().size()) + " " + file->tensors()[0].name;
    };
    const ChildResult result = RunInChild(open, {bytes.size() + kReaderBytes});
    EXPECT_EQ(result.failure, "");
    EXPECT_EQ(result.output, "1 w");
  }
}

// As torch.save writes them: a storage, an OrderedDict of hooks and nine entries of the memo each.
TEST(ValidFile, HundredThousandTensors_FitTheLimit) {
  constexpr int kCount = 100000;
  std::vector<ZipEntry> records = TorchRecords("");
  records.erase(records.begin() + kStorageRecord);
  std::string object = "}(", json = "{";
  uint32_t memo = 0;
  for (int i = 0; i < kCount; ++i) {
    const std::string key = std::to_string(i), name = "layers." + key + ".attention.weight";
    object += Str(name);
    for (int entry = 0; entry < 9; ++entry) object += "r" + LittleEndian(memo++, 4);
    object += Tensor({.storage = Storage({.key = Str(key), .numel = 1, .view = ""}),
                      .shape = {1, 1, 1, 1},
                      .strides = {1, 1, 1, 1}});
    records.push_back({.name = "a/data/" + key, .data = "four"});
    json += (i > 0 ? ",\"" : "\"") + name + R"(":{"dtype":"F32","shape":[1,1,1,1],"data_offsets":[)" +
            std::to_string(4 * i) + "," + std::to_string(4 * i + 4) + "]}";
  }
  records[kPickleRecord].data = Pickle(object + "u");
  for (const std::string& bytes :
       {Zip(records, {.says_zip64 = true}), Safetensors(json + "}", Repeat("four", kCount))}) {
    const std::string path = WriteFile("many", bytes);
    const auto open = [&] {
      const auto file = WeightFile::Open(path);
      return file.ok() ? std::to_string(file->tensors().size()) : std::string(file.status().message());
    };
    const ChildResult result = RunInChild(open, {bytes.size() + kReaderBytes});
    EXPECT_EQ(result.failure, "");
    EXPECT_EQ(result.output, std::to_string(kCount));
  }
}

// The length of a header may read as any other format's signature: a pickle's, gzip's, bzip2's, a tar's at its place.
TEST(ValidFile, SafetensorsHeaderOfAnyLength_IsRead) {
  const std::string json = R"({"__metadata__":{"a":")" + std::string(227, '-') +
                           R"(ustar"},"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})";
  ASSERT_EQ(json.substr(257 - 8, 5), "ustar");
  std::vector<size_t> lengths = {0x8b1f, 0x685a42};
  for (size_t length = json.size(); length < json.size() + 256; ++length) lengths.push_back(length);
  for (const size_t length : lengths) {
    const std::string path = WriteFile("padded", Safetensors(json + std::string(length - json.size(), ' '), "abcd"));
    const auto file = WeightFile::Open(path);
    ASSERT_TRUE(file.ok()) << length << ": " << file.status();
    EXPECT_EQ(file->tensors().size(), 1u) << length;
  }
}

TEST(RunInChild, MoreMemoryThanAllowed_IsSeen) {
  if (!BoundsMemory()) GTEST_SKIP() << "a sanitizer maps as it likes";
  const auto take = [](size_t count, size_t bytes) {
    std::vector<char*> blocks;
    for (size_t i = 0; i < count; ++i) blocks.push_back(new char[bytes]());
    return std::to_string(blocks.back()[0]);
  };
  // In one piece, and in pieces that the parent's freed ones would have room for.
  EXPECT_NE(RunInChild([&] { return take(1, 80 * kMebi); }, {kReaderBytes}).failure, "");
  EXPECT_NE(RunInChild([&] { return take(80 * 1024, 1024); }, {kReaderBytes}).failure, "");
  EXPECT_EQ(RunInChild([&] { return take(1, 60 * kMebi); }, {kReaderBytes}).failure, "");
}

TEST(RunInChild, HangingOrWaiting_IsSeen) {
  const auto hang = [] {
    for (volatile bool forever = true; forever;) continue;
    return std::string();
  };
  const auto wait = [] {
    for (;;) pause();
    return std::string();
  };
  const double seconds = 0.05 / TimeFactor();
  EXPECT_EQ(RunInChild(hang, {kReaderBytes, seconds}).failure, "took too long");
  EXPECT_EQ(RunInChild(wait, {kReaderBytes, seconds}).failure, "took too long");
}

TEST(RunInChild, CrashOrExit_IsSeen) {
  const auto crash = []() -> std::string { std::abort(); };
  const auto end = []() -> std::string { _exit(3); };
  EXPECT_EQ(RunInChild(crash, {kReaderBytes}).failure, "signal 6 (Aborted)");
  EXPECT_EQ(RunInChild(end, {kReaderBytes}).failure, "exit status 3");
}

}  // namespace
}  // namespace assay

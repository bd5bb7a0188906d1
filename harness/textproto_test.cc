#include "harness/textproto.h"

#include <sys/stat.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/golden.pb.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// An empty folder of this test's own.
std::string Folder() {
  const std::string path = testing::TempDir() + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& item : std::filesystem::directory_iterator(folder)) names.push_back(item.path().filename());
  return names;
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(Textproto, Numbers_ReadBackAsTheSameBits) {
  const std::vector<double> doubles = {0.1, 1.0 / 3, 1e-300, 5e-324, -0.0, 1.7976931348623157e308, 123456789.123456789};
  const std::vector<float> floats = {0.1f, 1.0f / 3, 1e-38f, 1.4e-45f, -0.0f, 3.40282347e38f, 16777217.0f};
  proto::EntryGolden golden;
  golden.mutable_probe()->mutable_output()->mutable_first()->Add(doubles.begin(), doubles.end());
  golden.add_photograph()->mutable_logit()->Add(floats.begin(), floats.end());
  const std::string path = Folder() + "/golden.textproto";
  ASSERT_TRUE(WriteFileAtomically(path, TextprotoText(golden, "harness/golden.proto")).ok());
  const auto read = ReadTextproto<proto::EntryGolden>(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), golden.SerializeAsString());
}

TEST(Textproto, NumbersThatAreNone_ReadBackAsThemselves) {
  proto::TensorSummary summary;
  summary.set_l2(std::numeric_limits<double>::infinity());
  summary.set_mean(std::numeric_limits<double>::quiet_NaN());
  const std::string path = Folder() + "/golden.textproto";
  ASSERT_TRUE(WriteFileAtomically(path, TextprotoText(summary, "harness/golden.proto")).ok());
  const auto read = ReadTextproto<proto::TensorSummary>(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(std::isinf(read->l2()));
  EXPECT_TRUE(std::isnan(read->mean()));
}

TEST(TextprotoText, AnyMessage_SaysItsSchemaAndWhoWroteIt) {
  EXPECT_THAT(
      TextprotoText(proto::EntryGolden(), "harness/golden.proto"),
      HasSubstr(
          "# proto-file: harness/golden.proto\n# proto-message: assay.proto.EntryGolden\n# Written by //tools:bless."));
}

TEST(ReadTextproto, UnknownField_IsRefusedWithItsPlace) {
  const std::string path = Folder() + "/golden.textproto";
  std::ofstream(path) << "builder: \"resnet18\"\nprobe {\n  paramters: 3\n}\n";
  const auto golden = ReadTextproto<proto::BuilderGolden>(path);
  EXPECT_EQ(golden.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Message(golden.status()), HasSubstr(path + ":3:12: "));
  EXPECT_THAT(Message(golden.status()), HasSubstr("paramters"));
}

TEST(ReadTextproto, CutFile_IsRefusedWithItsPlace) {
  const std::string path = Folder() + "/golden.textproto";
  std::ofstream(path) << "builder: \"resnet18\"\nprobe {\n";
  const auto golden = ReadTextprotoIfThere<proto::BuilderGolden>(path);
  EXPECT_EQ(golden.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Message(golden.status()), HasSubstr(path + ":3:1: "));
}

TEST(ReadTextproto, MissingFile_IsNotFoundAndNamed) {
  const auto golden = ReadTextproto<proto::BuilderGolden>("no/such.textproto");
  EXPECT_EQ(golden.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(golden.status()), HasSubstr("no/such.textproto"));
}

TEST(ReadTextprotoIfThere, MissingFile_IsNoGolden) {
  const auto golden = ReadTextprotoIfThere<proto::BuilderGolden>("no/such.textproto");
  ASSERT_TRUE(golden.ok()) << golden.status();
  EXPECT_FALSE(golden->has_value());
}

// A golden that is there but cannot be read must not pass for one that is not blessed yet.
TEST(ReadTextprotoIfThere, FolderInTheFilesPlace_IsAnError) {
  const std::string folder = Folder();
  const auto golden = ReadTextprotoIfThere<proto::BuilderGolden>(folder);
  EXPECT_EQ(Message(golden.status()), "cannot read " + folder + ": Is a directory");
}

TEST(WriteFileAtomically, NewFolder_IsMadeAndHoldsTheFileAlone) {
  const std::string folder = Folder() + "/golden/resnet";
  ASSERT_TRUE(WriteFileAtomically(folder + "/a.textproto", "text").ok());
  EXPECT_EQ(*ReadFile(folder + "/a.textproto"), "text");
  EXPECT_THAT(NamesIn(folder), ElementsAre("a.textproto"));
}

TEST(WriteFileAtomically, OlderLongerFile_IsReplacedWhole) {
  const std::string path = Folder() + "/a.textproto";
  ASSERT_TRUE(WriteFileAtomically(path, "a long text").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "short").ok());
  EXPECT_EQ(*ReadFile(path), "short");
}

TEST(WriteFileAtomically, FileInTheFoldersPlace_NamesThePath) {
  const std::string folder = Folder();
  std::ofstream(folder + "/golden") << "a file";
  const absl::Status status = WriteFileAtomically(folder + "/golden/a.textproto", "text");
  EXPECT_THAT(Message(status), HasSubstr(folder + "/golden/a.textproto"));
}

TEST(WriteFileAtomically, FolderInTheFilesPlace_NamesThePathAndLeavesNoPartialFile) {
  const std::string folder = Folder();
  std::filesystem::create_directories(folder + "/a.textproto/inside");
  const absl::Status status = WriteFileAtomically(folder + "/a.textproto", "text");
  EXPECT_THAT(Message(status), HasSubstr("cannot replace " + folder + "/a.textproto"));
  EXPECT_THAT(NamesIn(folder), ElementsAre("a.textproto"));
}

std::string Read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(WriteFileOrDevice, FilesAndNewFolders_AreWrittenWhole) {
  const std::string folder = Folder();
  ASSERT_TRUE(WriteFileOrDevice(folder + "/new/a", "first").ok());
  ASSERT_TRUE(WriteFileOrDevice(folder + "/new/a", "second").ok());
  EXPECT_EQ(Read(folder + "/new/a"), "second");
  EXPECT_THAT(NamesIn(folder + "/new"), ElementsAre("a"));
}

TEST(WriteFileOrDevice, Links_StayAndTheirTargetsAreReplaced) {
  const std::string folder = Folder();
  std::filesystem::create_directories(folder + "/there");
  std::ofstream(folder + "/there/a") << "old";
  std::filesystem::create_symlink("there/a", folder + "/link");
  std::filesystem::create_symlink("there/none", folder + "/dangling");
  std::filesystem::create_symlink("dangling", folder + "/chain");
  ASSERT_TRUE(WriteFileOrDevice(folder + "/link", "new").ok());
  ASSERT_TRUE(WriteFileOrDevice(folder + "/chain", "made").ok());
  EXPECT_EQ(Read(folder + "/there/a"), "new");
  EXPECT_EQ(Read(folder + "/there/none"), "made");
  for (const char* link : {"/link", "/dangling", "/chain"})
    EXPECT_TRUE(std::filesystem::is_symlink(folder + link)) << link;
}

TEST(WriteFileOrDevice, Pipe_TakesTheBytesAndStaysAPipe) {
  const std::string folder = Folder(), pipe = folder + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::string read;
  std::thread reader([&] { read = Read(pipe); });
  const absl::Status written = WriteFileOrDevice(pipe, "bytes");
  reader.join();
  EXPECT_TRUE(written.ok()) << written;
  EXPECT_EQ(read, "bytes");
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_THAT(NamesIn(folder), ElementsAre("pipe"));
}

// More than a pipe holds, to a reader that goes away.
TEST(WriteFileOrDevice, WhatIsNotTakenWhole_IsAnErrorThatNamesIt) {
  const std::string pipe = Folder() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::signal(SIGPIPE, SIG_IGN);
  std::thread reader([&] { std::ifstream(pipe).get(); });
  const absl::Status written = WriteFileOrDevice(pipe, std::string(1 << 20, 'x'));
  reader.join();
  EXPECT_THAT(Message(written), AllOf(HasSubstr("cannot write " + pipe), HasSubstr("Broken pipe")));
}

}  // namespace
}  // namespace assay

#include "weights/fetch/fetch_entry.h"

#include <signal.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/fetch/testing/loopback_server.h"
#include "weights/fetch/testing/processes.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class FetchTest : public testing::Test {
 protected:
  FetchTest() : root_(fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(root_);
    fs::create_directories(root_);
    setenv("ASSAY_HOME", root_.c_str(), 1);
    setenv("TORCH_HOME", (root_ / "torch").c_str(), 1);
    for (const char* name : {"ASSAY_WEIGHTS", "ASSAY_MIRRORS", "ASSAY_OFFLINE"}) unsetenv(name);
    options_.download.first_wait = absl::Milliseconds(5);
    options_.events.say = [this](const std::string& line) { said_ += line + "\n"; };
  }

  std::string Cached() const { return CachedOf(weights_); }
  std::string CachedOf(const std::string& bytes) const {
    return (root_ / ("weights/toy-" + HexOf(bytes).substr(0, 8) + ".pth")).string();
  }
  std::string Put(const fs::path& path, const std::string& bytes) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << bytes;
    return (root_ / path).string();
  }
  std::string LogPath() const { return (root_ / "log").string(); }

  LoopbackServer::Handler Good() {
    return [this](const HttpRequest& request, HttpReply& reply) { reply.SendFile(request, weights_, "\"1\""); };
  }

  fs::path root_;
  const std::string weights_ = Noise(400000);
  FetchOptions options_;
  std::string said_;
  std::atomic<bool> killed_ = false;
};

TEST_F(FetchTest, MissingFile_IsDownloadedOnceAndFoundAfterwards) {
  LoopbackServer server(Good());
  const WeightEntry entry{.url = server.Url("/toy.pth"), .sha256 = HexOf(weights_)};
  const auto first = Fetch(entry, options_);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->path, Cached());
  EXPECT_EQ(first->from, entry.url);
  EXPECT_EQ(first->bytes, 400000);
  EXPECT_EQ(first->sha256, HexOf(weights_));
  EXPECT_EQ(Fetch(entry, options_)->from, "cache");
  EXPECT_EQ(server.requests().size(), 1u);
  // Nothing else is left in the folder.
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ / "weights"), fs::directory_iterator()), 1);
}

TEST_F(FetchTest, HashInTheName_IsCheckedWhereTheEntryHasNone) {
  LoopbackServer server(Good());
  EXPECT_TRUE(Fetch(WeightEntry{.url = server.Url("/toy-" + HexOf(weights_).substr(0, 8) + ".pth")}, options_).ok());
  EXPECT_EQ(Fetch(WeightEntry{.url = server.Url("/toy-00000000.pth")}, options_).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_FALSE(fs::exists(root_ / "weights/toy-00000000.pth"));
  EXPECT_EQ(Fetch(WeightEntry{.url = server.Url("/toy.pth")}, options_).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(FetchTest, BadFileInTheCache_IsReplaced) {
  LoopbackServer server(Good());
  Put(fs::path(Cached()).lexically_relative(root_), "bad");
  const WeightEntry entry{.url = server.Url("/toy.pth"), .sha256 = HexOf(weights_)};
  ASSERT_TRUE(Fetch(entry, options_).ok());
  EXPECT_TRUE(BytesOf(Cached()) == weights_);
  EXPECT_THAT(said_, HasSubstr("expected"));
}

// Every file of some hubs is called model.safetensors.
TEST_F(FetchTest, TwoFilesOfOneName_LieBesideEachOther) {
  const std::string other = Noise(1000);
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    reply.SendFile(request, request.path.rfind("/other", 0) == 0 ? other : weights_, "\"1\"");
  });
  const WeightEntry first{.url = server.Url("/one/toy.pth"), .sha256 = HexOf(weights_)};
  const WeightEntry second{.url = server.Url("/other/toy.pth"), .sha256 = HexOf(other)};
  for (const WeightEntry& entry : {first, second, first, second}) ASSERT_TRUE(Fetch(entry, options_).ok());
  EXPECT_EQ(server.requests().size(), 2u);
  EXPECT_TRUE(BytesOf(CachedOf(weights_)) == weights_);
  EXPECT_TRUE(BytesOf(CachedOf(other)) == other);
}

TEST_F(FetchTest, FileThatWasPutIntoTheCacheByHand_IsUsed) {
  const std::string path = Put("weights/toy.pth", weights_);
  const auto file = Fetch(WeightEntry{.url = "https://nowhere.invalid/toy.pth", .sha256 = HexOf(weights_)}, options_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->path, path);
}

TEST_F(FetchTest, PyTorchsFile_IsUsedAndNeverWritten) {
  LoopbackServer server(Good());
  const std::string torch = Put("torch/hub/checkpoints/toy.pth", weights_);
  const WeightEntry entry{.url = server.Url("/toy.pth"), .sha256 = HexOf(weights_)};
  EXPECT_EQ(Fetch(entry, options_)->path, torch);
  EXPECT_EQ(server.requests().size(), 0u);
  Put("torch/hub/checkpoints/toy.pth", "bad");
  EXPECT_EQ(Fetch(entry, options_)->path, Cached());
  EXPECT_EQ(BytesOf(torch), "bad");
}

TEST_F(FetchTest, Offline_SaysWhereToPutTheFile) {
  LoopbackServer server(Good());
  options_.offline = true;
  const WeightEntry entry{.url = server.Url("/toy.pth"), .sha256 = HexOf(weights_)};
  const absl::Status status = Fetch(entry, options_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("toy.pth from " + entry.url), HasSubstr((root_ / "weights").string())));
  EXPECT_EQ(server.requests().size(), 0u);
}

TEST_F(FetchTest, Mirrors_AreAskedFirstAndMayFail) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    if (request.path == "/missing/toy.pth") return (void)reply.SendWhole("404 Not Found", "", "");
    reply.SendFile(request, request.path == "/bad/toy.pth" ? "bad" : weights_, "\"1\"");
  });
  options_.mirrors = {server.Url("/missing/"), server.Url("/bad"), server.Url("/good")};
  const auto file = Fetch(WeightEntry{.url = "https://assay.invalid/toy.pth", .sha256 = HexOf(weights_)}, options_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->from, server.Url("/good/toy.pth"));
  EXPECT_THAT(said_, AllOf(HasSubstr("answers 404"), HasSubstr("trying")));
}

TEST_F(FetchTest, MirrorThatIsNotSafe_IsLeftOut) {
  LoopbackServer server(Good());
  options_.mirrors = {"http://mirror.invalid/weights"};
  const WeightEntry entry{.url = server.Url("/toy-" + HexOf(weights_).substr(0, 8) + ".pth")};
  const auto file = Fetch(entry, options_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(said_, HasSubstr("is not safe"));
}

TEST_F(FetchTest, HttpWithoutTheWholeHash_IsRefused) {
  const auto file = Fetch(WeightEntry{.url = "http://assay.invalid/toy-00000000.pth"}, options_);
  EXPECT_EQ(file.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Fetch(WeightEntry{.url = "ftp://assay.invalid/toy-00000000.pth"}, options_).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(FetchTest, FolderThatCannotBeMade_IsNamed) {
  Put("weights", "a file in its place");
  const auto file = Fetch(WeightEntry{.url = "https://assay.invalid/toy-00000000.pth"}, options_);
  EXPECT_EQ(file.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(file.status().message()), HasSubstr("ASSAY_HOME"));
}

TEST_F(FetchTest, Environment_SaysMirrorsAndOffline) {
  EXPECT_FALSE(FetchOptionsFromEnvironment().offline);
  setenv("ASSAY_OFFLINE", "0", 1);
  setenv("ASSAY_MIRRORS", " https://a/b  file:///c ", 1);
  EXPECT_FALSE(FetchOptionsFromEnvironment().offline);
  EXPECT_THAT(FetchOptionsFromEnvironment().mirrors, testing::ElementsAre("https://a/b", "file:///c"));
  setenv("ASSAY_OFFLINE", "1", 1);
  EXPECT_TRUE(FetchOptionsFromEnvironment().offline);
}

TEST_F(FetchTest, TenProcesses_FetchOnce) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    absl::SleepFor(absl::Milliseconds(500));  // Long enough that others come meanwhile.
    reply.SendFile(request, weights_, "\"1\"");
  });
  std::vector<pid_t> processes;
  for (int i = 0; i < 10; ++i)
    processes.push_back(Start({FetchOneProgram(), server.Url("/toy.pth"), HexOf(weights_)}, LogPath()));
  for (const pid_t process : processes) EXPECT_EQ(End(process), 0) << BytesOf(LogPath());
  EXPECT_EQ(server.requests().size(), 1u) << BytesOf(LogPath());
  EXPECT_TRUE(BytesOf(Cached()) == weights_);
}

TEST_F(FetchTest, KilledInTheMiddle_LeavesNoFileAndIsResumed) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    if (request.number > 0) return (void)reply.SendFile(request, weights_, "\"1\"");
    reply.Send(absl::StrCat("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: ", weights_.size(), "\r\n\r\n",
                            weights_.substr(0, 200000)));
    // The rest never comes; the process is killed while it waits.
    while (reply.Send("")) {
      absl::SleepFor(absl::Milliseconds(20));
      if (killed_.load()) return;
    }
  });
  const std::vector<std::string> words = {FetchOneProgram(), server.Url("/toy.pth"), HexOf(weights_)};
  const pid_t process = Start(words, LogPath());
  EXPECT_TRUE(Grows(Cached() + ".partial", 150000));
  kill(process, SIGKILL);
  EXPECT_EQ(End(process), 128 + SIGKILL);
  killed_ = true;
  EXPECT_FALSE(fs::exists(Cached()));
  EXPECT_EQ(End(Start(words, LogPath())), 0) << BytesOf(LogPath());
  EXPECT_TRUE(BytesOf(Cached()) == weights_);
  ASSERT_EQ(server.requests().size(), 2u);
  EXPECT_GE(server.requests()[1].offset, 150000);
  EXPECT_EQ(server.requests()[1].if_range, "\"1\"");
}

}  // namespace
}  // namespace assay

// Servers that do everything wrong: whatever they do, the final name holds the right file or nothing.
#include "weights/fetch/download.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/fetch/testing/loopback_server.h"
#include "weights/fetch/testing/processes.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class DownloadTest : public testing::Test {
 protected:
  DownloadTest()
      : folder_(fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    options_.first_wait = absl::Milliseconds(5);
    options_.longest_wait = absl::Milliseconds(300);
    options_.limits.connect_timeout = absl::Seconds(5);
  }

  absl::StatusOr<std::string> Get(const std::string& url) {
    DownloadEvents events;
    events.say = [this](const std::string& line) { said_ += line + "\n"; };
    return Download({.url = url, .path = Path(), .sha256 = HexOf(weights_), .most_bytes = most_bytes_}, options_,
                    events);
  }

  void ExpectRight(const std::string& url) {
    const absl::StatusOr<std::string> sha256 = Get(url);
    ASSERT_TRUE(sha256.ok()) << sha256.status();
    EXPECT_EQ(HexOf(BytesOf(Path())), HexOf(weights_));
    EXPECT_EQ(*sha256, HexOf(weights_));
    EXPECT_FALSE(HasPartial());
    EXPECT_FALSE(fs::exists(Path() + ".partial.from"));
  }

  // Refused, and nothing under the final name.
  std::string Refusal(const std::string& url, absl::StatusCode code) {
    const absl::StatusOr<std::string> sha256 = Get(url);
    EXPECT_EQ(sha256.status().code(), code) << sha256.status();
    EXPECT_FALSE(fs::exists(Path()));
    return std::string(sha256.status().message());
  }

  std::string Path() const { return (folder_ / "toy.pth").string(); }
  bool HasPartial() const { return fs::exists(Path() + ".partial"); }

  fs::path folder_;
  const std::string weights_ = Noise(300000);
  int64_t most_bytes_ = 1 << 20;
  DownloadOptions options_;
  std::string said_;
};

TEST_F(DownloadTest, GoodServer_GivesTheFile) {
  LoopbackServer server(
      [&](const HttpRequest& request, HttpReply& reply) { reply.SendFile(request, weights_, "\"1\""); });
  ExpectRight(server.Url("/toy.pth"));
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(said_, "");
}

TEST_F(DownloadTest, CutConnections_AreResumedWhereTheyStopped) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    if (request.number >= 2) return (void)reply.SendFile(request, weights_, "\"1\"");
    const auto from = static_cast<size_t>(request.offset);
    reply.Send(absl::StrCat(from == 0 ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 206 Partial Content\r\n",
                            "ETag: \"1\"\r\nContent-Length: ", weights_.size() - from, "\r\nContent-Range: bytes ",
                            from, "-", weights_.size() - 1, "/", weights_.size(), "\r\n\r\n",
                            weights_.substr(from, 90000)));
  });
  ExpectRight(server.Url("/toy.pth"));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[1].offset, 90000);
  EXPECT_EQ(requests[1].if_range, "\"1\"");
  EXPECT_EQ(requests[2].offset, 180000);
  EXPECT_THAT(said_, HasSubstr("(1 of 4)"));
}

TEST_F(DownloadTest, ServerThatCutsAlways_IsGivenUpAndKeepsThePartialFile) {
  LoopbackServer server([&](const HttpRequest&, HttpReply& reply) {
    reply.Send(
        absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", weights_.size(), "\r\n\r\n", weights_.substr(0, 1000)));
  });
  Refusal(server.Url("/toy.pth"), absl::StatusCode::kUnavailable);
  EXPECT_EQ(server.requests().size(), 5u);
  EXPECT_TRUE(HasPartial());
}

TEST_F(DownloadTest, ServerThatIgnoresRanges_StartsOver) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    const std::string head = absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", weights_.size(), "\r\n\r\n");
    reply.Send(head + (request.number == 0 ? weights_.substr(0, 50000) : weights_));
  });
  ExpectRight(server.Url("/toy.pth"));
  EXPECT_EQ(server.requests()[1].offset, 50000);
}

TEST_F(DownloadTest, FileThatChangedOnTheServer_StartsOver) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    if (request.number > 0) return (void)reply.SendFile(request, weights_, "\"2\"");
    reply.Send(absl::StrCat("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: ", weights_.size(), "\r\n\r\n",
                            std::string(50000, 'x')));
  });
  ExpectRight(server.Url("/toy.pth"));
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(DownloadTest, PiecesOfTwoFiles_AreFetchedFromScratchOnce) {
  // Without a validator nobody notices before the hash does.
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    if (request.number > 0) return (void)reply.SendFile(request, weights_, "");
    reply.Send(
        absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", weights_.size(), "\r\n\r\n", std::string(50000, 'x')));
  });
  ExpectRight(server.Url("/toy.pth"));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[1].offset, 50000);
  EXPECT_EQ(requests[2].offset, 0);
}

TEST_F(DownloadTest, AnswerToNoRange_StartsOver) {
  std::ofstream(Path() + ".partial") << std::string(weights_.size() + 10, 'x');
  LoopbackServer server(
      [&](const HttpRequest& request, HttpReply& reply) { reply.SendFile(request, weights_, "\"1\""); });
  std::ofstream(Path() + ".partial.from") << server.Url("/toy.pth") << "\n\n";
  ExpectRight(server.Url("/toy.pth"));
  EXPECT_EQ(server.requests()[0].offset, weights_.size() + 10);
  EXPECT_EQ(server.requests()[1].offset, 0);
}

TEST_F(DownloadTest, WholePartialFile_IsTakenWhenTheServerHasNoMore) {
  std::ofstream(Path() + ".partial") << weights_;
  LoopbackServer server(
      [&](const HttpRequest& request, HttpReply& reply) { reply.SendFile(request, weights_, "\"1\""); });
  std::ofstream(Path() + ".partial.from") << server.Url("/toy.pth") << "\n\n";
  ExpectRight(server.Url("/toy.pth"));
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(DownloadTest, PartialFileOfAnotherUrl_IsNotContinued) {
  std::ofstream(Path() + ".partial") << "xxxx";
  std::ofstream(Path() + ".partial.from") << "https://elsewhere/toy.pth\n\"1\"\n";
  LoopbackServer server(
      [&](const HttpRequest& request, HttpReply& reply) { reply.SendFile(request, weights_, "\"1\""); });
  ExpectRight(server.Url("/toy.pth"));
  EXPECT_EQ(server.requests()[0].offset, 0);
}

TEST_F(DownloadTest, WrongHash_IsReportedWithBothAndNothingIsKept) {
  LoopbackServer server(
      [&](const HttpRequest& request, HttpReply& reply) { reply.SendFile(request, "wrong", "\"1\""); });
  EXPECT_THAT(Refusal(server.Url("/toy.pth"), absl::StatusCode::kDataLoss),
              AllOf(HasSubstr(HexOf("wrong")), HasSubstr(HexOf(weights_))));
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_FALSE(HasPartial());
}

TEST_F(DownloadTest, WrongLengths_NeverPass) {
  for (const int64_t more : {-10, 10}) {
    LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
      if (request.offset > 0) return (void)reply.SendWhole("416 Range Not Satisfiable", "", "");
      reply.Send(absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", weights_.size() + more, "\r\n\r\n", weights_));
    });
    if (more < 0) {
      Refusal(server.Url("/toy.pth"), absl::StatusCode::kDataLoss);
    } else {
      ExpectRight(server.Url("/toy.pth"));  // All of it is there, whatever the length says.
    }
  }
}

TEST_F(DownloadTest, SlowDrip_IsGivenUp) {
  options_.limits.low_speed_time = absl::Seconds(1);
  options_.retries = 0;
  LoopbackServer server([&](const HttpRequest&, HttpReply& reply) {
    reply.Send(absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", weights_.size(), "\r\n\r\n"));
    while (reply.Send("x")) absl::SleepFor(absl::Milliseconds(100));
  });
  Refusal(server.Url("/toy.pth"), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(DownloadTest, RedirectLoop_EndsAfterFive) {
  LoopbackServer server(
      [&](const HttpRequest&, HttpReply& reply) { reply.SendWhole("302 Found", "Location: /again\r\n", ""); });
  EXPECT_THAT(Refusal(server.Url("/toy.pth"), absl::StatusCode::kFailedPrecondition),
              HasSubstr("more than 5 redirects"));
  EXPECT_EQ(server.requests().size(), 6u);
  EXPECT_FALSE(HasPartial());
}

TEST_F(DownloadTest, Redirect_IsFollowedButNotToAFile) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    if (request.path == "/toy.pth") return (void)reply.SendWhole("302 Found", "Location: /real\r\n", "moved");
    if (request.path == "/file") return (void)reply.SendWhole("302 Found", "Location: file:///etc/passwd\r\n", "");
    reply.SendFile(request, weights_, "\"1\"");
  });
  Refusal(server.Url("/file"), absl::StatusCode::kFailedPrecondition);
  ExpectRight(server.Url("/toy.pth"));
}

TEST_F(DownloadTest, RefusedFiles_AreNotAskedForAgain) {
  for (const char* status : {"404 Not Found", "403 Forbidden"}) {
    LoopbackServer server([&](const HttpRequest&, HttpReply& reply) {
      reply.SendWhole(status, "Content-Type: text/html\r\n", "<html>no such file</html>");
    });
    const bool missing = status[2] == '4';
    EXPECT_THAT(
        Refusal(server.Url("/toy.pth"), missing ? absl::StatusCode::kNotFound : absl::StatusCode::kPermissionDenied),
        HasSubstr(missing ? "answers 404" : "answers 403"));
    EXPECT_EQ(server.requests().size(), 1u);
    EXPECT_FALSE(HasPartial());
  }
}

TEST_F(DownloadTest, WebPageInPlaceOfTheFile_IsNamed) {
  LoopbackServer server([&](const HttpRequest&, HttpReply& reply) {
    reply.SendWhole("200 OK", "Content-Type: text/html; charset=utf-8\r\n", "<html>log in</html>");
  });
  EXPECT_THAT(Refusal(server.Url("/toy.pth"), absl::StatusCode::kDataLoss), HasSubstr("web page"));
  EXPECT_FALSE(HasPartial());
}

TEST_F(DownloadTest, BusyServer_IsAskedAgainAfterTheTimeThatItSays) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    if (request.number == 0) return (void)reply.SendWhole("503 Busy", "Retry-After: 3600\r\n", "");
    reply.SendFile(request, weights_, "\"1\"");
  });
  const absl::Time start = absl::Now();
  ExpectRight(server.Url("/toy.pth"));
  // Bounded by longest_wait.
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(290));
  EXPECT_THAT(said_, AllOf(HasSubstr("answers 503"), HasSubstr("again in 300ms")));
}

TEST_F(DownloadTest, EndlessBody_IsCutOff) {
  LoopbackServer server([&](const HttpRequest&, HttpReply& reply) {
    reply.Send("HTTP/1.1 200 OK\r\n\r\n");
    while (reply.Send(std::string(10000, 'x'))) {
    }
  });
  EXPECT_THAT(Refusal(server.Url("/toy.pth"), absl::StatusCode::kOutOfRange), HasSubstr("at most 1048576"));
  EXPECT_FALSE(HasPartial());
}

TEST_F(DownloadTest, LengthThatIsTooLong_IsRefusedBeforeTheBytes) {
  LoopbackServer server([&](const HttpRequest&, HttpReply& reply) {
    reply.Send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx");
  });
  Refusal(server.Url("/toy.pth"), absl::StatusCode::kOutOfRange);
  EXPECT_FALSE(HasPartial());
}

TEST_F(DownloadTest, NobodyListens_IsUnavailableAfterTheRetries) {
  std::string url;
  {
    url = LoopbackServer([](const HttpRequest&, HttpReply&) {}).Url("/toy.pth");
  }
  Refusal(url, absl::StatusCode::kUnavailable);
  EXPECT_THAT(said_, HasSubstr("(4 of 4)"));
}

TEST_F(DownloadTest, FileUrl_IsCopied) {
  std::ofstream(folder_ / "source") << weights_;
  ExpectRight("file://" + (folder_ / "source").string());
  fs::remove(Path());
  Refusal("file://" + (folder_ / "nothing").string(), absl::StatusCode::kNotFound);
}

TEST_F(DownloadTest, FolderThatGoesOrIsMissing_IsNamed) {
  LoopbackServer server([&](const HttpRequest& request, HttpReply& reply) {
    fs::remove_all(folder_);
    reply.SendFile(request, weights_, "\"1\"");
  });
  EXPECT_THAT(Refusal(server.Url("/toy.pth"), absl::StatusCode::kFailedPrecondition), HasSubstr(Path()));
  EXPECT_THAT(Refusal(server.Url("/toy.pth"), absl::StatusCode::kFailedPrecondition), HasSubstr("ASSAY_HOME"));
}

TEST_F(DownloadTest, NoHash_IsRefused) {
  EXPECT_EQ(Download({.url = "file:///dev/null", .path = Path()}, {}, {}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay

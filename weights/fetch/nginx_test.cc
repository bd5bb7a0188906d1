// The same against a server that people use. PENDING where there is no nginx.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/fetch/testing/processes.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kNginx[] = "/usr/sbin/nginx";

// PORT and FOLDER are filled in. `user` counts only for root, who is the one user that a sandbox knows then.
constexpr char kConfiguration[] = R"(
daemon off; master_process off; user root root;
error_log FOLDER/error.log; pid FOLDER/pid;
events { worker_connections 64; }
http {
  log_format ranges '$status $request_uri $http_range';
  access_log FOLDER/access.log ranges;
  client_body_temp_path FOLDER/t1; proxy_temp_path FOLDER/t2; fastcgi_temp_path FOLDER/t3;
  uwsgi_temp_path FOLDER/t4; scgi_temp_path FOLDER/t5;
  server {
    listen 127.0.0.1:PORT;
    location /plain/ { alias FOLDER/files/; }
    location /slow/ { alias FOLDER/files/; limit_rate_after 400k; limit_rate 200k; }
    location /drip/ { alias FOLDER/files/; limit_rate 100; }
    location /loop/ { return 302 $uri; }
    location /page/ { default_type text/html; return 200 "<html>log in</html>"; }
    location / { return 404; }
  }
})";

int FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(probe);
  return bound ? ntohs(address.sin_port) : 0;
}

class NginxTest : public testing::Test {
 protected:
  void SetUp() override {
    if (access(kNginx, X_OK) != 0) GTEST_SKIP() << "PENDING: no " << kNginx << ": apt-get install nginx-light";
    root_ = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(root_);
    fs::create_directories(root_ / "files");
    std::ofstream(root_ / "files/toy.pth", std::ios::binary) << weights_;
    setenv("ASSAY_HOME", (root_ / "home").c_str(), 1);
    setenv("TORCH_HOME", root_.c_str(), 1);
    // Someone else may take the port between its choice and its use.
    for (int i = 0; i < 5 && !StartServer(); ++i) {
    }
    ASSERT_GT(server_, 0) << BytesOf((root_ / "nginx.log").string());
  }

  void TearDown() override {
    if (server_ <= 0) return;
    kill(server_, SIGTERM);
    End(server_);
  }

  bool StartServer() {
    port_ = FreePort();
    std::string text = kConfiguration;
    const auto replace = [&](const std::string& what, const std::string& with) {
      for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    };
    replace("FOLDER", root_.string());
    replace("PORT", std::to_string(port_));
    std::ofstream(root_ / "nginx.conf") << text;
    server_ = Start(
        {kNginx, "-p", root_.string(), "-e", (root_ / "error.log").string(), "-c", (root_ / "nginx.conf").string()},
        (root_ / "nginx.log").string());
    for (int i = 0; i < 1000; ++i) {
      if (Listens()) return true;
      int status = 0;
      if (waitpid(server_, &status, WNOHANG) == server_) break;
      absl::SleepFor(absl::Milliseconds(10));
    }
    server_ = -1;
    return false;
  }

  bool Listens() const {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port_));
    const bool listens = connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    close(probe);
    return listens;
  }

  pid_t StartFetch(const std::string& location, const std::string& sha256) const {
    return Start({FetchOneProgram(), absl::StrCat("http://127.0.0.1:", port_, location), sha256}, Log());
  }
  int Fetch(const std::string& location) const { return End(StartFetch(location, HexOf(weights_))); }

  std::string Log() const { return (root_ / "log").string(); }
  std::string Cached() const {
    return (root_ / ("home/weights/toy-" + HexOf(weights_).substr(0, 8) + ".pth")).string();
  }

  // Refused, and nothing under the final name.
  std::string Refusal(const std::string& location) const {
    EXPECT_EQ(Fetch(location), 1) << BytesOf(Log());
    EXPECT_FALSE(fs::exists(Cached()));
    return BytesOf(Log());
  }

  fs::path root_;
  int port_ = 0;
  pid_t server_ = -1;
  const std::string weights_ = Noise(1000000);
};

TEST_F(NginxTest, File_IsFetched) {
  EXPECT_EQ(Fetch("/plain/toy.pth"), 0) << BytesOf(Log());
  EXPECT_TRUE(BytesOf(Cached()) == weights_);
}

TEST_F(NginxTest, WrongAnswers_LeaveNoFile) {
  EXPECT_THAT(Refusal("/missing/toy.pth"), HasSubstr("answers 404"));
  EXPECT_THAT(Refusal("/loop/toy.pth"), HasSubstr("more than 5 redirects"));
  EXPECT_THAT(Refusal("/page/toy.pth"), HasSubstr("web page"));
  std::ofstream(root_ / "files/toy.pth", std::ios::binary) << "another file";
  EXPECT_THAT(Refusal("/plain/toy.pth"), HasSubstr("sha256 of what came"));
}

TEST_F(NginxTest, SlowDrip_IsGivenUp) {
  // 4 seconds twice, as fetch_one has it.
  EXPECT_THAT(Refusal("/drip/toy.pth"), HasSubstr("too slow"));
}

TEST_F(NginxTest, TenProcesses_FetchOnce) {
  std::vector<pid_t> processes;
  for (int i = 0; i < 10; ++i) processes.push_back(StartFetch("/plain/toy.pth", HexOf(weights_)));
  for (const pid_t process : processes) EXPECT_EQ(End(process), 0) << BytesOf(Log());
  EXPECT_TRUE(BytesOf(Cached()) == weights_);
  const std::string log = BytesOf((root_ / "access.log").string());
  EXPECT_EQ(log, "200 /plain/toy.pth -\n");
}

TEST_F(NginxTest, KilledInTheMiddle_IsResumedWithARange) {
  const pid_t process = StartFetch("/slow/toy.pth", HexOf(weights_));
  EXPECT_TRUE(Grows(Cached() + ".partial", 300000));
  kill(process, SIGKILL);
  EXPECT_EQ(End(process), 128 + SIGKILL);
  EXPECT_FALSE(fs::exists(Cached()));
  EXPECT_EQ(Fetch("/slow/toy.pth"), 0) << BytesOf(Log());
  EXPECT_TRUE(BytesOf(Cached()) == weights_);
  EXPECT_THAT(BytesOf((root_ / "access.log").string()), HasSubstr("206 /slow/toy.pth bytes="));
}

}  // namespace
}  // namespace assay

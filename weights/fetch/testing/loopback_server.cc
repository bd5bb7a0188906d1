#include "weights/fetch/testing/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace assay {
namespace {

HttpRequest Parse(const std::string& text) {
  HttpRequest request;
  const std::vector<std::string> lines = absl::StrSplit(text, "\r\n");
  const std::vector<std::string> words = absl::StrSplit(lines[0], ' ');
  if (words.size() > 1) request.path = words[1];
  for (absl::string_view line : lines) {
    if (absl::ConsumePrefix(&line, "Range: bytes=")) {
      if (!absl::SimpleAtoi(line.substr(0, line.find('-')), &request.offset)) request.offset = -1;
    } else if (absl::ConsumePrefix(&line, "If-Range: ")) {
      request.if_range = std::string(line);
    }
  }
  return request;
}

}  // namespace

bool HttpReply::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool HttpReply::SendWhole(absl::string_view status, absl::string_view headers, absl::string_view body) {
  return Send(absl::StrCat("HTTP/1.1 ", status, "\r\nConnection: close\r\n", headers, "Content-Length: ", body.size(),
                           "\r\n\r\n", body));
}

bool HttpReply::SendFile(const HttpRequest& request, absl::string_view body, absl::string_view etag) {
  const std::string tag = absl::StrCat("ETag: ", etag, "\r\n");
  if (request.offset == 0 || (!request.if_range.empty() && request.if_range != etag))
    return SendWhole("200 OK", tag, body);
  if (request.offset >= static_cast<int64_t>(body.size())) return SendWhole("416 Range Not Satisfiable", "", "");
  return SendWhole(
      "206 Partial Content",
      absl::StrCat(tag, "Content-Range: bytes ", request.offset, "-", body.size() - 1, "/", body.size(), "\r\n"),
      body.substr(static_cast<size_t>(request.offset)));
}

LoopbackServer::LoopbackServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

LoopbackServer::~LoopbackServer() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  for (std::thread& thread : serving_) thread.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

std::string LoopbackServer::Url(absl::string_view path) const { return absl::StrCat("http://127.0.0.1:", port_, path); }

std::vector<HttpRequest> LoopbackServer::requests() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return requests_;
}

void LoopbackServer::Accept() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    std::lock_guard<std::mutex> lock(mutex_);
    if (socket < 0 || stopped_) {
      if (socket >= 0) close(socket);
      return;
    }
    sockets_.push_back(socket);
    serving_.emplace_back([this, socket] { Serve(socket); });
  }
}

void LoopbackServer::Serve(int socket) {
  std::string text;
  char bytes[4096];
  while (text.find("\r\n\r\n") == std::string::npos) {
    const ssize_t got = recv(socket, bytes, sizeof(bytes), 0);
    if (got <= 0) return;
    text.append(bytes, static_cast<size_t>(got));
  }
  HttpRequest request = Parse(text);
  {
    std::lock_guard<std::mutex> lock(mutex_);
    request.number = static_cast<int>(requests_.size());
    requests_.push_back(request);
  }
  HttpReply reply(socket);
  handler_(request, reply);
  // Closed only at the end of all, so that no number is given twice.
  shutdown(socket, SHUT_RDWR);
}

}  // namespace assay

// An HTTP server of this process on 127.0.0.1 that does exactly what a test says, wrong things above all.
//
//   LoopbackServer server([](const HttpRequest& request, HttpReply& reply) {
//     reply.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");   // and hangs up
//   });
//   Download({.url = server.Url("/toy.pth"), ...});
//   server.requests();
#ifndef ASSAY_WEIGHTS_FETCH_TESTING_LOOPBACK_SERVER_H_
#define ASSAY_WEIGHTS_FETCH_TESTING_LOOPBACK_SERVER_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"

namespace assay {

struct HttpRequest {
  int number = 0;  // from 0, in order of arrival
  std::string path;
  int64_t offset = 0;    // of "Range: bytes=OFFSET-"
  std::string if_range;  // empty where there is none
};

class HttpReply {
 public:
  explicit HttpReply(int socket) : socket_(socket) {}

  // False once the other side has gone.
  bool Send(absl::string_view bytes);

  // A whole answer: status, headers (each with its end), and the body's length.
  bool SendWhole(absl::string_view status, absl::string_view headers, absl::string_view body);

  // What a good server does with a file.
  bool SendFile(const HttpRequest& request, absl::string_view body, absl::string_view etag);

 private:
  int socket_;
};

class LoopbackServer {
 public:
  using Handler = std::function<void(const HttpRequest& request, HttpReply& reply)>;

  // Each request has a thread and a connection of its own, which ends with the handler.
  explicit LoopbackServer(Handler handler);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string Url(absl::string_view path) const;
  std::vector<HttpRequest> requests() const;

 private:
  void Accept();
  void Serve(int socket);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::vector<int> sockets_;  // shut down at the end, so that no handler hangs
  bool stopped_ = false;
  std::vector<std::thread> serving_;
  std::thread accepting_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_TESTING_LOOPBACK_SERVER_H_

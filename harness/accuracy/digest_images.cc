#include "harness/accuracy/digest_images.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

constexpr int64_t kMostThreads = 8;
// Of fewer images a thread would be begun for nothing.
constexpr int64_t kImagesForAThread = 16;

// In the data set's order. After an error the later ones may be unknown; the earlier ones never are.
std::vector<absl::StatusOr<std::string>> ImageDigests(const Dataset& data) {
  std::vector<absl::StatusOr<std::string>> digests(static_cast<size_t>(data.size()), absl::UnknownError("not read"));
  std::atomic<int64_t> next = 0;
  std::atomic<bool> failed = false;
  const auto work = [&] {
    while (!failed) {
      const int64_t index = next++;
      if (index >= data.size()) return;
      digests[index] = data.ImageDigest(index);
      if (!digests[index].ok()) failed = true;
    }
  };
  const int64_t cores = std::max<int64_t>(1, std::thread::hardware_concurrency());
  std::vector<std::thread> others;
  for (int64_t i = 1; i < std::min({cores, kMostThreads, data.size() / kImagesForAThread}); ++i)
    others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
  return digests;
}

}  // namespace

absl::StatusOr<std::string> DigestImages(const Dataset& data, absl::string_view title) {
  const std::vector<absl::StatusOr<std::string>> digests = ImageDigests(data);
  std::string lines = absl::StrCat(title, "\n");
  for (size_t i = 0; i < digests.size(); ++i) {
    if (!digests[i].ok()) return digests[i].status();
    const Example example = data.example(static_cast<int64_t>(i));
    absl::StrAppend(&lines, *digests[i], " ", example.label, " ", example.name, "\n");
  }
  return Sha256Hex({reinterpret_cast<const std::byte*>(lines.data()), lines.size()});
}

}  // namespace assay

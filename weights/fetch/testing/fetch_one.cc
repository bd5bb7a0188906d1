// Fetches one file in a process of its own, as tests need it: fetch_one URL SHA256. Prints from where it came.
#include <cstdio>

#include "weights/fetch/fetch_entry.h"
#include "weights/fetch/progress.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  assay::DownloadReporter reporter;
  assay::FetchOptions options = assay::FetchOptionsFromEnvironment();
  options.events = reporter.Events();
  // Short, for a test; long enough for a machine that has much to do.
  options.download.limits.low_speed_time = absl::Seconds(4);
  options.download.retries = 1;
  options.download.first_wait = absl::Milliseconds(50);
  const auto file = assay::Fetch(assay::WeightEntry{.url = argv[1], .sha256 = argv[2]}, options);
  if (!file.ok()) {
    std::fprintf(stderr, "%s\n", std::string(file.status().message()).c_str());
    return 1;
  }
  std::printf("%s\n", file->from.c_str());
  return 0;
}

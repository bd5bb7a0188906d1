#include "weights/fetch/progress.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr int64_t kMiB = 1 << 20;

TEST(DownloadPace, Download_HasRateAndTimeLeft) {
  DownloadPace pace;
  const absl::Time start = absl::FromUnixSeconds(1000);
  EXPECT_EQ(pace.Text("toy.pth", 0, 100 * kMiB, start), "toy.pth    0%  0.0 of 100.0 MiB");
  EXPECT_EQ(pace.Text("toy.pth", 20 * kMiB, 100 * kMiB, start + absl::Seconds(2)),
            "toy.pth   20%  20.0 of 100.0 MiB  10.0 MiB/s  8 s left");
  EXPECT_EQ(pace.Text("toy.pth", 21 * kMiB, 100 * kMiB, start + absl::Seconds(210)),
            "toy.pth   21%  21.0 of 100.0 MiB  0.1 MiB/s  13 min left");
}

TEST(DownloadPace, ResumedDownload_CountsOnlyWhatComesNow) {
  DownloadPace pace;
  const absl::Time start = absl::FromUnixSeconds(1000);
  pace.Text("toy.pth", 50 * kMiB, 100 * kMiB, start);
  EXPECT_EQ(pace.Text("toy.pth", 52 * kMiB, 100 * kMiB, start + absl::Seconds(1)),
            "toy.pth   52%  52.0 of 100.0 MiB  2.0 MiB/s  24 s left");
}

TEST(DownloadPace, UnknownLength_HasNoPercentage) {
  DownloadPace pace;
  EXPECT_EQ(pace.Text("toy.pth", kMiB, -1, absl::FromUnixSeconds(1000)), "toy.pth  1.0 MiB");
}

}  // namespace
}  // namespace assay

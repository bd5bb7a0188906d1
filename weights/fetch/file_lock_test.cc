#include "weights/fetch/file_lock.h"

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(FileLock, Threads_HaveItOneAtATimeAndLeaveNoFile) {
  const std::string path = testing::TempDir() + "/threads.lock";
  std::atomic<int> inside = 0, most = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) {
        const auto lock = FileLock::Wait(path);
        ASSERT_TRUE(lock.ok()) << lock.status();
        most = std::max(most.load(), ++inside);
        std::this_thread::yield();
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(FileLock, Try_GivesNothingWhereSomeoneHasIt) {
  const std::string path = testing::TempDir() + "/try.lock";
  {
    const auto first = FileLock::Try(path);
    ASSERT_TRUE(first.ok() && *first != nullptr);
    const auto second = FileLock::Try(path);
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(*second, nullptr);
  }
  EXPECT_NE(*FileLock::Try(path), nullptr);
}

TEST(FileLock, FolderThatIsMissing_IsNamed) {
  EXPECT_EQ(FileLock::Wait("/nowhere/x.lock").status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay

#include "weights/torch/entry_state_dict.h"

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::HasSubstr;

// A safetensors file of one tensor, "a", with `count` bytes.
std::string FileOf(const std::string& name, size_t count) {
  std::string header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + std::to_string(count) + "],\"data_offsets\":[0," +
                       std::to_string(count) + "]}}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> (8 * i));
  return testing_files::WriteFile(name, bytes + header + std::string(count, 'x'));
}

WeightEntry EntryOf(const std::string& path) { return {.url = path, .sha256 = FileSha256(path).value()}; }

// What `run` writes to standard error where that is a terminal.
std::string TerminalOutputOf(const std::function<void()>& run) {
  int terminal = -1, side = -1;
  EXPECT_EQ(openpty(&terminal, &side, nullptr, nullptr, nullptr), 0);
  const int kept = dup(STDERR_FILENO);
  dup2(side, STDERR_FILENO);
  run();
  fflush(stderr);
  dup2(kept, STDERR_FILENO);
  close(kept);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  std::string output;
  char buffer[4096];
  for (ssize_t count; (count = read(terminal, buffer, sizeof(buffer))) > 0;) output.append(buffer, count);
  close(side);
  close(terminal);
  return output;
}

TEST(StateDict, ProgressOnATerminal_ShowsHowFarTheCheckIs) {
  const std::string path = FileOf("large.safetensors", 20 << 20);
  const std::string output = TerminalOutputOf([&] {
    const auto state = state_dict(EntryOf(path), /*progress=*/true);
    ASSERT_TRUE(state.ok()) << state.status();
    EXPECT_EQ(state->front().second.numel(), 20 << 20);
  });
  EXPECT_THAT(output, HasSubstr("checking " + path + ": 80%"));
  EXPECT_THAT(output, HasSubstr("100%"));
}

TEST(StateDict, NoProgress_WritesNothing) {
  const std::string path = FileOf("quiet.safetensors", 16);
  EXPECT_EQ(TerminalOutputOf([&] { EXPECT_TRUE(state_dict(EntryOf(path), /*progress=*/false).ok()); }), "");
}

TEST(StateDict, ProgressIntoAFile_WritesNothing) {
  const std::string path = FileOf("piped.safetensors", 16);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(state_dict(EntryOf(path), /*progress=*/true).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(StateDict, OtherHash_IsNamedWithTheWayOut) {
  WeightEntry entry = EntryOf(FileOf("other.safetensors", 16));
  entry.sha256 = std::string(64, '0');
  const absl::Status status = state_dict(entry).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("correct it, or leave it out"));
}

}  // namespace
}  // namespace assay

#include "tools/base/bus_errors.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

// A byte of a mapped file that is there no more.
char ReadBeyondTheCut() {
  const std::string path = testing::TempDir() + "/cut";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ::ftruncate(file, 1 << 16) != 0) return 0;
  const void* const map = ::mmap(nullptr, 1 << 16, PROT_READ, MAP_PRIVATE, file, 0);
  if (map == MAP_FAILED || ::ftruncate(file, 0) != 0) return 0;
  return static_cast<const volatile char*>(map)[1 << 15];
}

TEST(ExplainBusErrors, FileCutUnderItsMap_EndsWithOneLine) {
  EXPECT_EXIT(
      {
        ExplainBusErrors();
        ReadBeyondTheCut();
      },
      testing::ExitedWithCode(1), "^assay: a file was cut short.*try again\n$");
}

TEST(ExplainBusErrors, WithoutIt_TheSignalKills) {
  EXPECT_EXIT(ReadBeyondTheCut(), testing::KilledBySignal(SIGBUS), "");
}

}  // namespace
}  // namespace assay

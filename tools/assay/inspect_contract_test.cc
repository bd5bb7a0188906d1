// Every file of the readers' hostile corpus, as `assay inspect` answers it: exit code 1, one line that names the file
// and the reason, in little memory. The whole process counts, not the reader alone.
#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/testing/program.h"
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/limited_child.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing_files::BoundsMemory;
using testing_files::HostileCorpus;
using testing_files::HostileFile;

// Beside the file's map: what the readers promise, and the program with its libraries.
constexpr size_t kReaderKiB = 64 << 10, kProgramKiB = 24 << 10;

class InspectContract : public Contract {
 protected:
  Answer Inspect(const std::string& path) const {
    const size_t kib = kReaderKiB + kProgramKiB + (std::filesystem::file_size(path) >> 10);
    const std::string limits =
        absl::StrCat(BoundsMemory() ? absl::StrCat("ulimit -v ", kib, "; ") : "", "ulimit -t 20;");
    return Run(absl::StrCat(limits, " exec ", Quoted(Runfile("assay/tools/assay/assay")), " inspect ", Quoted(path)));
  }
};

TEST_F(InspectContract, HostileCorpus_IsRefusedFileByFile) {
  for (const HostileFile& file : HostileCorpus()) {
    const std::string path = Write(file.name, file.bytes);
    const Answer answer = Inspect(path);
    std::filesystem::remove(path);
    EXPECT_EQ(answer.code, 1) << file.name << ": " << answer.err;
    EXPECT_EQ(answer.out, "") << file.name;
    EXPECT_EQ(answer.err.rfind(absl::StrCat("assay: ", path, ": "), 0), 0u) << answer.err;
    EXPECT_THAT(answer.err, HasSubstr(file.reason));
    EXPECT_EQ(answer.err.find('\n'), answer.err.size() - 1) << answer.err;
  }
}

TEST_F(InspectContract, PackagedFile_IsReadInThatMemory) {
  const Answer answer = Inspect(Runfile("mobilenet_v2_weights/mobilenet_v2-b0353104.pth"));
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("features.0.0.weight"));
}

}  // namespace
}  // namespace assay

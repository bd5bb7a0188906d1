// Runs the program as its callers do, for tests of what it prints where and what it ends with.
//
//   TEST_F(Contract, List_HasTheContractsFields) {
//     const Json json = AssayJson("list --json");
//     EXPECT_THAT(Refusal("list resnet50", 2), HasSubstr("one word too many"));
//   }
#ifndef ASSAY_TOOLS_ASSAY_TESTING_PROGRAM_H_
#define ASSAY_TOOLS_ASSAY_TESTING_PROGRAM_H_

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/json.h"

namespace assay {

inline std::string Runfile(const std::string& path) { return absl::StrCat(std::getenv("TEST_SRCDIR"), "/", path); }

inline std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline std::string Quoted(const std::string& word) { return absl::StrCat("'", word, "'"); }

struct Answer {
  int code = -1;
  std::string out;
  std::string err;
};

class Contract : public testing::Test {
 protected:
  Contract()
      : folder_(absl::StrCat(std::getenv("TEST_TMPDIR"), "/",
                             testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
  }

  std::string InFolder(const std::string& name) const { return absl::StrCat(folder_, "/", name); }

  std::string Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(InFolder(name), std::ios::binary) << bytes;
    return InFolder(name);
  }

  // The program, with an empty cache, standing in the test's folder. `settings` are variables for it alone.
  Answer Assay(const std::string& words, const std::string& settings = "") const {
    // The words come last: one that redirects standard output elsewhere wins.
    return Run(
        absl::StrCat("cd ", Quoted(folder_), " && env -u ASSAY_WEIGHTS ASSAY_HOME=", Quoted(folder_),
                     " TORCH_HOME=", Quoted(folder_), " ", settings, " ", Quoted(Runfile("assay/tools/assay/assay"))),
        words);
  }

  // The shell's answer to a command, whose last words come behind the redirections.
  Answer Run(const std::string& command, const std::string& words = "") const {
    const std::string out = InFolder("stdout"), err = InFolder("stderr");
    const int status = std::system(absl::StrCat(command, " >", Quoted(out), " 2>", Quoted(err), " ", words).c_str());
    return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .out = Read(out), .err = Read(err)};
  }

  // One JSON document is all that stands on standard output.
  Json AssayJson(const std::string& words, int code = 0, const std::string& settings = "") const {
    const Answer answer = Assay(words, settings);
    EXPECT_EQ(answer.code, code) << words << "\n" << answer.err;
    EXPECT_TRUE(Json::accept(answer.out)) << answer.out;
    return Json::parse(answer.out, nullptr, false);
  }

  // Refused with that code: nothing on standard output, and on standard error what is wrong.
  std::string Refusal(const std::string& words, int code, const std::string& settings = "") const {
    const Answer answer = Assay(words, settings);
    EXPECT_EQ(answer.code, code) << words << "\n" << answer.err;
    EXPECT_EQ(answer.out, "") << words;
    EXPECT_THAT(answer.err, testing::StartsWith("assay: ")) << words;
    return answer.err;
  }

 private:
  std::string folder_;
};

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_TESTING_PROGRAM_H_

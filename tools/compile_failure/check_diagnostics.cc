// The body of every compile_failure_test: check_diagnostics SOURCE DIAGNOSTICS. See tools/bazel/compile_failure.bzl.
#include <fstream>
#include <iostream>
#include <sstream>

#include "tools/compile_failure/expectations.h"

namespace {

bool ReadFile(const char* path, std::string* text) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  *text = content.str();
  if (!file) std::cerr << path << ": cannot be read\n";
  return static_cast<bool>(file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: check_diagnostics SOURCE DIAGNOSTICS\n";
    return 2;
  }
  std::string source, output;
  if (!ReadFile(argv[1], &source) || !ReadFile(argv[2], &output)) return 2;
  const std::vector<assay::Expectation> expectations = assay::ParseExpectations(source);
  const std::vector<std::string> findings =
      assay::Judge(argv[1], expectations, assay::ParseDiagnostics(output, argv[1]));
  if (findings.empty()) {
    std::cout << argv[1] << ": refused as expected, marks: " << expectations.size() << "\n";
    return 0;
  }
  for (const std::string& finding : findings) std::cerr << finding << "\n";
  std::cerr << "\nThe compiler said:\n" << output;
  return 1;
}

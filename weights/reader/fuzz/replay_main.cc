// A fuzz target without a fuzzer: runs it on the files that are named, and on those of the folders that are named.
//
//   fuzz_zip regressions/ seed.pt
//
// Exit: 0 however many there were; 2 where a path is neither.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void RunOn(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  // A block of exactly this size, so that a sanitizer sees a read behind it.
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  int count = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::filesystem::is_directory(argv[i])) {
      for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
        if (!entry.is_regular_file()) continue;
        RunOn(entry.path());
        ++count;
      }
    } else if (std::filesystem::is_regular_file(argv[i])) {
      RunOn(argv[i]);
      ++count;
    } else {
      std::fprintf(stderr, "%s is neither a file nor a folder\n", argv[i]);
      return 2;
    }
  }
  std::printf("replayed %d files\n", count);
  return 0;
}

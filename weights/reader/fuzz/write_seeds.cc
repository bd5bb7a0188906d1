// Writes the fuzzers' seeds: the hostile corpus, good files that are made, and the files that are named.
//
//   write_seeds FOLDER weights/reader/testdata/torch/*
//
// FOLDER/zip, legacy, safetensors and unpickler hold what their readers take, FOLDER/open holds all.
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/make_files.h"
#include "weights/reader/testing/make_zip_files.h"

namespace assay::testing_files {
namespace {

// A fuzzer mutates small files far more often.
constexpr size_t kMostBytes = 1 << 13;

void Write(const std::string& folder, const std::string& name, const std::string& bytes) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/" + name, std::ios::binary) << bytes;
}

// What a legacy file holds behind its three first pickles.
std::string ObjectOf(const std::string& legacy) {
  const LegacyParts parts;
  const std::string preamble = parts.magic + parts.version + parts.system;
  return legacy.rfind(preamble, 0) == 0 ? legacy.substr(preamble.size()) : "";
}

void WriteSeed(const std::string& folder, const std::string& name, const std::string& bytes) {
  if (bytes.empty() || bytes.size() > kMostBytes) return;
  Write(folder + "/open", name, bytes);
  if (bytes.rfind("PK", 0) == 0) Write(folder + "/zip", name, bytes);
  if (bytes[0] == '\x80') Write(folder + "/legacy", name, bytes);
  if (bytes.size() > 8 && bytes[8] == '{') Write(folder + "/safetensors", name, bytes);
  if (const std::string object = ObjectOf(bytes); !object.empty()) Write(folder + "/unpickler", name, object);
}

}  // namespace
}  // namespace assay::testing_files

int main(int argc, char** argv) {
  using namespace assay::testing_files;  // NOLINT: the file's whole vocabulary
  if (argc < 2) {
    std::fprintf(stderr, "usage: write_seeds FOLDER [FILE...]\n");
    return 2;
  }
  const std::string folder = argv[1];
  for (const HostileFile& file : HostileCorpus()) WriteSeed(folder, file.name, file.bytes);
  WriteSeed(folder, "good_zip", Zip(TorchRecords()));
  WriteSeed(folder, "good_zip_narrow", Zip(TorchRecords(), {.with_zip64 = false}));
  WriteSeed(folder, "good_legacy", LegacyParts().Join());
  WriteSeed(folder, "good_safetensors",
            Safetensors(R"({"w":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}})", "abcd"));
  for (int i = 2; i < argc; ++i) {
    std::ifstream stream(argv[i], std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    WriteSeed(folder, std::filesystem::path(argv[i]).filename(), bytes);
  }
  return 0;
}

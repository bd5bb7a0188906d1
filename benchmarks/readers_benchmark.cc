// From the path of a weight file to usable tensors, and to tensors whose bytes have been verified.
//
//   ASSAY_BENCHMARK_FILES=resnet50.pt:resnet50.safetensors ./bazelw run //benchmarks:readers
//
// Without the variable: the packaged files. The page cache is warm after the first iteration. Rows of one file:
//   Open      opened, and LibTorch tensors over its map; no byte of a tensor is read
//   Verified  the same, with what the file itself can be held against: the records' checksums of PyTorch's zip format
//   Sha256    the whole file's sha256, as an entry is held against it
//   Memcpy    its bytes copied once: what one core can read and write, the limit of the two above
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/register.h"
#include "tools/base/runfiles.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

absl::StatusOr<double> Bytes(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const auto mapped, MappedFile::Open(path));
  return static_cast<double>(mapped->bytes().size());
}

// How many tensors a file gives, opened and made tensors of.
absl::StatusOr<size_t> CountLoaded(const std::string& path, OpenOptions options) {
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path, options));
  ASSAY_ASSIGN_OR_RETURN(const auto loaded, LoadStateDict(file));
  return loaded.size();
}

absl::StatusOr<Prepared> PrepareOpen(const std::string& path, OpenOptions options) {
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  ASSAY_ASSIGN_OR_RETURN(const double bytes, Bytes(path));
  const auto loaded = std::make_shared<absl::StatusOr<size_t>>(absl::UnknownError("not run"));
  Prepared prepared = {.run = [=](int64_t) { *loaded = CountLoaded(path, options); },
                       .check = [loaded, tensors = file.tensors().size()]() -> absl::Status {
                         if (!loaded->ok()) return loaded->status();
                         if (**loaded == tensors) return absl::OkStatus();
                         return absl::InternalError(absl::StrCat(**loaded, " tensors, the file holds ", tensors));
                       },
                       .is_single_threaded = true};
  prepared.work = {.items = options.verify ? bytes : 1, .item = options.verify ? "bytes" : "files"};
  return prepared;
}

absl::StatusOr<Prepared> PrepareSha256(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const double bytes, Bytes(path));
  ASSAY_ASSIGN_OR_RETURN(const auto mapped, MappedFile::Open(path));
  const std::string expected = Sha256Hex(mapped->bytes());
  const auto sha256 = std::make_shared<absl::StatusOr<std::string>>(absl::UnknownError("not run"));
  return Prepared{.run = [=](int64_t) { *sha256 = FileSha256(path); },
                  .check = [=]() -> absl::Status {
                    if (!sha256->ok()) return sha256->status();
                    return **sha256 == expected ? absl::OkStatus() : absl::InternalError("another sha256");
                  },
                  .work = {.items = bytes, .item = "bytes"},
                  .is_single_threaded = true};
}

absl::StatusOr<Prepared> PrepareMemcpy(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const auto mapped, MappedFile::Open(path));
  const auto copy = std::make_shared<std::vector<std::byte>>(mapped->bytes().size());
  return Prepared{.run = [=](int64_t) { std::memcpy(copy->data(), mapped->bytes().data(), copy->size()); },
                  .check =
                      [=] {
                        const bool is_equal = std::memcmp(copy->data(), mapped->bytes().data(), copy->size()) == 0;
                        return is_equal ? absl::OkStatus() : absl::InternalError("the copy differs");
                      },
                  .work = {.items = static_cast<double>(copy->size()), .item = "bytes"},
                  .is_single_threaded = true};
}

std::vector<std::string> Files() {
  const char* files = std::getenv("ASSAY_BENCHMARK_FILES");
  if (files != nullptr && *files != '\0') return absl::StrSplit(files, ':', absl::SkipEmpty());
  return {RunfilePath("mobilenet_v2_weights/mobilenet_v2-b0353104.pth"),
          RunfilePath("minilm_l6_v2_weights/model.safetensors")};
}

void RegisterReaderRows() {
  for (const std::string& path : Files()) {
    const std::string file = path.substr(path.rfind('/') + 1);
    RegisterRow({.name = "Open/" + file, .prepare = [path] { return PrepareOpen(path, {.verify = false}); }});
    RegisterRow({.name = "Verified/" + file, .prepare = [path] { return PrepareOpen(path, {.verify = true}); }});
    RegisterRow({.name = "Sha256/" + file, .prepare = [path] { return PrepareSha256(path); }});
    RegisterRow({.name = "Memcpy/" + file, .prepare = [path] { return PrepareMemcpy(path); }});
  }
}

const BenchmarkRows kRows(RegisterReaderRows);

}  // namespace
}  // namespace assay

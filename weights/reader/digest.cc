#include "weights/reader/digest.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "tools/base/status_macros.h"
#include "weights/reader/mapped_file.h"
#include "weights/reader/row_major.h"
#include "weights/reader/sha256.h"

namespace assay {
namespace {

using Digest = std::array<char, 32>;

void AddLength(uint64_t value, Sha256& hash) {
  unsigned char bytes[8];
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(value >> (8 * i));
  hash.Add(bytes, sizeof(bytes));
}

void AddText(absl::string_view text, Sha256& hash) {
  AddLength(text.size(), hash);
  hash.Add(text.data(), text.size());
}

void AddQuantization(const Quantization& quantization, Sha256& hash) {
  AddLength(quantization.scales.size(), hash);
  for (const double scale : quantization.scales) {
    uint64_t bits;
    std::memcpy(&bits, &scale, sizeof(bits));
    AddLength(bits, hash);
  }
  for (const int64_t zero_point : quantization.zero_points) AddLength(static_cast<uint64_t>(zero_point), hash);
  AddLength(static_cast<uint64_t>(quantization.axis.value_or(-1) + 1), hash);
}

std::string Hex(const Digest& digest) { return absl::BytesToHexString({digest.data(), digest.size()}); }

Digest HashTensor(const TensorView& tensor) {
  Sha256 hash;
  ForEachPiece(tensor, [&](const std::byte* bytes, size_t size) { hash.Add(bytes, size); });
  return hash.Finish();
}

}  // namespace

std::string Sha256Hex(absl::Span<const std::byte> bytes) {
  Sha256 hash;
  hash.Add(bytes.data(), bytes.size());
  return Hex(hash.Finish());
}

absl::StatusOr<std::string> FileSha256(const std::string& path, const std::function<void(double)>& progress) {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file, MappedFile::Open(path));
  if (progress == nullptr) return Sha256Hex(file->bytes());
  constexpr size_t kPiece = 16 << 20;
  Sha256 hash;
  const absl::Span<const std::byte> bytes = file->bytes();
  for (size_t done = 0; done < bytes.size();) {
    const absl::Span<const std::byte> piece = bytes.subspan(done, kPiece);
    hash.Add(piece.data(), piece.size());
    done += piece.size();
    progress(static_cast<double>(done) / bytes.size());
  }
  return Hex(hash.Finish());
}

std::string TensorSha256(const TensorView& tensor) { return Hex(HashTensor(tensor)); }

std::string StateDictDigest(absl::Span<const TensorView> tensors) {
  std::vector<const TensorView*> sorted(tensors.size());
  std::iota(sorted.begin(), sorted.end(), tensors.data());
  std::sort(sorted.begin(), sorted.end(), [](const TensorView* a, const TensorView* b) { return a->name < b->name; });
  Sha256 hash;
  constexpr absl::string_view kVersion = "assay state dict 1\n";
  hash.Add(kVersion.data(), kVersion.size());
  for (const TensorView* tensor : sorted) {
    AddText(tensor->name, hash);
    AddText(DTypeName(tensor->dtype), hash);
    AddLength(tensor->shape.size(), hash);
    for (const int64_t size : tensor->shape) AddLength(static_cast<uint64_t>(size), hash);
    const Digest digest = HashTensor(*tensor);
    hash.Add(digest.data(), digest.size());
    if (tensor->quantization != nullptr) AddQuantization(*tensor->quantization, hash);
  }
  return Hex(hash.Finish());
}

}  // namespace assay

// The sha256 of bytes that come in pieces.
//
//   Sha256 hash;
//   while (...) hash.Add(piece.data(), piece.size());
//   hash.Finish();   // 32 bytes
#ifndef ASSAY_WEIGHTS_READER_SHA256_H_
#define ASSAY_WEIGHTS_READER_SHA256_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace assay {

class Sha256 {
 public:
  Sha256();

  void Add(const void* bytes, size_t size);

  // Once, after the last piece.
  std::array<char, 32> Finish();

  // Finish() as 64 lower-case hex digits.
  std::string FinishHex();

  // The same of what was added so far; more may follow.
  std::string CopyHex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_SHA256_H_

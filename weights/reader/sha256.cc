#include "weights/reader/sha256.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"

namespace assay {

Sha256::Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

void Sha256::Add(const void* bytes, size_t size) { EVP_DigestUpdate(context_.get(), bytes, size); }

std::array<char, 32> Sha256::Finish() {
  std::array<char, 32> digest;
  EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  return digest;
}

std::string Sha256::FinishHex() {
  const std::array<char, 32> digest = Finish();
  return absl::BytesToHexString({digest.data(), digest.size()});
}

std::string Sha256::CopyHex() const {
  Sha256 copy;
  EVP_MD_CTX_copy_ex(copy.context_.get(), context_.get());
  return copy.FinishHex();
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

}  // namespace assay

// The reference data and the vocabulary that tests of this folder read.
#ifndef ASSAY_TRANSFORMS_TEXT_REFERENCE_FOR_TESTS_H_
#define ASSAY_TRANSFORMS_TEXT_REFERENCE_FOR_TESTS_H_

#include <cstdlib>
#include <fstream>
#include <string>

#include "nlohmann/json.hpp"

namespace assay {

inline std::string Runfile(const std::string& path) { return std::string(std::getenv("TEST_SRCDIR")) + "/" + path; }

// A file of testdata/, as tokenizer_reference.py wrote it.
inline nlohmann::json ReadReference(const std::string& name) {
  const std::string path = Runfile(std::string(std::getenv("TEST_WORKSPACE")) + "/transforms/text/testdata/" + name);
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

inline std::string MiniLmVocabularyPath() { return Runfile("minilm_l6_v2_weights/vocab.txt"); }

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_REFERENCE_FOR_TESTS_H_

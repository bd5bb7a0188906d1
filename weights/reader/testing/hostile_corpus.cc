#include "weights/reader/testing/hostile_corpus.h"

#include <utility>

namespace assay::testing_files {
namespace {

void Add(const std::string& kind, std::vector<HostileFile> files, std::vector<HostileFile>& corpus) {
  for (HostileFile& file : files) {
    file.name = kind + "_" + file.name;
    corpus.push_back(std::move(file));
  }
}

std::vector<HostileFile> MakeCorpus() {
  std::vector<HostileFile> corpus;
  Add("Global", HostileGlobals(), corpus);
  Add("Pickle", HostilePickles(), corpus);
  Add("Opcode", HostileOpcodes(), corpus);
  Add("Tensor", HostileTensors(), corpus);
  Add("Quantized", HostileQuantizedTensors(), corpus);
  Add("Legacy", HostileLegacyFiles(), corpus);
  Add("Foreign", HostileForeignFiles(), corpus);
  Add("Truncated", HostileTruncations(), corpus);
  Add("Safetensors", HostileSafetensors(), corpus);
  Add("SafetensorsHeader", HostileSafetensorsHeaders(), corpus);
  Add("ZipFrame", HostileZipFrames(), corpus);
  Add("ZipRecord", HostileZipRecords(), corpus);
  Add("ZipField", HostileZipFields(), corpus);
  Add("ZipContents", HostileZipContents(), corpus);
  Add("Resource", HostileResources(), corpus);
  return corpus;
}

}  // namespace

const std::vector<HostileFile>& HostileCorpus() {
  static const std::vector<HostileFile>* const corpus = new std::vector<HostileFile>(MakeCorpus());
  return *corpus;
}

}  // namespace assay::testing_files

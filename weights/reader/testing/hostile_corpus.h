// Files that break one rule each, made the same way every time: for tests of the readers and as seeds for the fuzzers.
//
//   for (const HostileFile& file : HostileCorpus()) Refuse(WriteFile(file.name, file.bytes), file.reason);
//
// What was published as an attack has its number in the name: Pickle_Cve2025_1716_PipMain.
#ifndef ASSAY_WEIGHTS_READER_TESTING_HOSTILE_CORPUS_H_
#define ASSAY_WEIGHTS_READER_TESTING_HOSTILE_CORPUS_H_

#include <string>
#include <vector>

namespace assay::testing_files {

struct HostileFile {
  std::string name;  // letters, digits and '_'
  std::string bytes;
  std::string reason;  // part of the message
};

// All of them, the class before each name.
const std::vector<HostileFile>& HostileCorpus();

// The same by class; names are unique within one.
std::vector<HostileFile> HostileGlobals();
std::vector<HostileFile> HostilePickles();
std::vector<HostileFile> HostileOpcodes();
std::vector<HostileFile> HostileTensors();
std::vector<HostileFile> HostileQuantizedTensors();
std::vector<HostileFile> HostileLegacyFiles();
std::vector<HostileFile> HostileForeignFiles();
std::vector<HostileFile> HostileTruncations();
std::vector<HostileFile> HostileSafetensors();
std::vector<HostileFile> HostileSafetensorsHeaders();
std::vector<HostileFile> HostileZipFrames();
std::vector<HostileFile> HostileZipRecords();
std::vector<HostileFile> HostileZipFields();
std::vector<HostileFile> HostileZipContents();
// What takes memory or time out of proportion.
std::vector<HostileFile> HostileResources();

}  // namespace assay::testing_files

#endif  // ASSAY_WEIGHTS_READER_TESTING_HOSTILE_CORPUS_H_

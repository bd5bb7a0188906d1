// Zip archives made byte by byte, as PyTorch writes them, and wrong in a single place.
//
//   std::string file = Zip(TorchRecords());                        // {"w": a float32 tensor of 2x3}
//   std::string bad = Zip({{.name = "a/data.pkl", .method = 8}});
#ifndef ASSAY_WEIGHTS_READER_TESTING_MAKE_ZIP_FILES_H_
#define ASSAY_WEIGHTS_READER_TESTING_MAKE_ZIP_FILES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "weights/reader/testing/make_files.h"

namespace assay::testing_files {

// A record; what is stated replaces what would be right.
struct ZipEntry {
  std::string name;
  std::string data;
  uint16_t flags = 0x808;  // a data descriptor follows; the name is UTF-8
  uint16_t method = 0;
  std::optional<uint32_t> crc32 = {};            // in the directory and behind the data
  std::optional<uint64_t> size = {};             // in the directory
  std::optional<std::string> local_name = {};    // in the local header
  std::optional<uint32_t> local_size = {};       // in the local header
  std::optional<uint64_t> descriptor_size = {};  // behind the data
  std::optional<uint64_t> offset = {};           // of the local header, in the directory
  std::string local_extra = {};
  std::string central_extra = {};
  std::string comment = {};
  std::string gap = {};  // before the local header
  bool is_wide = false;  // sizes of eight bytes behind the data
};

// The archive around them.
struct ZipFrame {
  std::string before_directory = {};
  std::string behind_directory = {};
  std::string comment = {};
  std::string trailer = {};
  int more_entries = 0;      // that the end record counts
  bool with_zip64 = true;    // the second end record, as PyTorch writes it
  bool says_zip64 = false;   // the first end record leaves all to the second
  uint64_t wide_offset = 0;  // what the second one's offset of the directory is off by
};

std::string Zip(const std::vector<ZipEntry>& entries, const ZipFrame& frame = {});

// Those of a file that torch.save wrote, of this pickle and this storage '0'.
std::vector<ZipEntry> TorchRecords(const std::string& object = Dict("w", Tensor({.storage = Storage({.view = ""})})),
                                   const std::string& storage = std::string(24, '\x01'));

}  // namespace assay::testing_files

#endif  // ASSAY_WEIGHTS_READER_TESTING_MAKE_ZIP_FILES_H_

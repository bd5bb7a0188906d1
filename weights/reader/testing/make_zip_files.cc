#include "weights/reader/testing/make_zip_files.h"

#include <zlib.h>

namespace assay::testing_files {
namespace {

std::string U16(uint64_t value) { return LittleEndian(value, 2); }
std::string U32(uint64_t value) { return LittleEndian(value, 4); }

uint32_t CrcOf(const ZipEntry& entry) {
  if (entry.crc32) return *entry.crc32;
  return crc32(0, reinterpret_cast<const Bytef*>(entry.data.data()), entry.data.size());
}

std::string LocalPart(const ZipEntry& entry) {
  const bool later = (entry.flags & 8) != 0;
  const std::string name = entry.local_name.value_or(entry.name);
  const uint32_t size = entry.local_size.value_or(later ? 0 : entry.data.size());
  std::string text = "PK\x03\x04" + U16(0) + U16(entry.flags) + U16(entry.method) + U32(0) +
                     U32(later ? 0 : CrcOf(entry)) + U32(size) + U32(size) + U16(name.size()) +
                     U16(entry.local_extra.size()) + name + entry.local_extra + entry.data;
  if (!later) return text;
  const std::string behind = LittleEndian(entry.descriptor_size.value_or(entry.data.size()), entry.is_wide ? 8 : 4);
  return text + "PK\x07\x08" + U32(CrcOf(entry)) + behind + behind;
}

std::string CentralPart(const ZipEntry& entry, uint64_t offset) {
  const uint64_t size = entry.size.value_or(entry.data.size());
  return "PK\x01\x02" + U16(0) + U16(0) + U16(entry.flags) + U16(entry.method) + U32(0) + U32(CrcOf(entry)) +
         U32(size) + U32(size) + U16(entry.name.size()) + U16(entry.central_extra.size()) + U16(entry.comment.size()) +
         U16(0) + U16(0) + U32(0) + U32(entry.offset.value_or(offset)) + entry.name + entry.central_extra +
         entry.comment;
}

}  // namespace

std::string Zip(const std::vector<ZipEntry>& entries, const ZipFrame& frame) {
  std::string file, directory;
  for (const ZipEntry& entry : entries) {
    file += entry.gap;
    directory += CentralPart(entry, file.size());
    file += LocalPart(entry);
  }
  file += frame.before_directory;
  const uint64_t offset = file.size(), count = entries.size() + frame.more_entries;
  file += directory + frame.behind_directory;
  if (frame.with_zip64) {
    const uint64_t end = file.size();
    file += "PK\x06\x06" + LittleEndian(44) + U16(45) + U16(45) + U32(0) + U32(0) + LittleEndian(count) +
            LittleEndian(count) + LittleEndian(directory.size()) + LittleEndian(offset + frame.wide_offset);
    file += "PK\x06\x07" + U32(0) + LittleEndian(end) + U32(1);
  }
  const auto narrow = [&](uint64_t value, int bytes) {
    return frame.says_zip64 ? std::string(bytes, '\xff') : LittleEndian(value, bytes);
  };
  return file + "PK\x05\x06" + U16(0) + U16(0) + narrow(count, 2) + narrow(count, 2) + narrow(directory.size(), 4) +
         narrow(offset, 4) + U16(frame.comment.size()) + frame.comment + frame.trailer;
}

std::vector<ZipEntry> TorchRecords(const std::string& object, const std::string& storage) {
  return {{.name = "a/data.pkl", .data = Pickle(object)},
          {.name = "a/.format_version", .data = "1"},
          {.name = "a/byteorder", .data = "little", .local_extra = "FB" + U16(3) + "ZZZ"},
          {.name = "a/data/0", .data = storage},
          {.name = "a/version", .data = "3\n"},
          {.name = "a/.data/serialization_id", .data = std::string(40, '7')}};
}

}  // namespace assay::testing_files

// What the hostile files are put together from, beside the makers of good ones.
//
//   std::string file = WithObject(Global("os", "system"));   // a legacy file around this object
#ifndef ASSAY_WEIGHTS_READER_TESTING_HOSTILE_PARTS_H_
#define ASSAY_WEIGHTS_READER_TESTING_HOSTILE_PARTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "weights/reader/testing/make_files.h"
#include "weights/reader/testing/make_zip_files.h"

namespace assay::testing_files {

inline constexpr int64_t kHuge = int64_t{1} << 62;

std::string Repeat(const std::string& text, int count);

// A legacy file of this object, whose tensors use the storage '0' of six floats.
std::string WithObject(const std::string& opcodes);
// A legacy file with one part replaced.
std::string WithPart(std::string LegacyParts::*part, const std::string& bytes);
// A legacy file of an object without tensors: it has no storages.
std::string WithPlainObject(const std::string& opcodes);
std::string WithTensor(const TensorSpec& spec);

// `bytes` with those from `at` on replaced; `at` counts from the end where it is negative.
std::string Patched(std::string bytes, int64_t at, const std::string& with);

// Indices in TorchRecords().
inline constexpr size_t kPickleRecord = 0, kByteOrderRecord = 2, kStorageRecord = 3, kVersionRecord = 4;

// TorchRecords with one record changed.
template <class Change>
std::vector<ZipEntry> Changed(size_t index, Change change) {
  std::vector<ZipEntry> records = TorchRecords();
  change(records[index]);
  return records;
}

// TorchRecords and one more record.
std::vector<ZipEntry> WithRecord(const ZipEntry& entry);

// An extra field of 64-bit sizes.
std::string Zip64Field(const std::string& data);

}  // namespace assay::testing_files

#endif  // ASSAY_WEIGHTS_READER_TESTING_HOSTILE_PARTS_H_

// The directory of a zip archive, read as strictly as a file of weights allows: what is stored lies in it once, in one
// piece, without a byte that the directory does not account for.
//
//   ASSAY_ASSIGN_OR_RETURN(std::vector<ZipRecord> records, ReadZipArchive(bytes, budget));
//   for (const ZipRecord& record : records) Use(record.name, record.data);
//
// Rules: stored only; one end record, at the very end, without a comment; headers of both kinds agree; records, headers
// and the directory tile the file, so that nothing overlaps and nothing hides between; no name twice, none that is
// absolute or climbs. Source: PKWARE's APPNOTE 6.3.10; what PyTorch's writer makes of it (miniz: sizes in a data
// descriptor, padding in an extra field).
#ifndef ASSAY_WEIGHTS_READER_ZIP_ARCHIVE_H_
#define ASSAY_WEIGHTS_READER_ZIP_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "weights/reader/memory_budget.h"

namespace assay {

struct ZipRecord {
  absl::string_view name;
  absl::Span<const std::byte> data;
  uint32_t crc32 = 0;  // as the archive states it; VerifyCrc32 tells whether it is true
};

// The records in the directory's order, as views over `bytes`.
// Errors: DataLoss for an archive that is cut short, InvalidArgument for what breaks a rule or is beyond
// the budget. The message does not name the file.
absl::StatusOr<std::vector<ZipRecord>> ReadZipArchive(absl::Span<const std::byte> bytes, MemoryBudget& budget);

// Errors: DataLoss, naming the record, where its bytes do not have the stated checksum.
absl::Status VerifyCrc32(const ZipRecord& record);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_ZIP_ARCHIVE_H_

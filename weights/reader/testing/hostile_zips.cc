// Zip archives that break a rule: the frame and the records.
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

// Rows of the directory that all claim the first record's bytes.
std::vector<ZipEntry> Overlapping(int count) {
  std::vector<ZipEntry> entries;
  for (int i = 0; i < count; ++i)
    entries.push_back({.name = "a/data/" + std::to_string(i), .data = "x", .flags = 0, .offset = 0});
  return entries;
}

// A record within which another one lies, local header and all.
std::string Quoted() {
  const ZipEntry inner{.name = "a/data/1", .data = "inner", .flags = 0};
  const std::string local = Zip({inner}).substr(0, 30 + inner.name.size() + inner.data.size());
  ZipEntry again = inner;
  again.offset = 30 + std::string("a/data").size();
  return Zip({{.name = "a/data", .data = local, .flags = 0}, again});
}

void Widen(ZipEntry& entry, uint64_t size) {
  entry.size = 0xffffffff;
  entry.central_extra = Zip64Field(LittleEndian(size) + LittleEndian(size));
}

}  // namespace
std::vector<HostileFile> HostileZipFrames() {
  const std::string good = Zip(TorchRecords()), narrow = Zip(TorchRecords(), {.with_zip64 = false});
  return {
      {"CutShort", good.substr(0, good.size() - 1), "end record is not at the very end"},
      {"NothingButTheSignature", "PK\x03\x04", "has at least 22 bytes"},
      {"Empty", Zip({}), "neither a PyTorch nor"},
      {"EmptyWithoutZip64", Zip({}, {.with_zip64 = false}), "empty zip archive"},
      {"Trailer", Zip(TorchRecords(), {.trailer = "x"}), "end record is not at the very end"},
      {"Comment", Zip(TorchRecords(), {.comment = "hello"}), "end record is not at the very end"},
      {"SecondEndRecordInAComment", Zip(TorchRecords(), {.comment = std::string("PK\x05\x06") + std::string(18, '\0')}),
       "zip"},
      {"BytesBeforeTheDirectory", Zip(TorchRecords(), {.before_directory = "hidden"}), "the data descriptor"},
      {"BytesBehindTheDirectory", Zip(TorchRecords(), {.behind_directory = "hidden"}), "does not end where"},
      {"MoreRecordsCounted", Zip(TorchRecords(), {.more_entries = 1}), "longer than its end record says"},
      {"FewerRecordsCounted", Zip(TorchRecords(), {.more_entries = -1}), "holds more than its end record says"},
      {"ManyRecordsCounted", Zip(TorchRecords(), {.more_entries = 60000}), "has no room for"},
      {"EndRecordsDisagree", Zip(TorchRecords(), {.wide_offset = 1}), "two zip end records disagree"},
      {"DirectoryPlaceWraps", Zip(TorchRecords(), {.says_zip64 = true, .wide_offset = ~uint64_t{0} - 1000}),
       "does not end where"},
      {"GapBetweenRecords", Zip(Changed(kStorageRecord, [](ZipEntry& e) { e.gap = "hidden"; })), "data descriptor"},
      {"RecordAtAnothersPlace", Zip(Changed(kStorageRecord, [](ZipEntry& e) { e.offset = 0; })), "the data descriptor"},
      {"RecordBehindTheDirectory", Zip(Changed(kStorageRecord, [](ZipEntry& e) { e.offset = 0xfffffff0; })),
       "zip record"},
      {"Prefix", "PK\x03\x04" + good, "right before its locator"},
      {"TwoArchives", good + good, "right before its locator"},
      {"TwoArchivesWithoutZip64", narrow + narrow, "does not end where"},
      {"SecondEndRecord", narrow + "PK\x05\x06" + std::string(18, '\0'), "does not end where"},
      {"EndRecordTwice", good + good.substr(good.size() - 22), "does not end where"},
      {"EndRecordAlone", "PK\x05\x06" + std::string(18, '\0'), "empty zip archive"},
      {"EndRecordInTheStorage",
       Zip(TorchRecords(Dict("w", Tensor({.storage = Storage({.view = ""})})), "PK\x05\x06" + std::string(20, '\0')),
           {.trailer = std::string(22, '\0')}),
       "end record is not at the very end"},
      {"PrefixBeforeALocalHeader", Zip(Changed(kPickleRecord, [](ZipEntry& e) { e.gap = "PK\x03\x04hidden"; })),
       "begins at byte 10, where what lies before it ends at 0"},
      {"PrefixWithoutZip64", "PK\x03\x04" + narrow, "does not end where"},
      {"TrailerOfZeros", Zip(TorchRecords(), {.trailer = std::string(512, '\0')}), "not at the very end"},
      {"LegacyFileBehind", good + LegacyParts().Join(), "not at the very end"},
      {"SafetensorsBehind", good + Safetensors("{}", ""), "not at the very end"},
      {"SignatureOnly", "PK\x05\x06", "has at least 22 bytes"},
      {"SplitArchive", "PK\x07\x08" + good, "neither a PyTorch nor"},
  };
}

std::vector<HostileFile> HostileZipRecords() {
  const auto one = [](size_t index, auto change) { return Zip(Changed(index, change)); };
  return {
      {"Compressed", one(kStorageRecord, [](ZipEntry& e) { e.method = 8; }), "is compressed (method 8)"},
      {"Cve2025_1945_Encrypted", one(kPickleRecord, [](ZipEntry& e) { e.flags |= 1; }), "is encrypted"},
      {"StrangeFlags", one(kPickleRecord, [](ZipEntry& e) { e.flags |= 0x40; }), "has flags 0x0848"},
      {"Cve2025_10156_WrongChecksum", one(kStorageRecord, [](ZipEntry& e) { e.crc32 = 7; }), "has the CRC-32"},
      {"ChangedPickle", one(kPickleRecord, [](ZipEntry& e) { e.crc32 = 0x12345678; }), "'data.pkl'"},
      {"Cve2025_1944_OtherLocalName", one(kStorageRecord, [](ZipEntry& e) { e.local_name = "a/data/1"; }),
       "says other things"},
      {"OtherLocalSize", one(kStorageRecord, [](ZipEntry& e) { e.local_size = 23; }), "says other things"},
      {"OtherDescriptor", one(kStorageRecord, [](ZipEntry& e) { e.descriptor_size = 23; }), "the data descriptor"},
      {"ShorterInTheDirectory", one(kStorageRecord, [](ZipEntry& e) { e.size = 8; }), "zip record"},
      {"LongerInTheDirectory", one(kStorageRecord, [](ZipEntry& e) { e.size = 1 << 20; }),
       "reaches into the directory"},
      {"HugeInTheZip64Field",
       one(kStorageRecord,
           [](ZipEntry& e) {
             e.size = 0xffffffff;
             e.central_extra = Zip64Field(LittleEndian(~uint64_t{0}) + LittleEndian(~uint64_t{0}));
           }),
       "reaches into the directory"},
      {"ShortZip64Field",
       one(kStorageRecord,
           [](ZipEntry& e) {
             e.size = 0xffffffff;
             e.central_extra = Zip64Field(LittleEndian(24));
           }),
       "is too short"},
      {"TwoZip64Fields", one(kStorageRecord, [](ZipEntry& e) { e.central_extra = Zip64Field("") + Zip64Field(""); }),
       "two zip64 fields"},
      {"ExtraFieldTooLong", one(kStorageRecord, [](ZipEntry& e) { e.local_extra = "FB" + LittleEndian(9, 2); }),
       "do not fit their room"},
      {"RecordComment", one(kStorageRecord, [](ZipEntry& e) { e.comment = "x"; }), "has a comment"},
      {"NameTwice", Zip(WithRecord({.name = "a/data/0", .data = std::string(24, '\x02')})),
       "two zip records of the name"},
      {"NameThatClimbs", Zip(WithRecord({.name = "a/../../etc/passwd"})), "climbs"},
      {"AbsoluteName", Zip(WithRecord({.name = "/etc/passwd"})), "is absolute"},
      {"NameWithNul", Zip(WithRecord({.name = std::string("a/data/0\0x", 10)})), "is no text"},
      {"NameOfAnotherSystem", Zip(WithRecord({.name = "a\\data\\0"})), "another system"},
      {"NameWithADrive", Zip(WithRecord({.name = "C:/data"})), "another system"},
      {"NameOfNoUtf8", Zip(WithRecord({.name = "a/\xff"})), "is no text"},
      {"NameEmpty", Zip(WithRecord({.name = ""})), "is no text"},
      {"NameWithEmptyPart", Zip(WithRecord({.name = "a//data"})), "empty part"},
      {"NameOfAFolder", Zip(WithRecord({.name = "a/"})), "empty part"},
      {"NameOfADot", Zip(WithRecord({.name = "a/./x"})), "climbs or has an empty part"},
      {"NameOutOfTheArchive", Zip(WithRecord({.name = "../a/x"})), "climbs"},
      {"NameWithControlCharacters", Zip(WithRecord({.name = "a/\x1b[2J\n"})), "which torch.save does not write"},
      {"NameThatTurnsTheText", Zip(WithRecord({.name = "a/\xe2\x80\xaelkp.atad"})), "does not write"},
      {"NameOf65535Bytes", Zip(WithRecord({.name = "a/" + std::string(65533, 'x')})), "does not write"},
      {"ChecksumOfTheVersion", one(kVersionRecord, [](ZipEntry& e) { e.crc32 = 0; }), "states no CRC-32"},
      {"ExtraFieldOfAnotherName",
       one(kStorageRecord, [](ZipEntry& e) { e.local_extra = "up" + LittleEndian(4, 2) + "data"; }),
       "an extra field that torch.save does not write"},
      {"PaddingHidesText", one(kStorageRecord, [](ZipEntry& e) { e.local_extra = "FB" + LittleEndian(4, 2) + "ZZPK"; }),
       "an extra field"},
      {"Zip64FieldThatNothingAsksFor",
       one(kStorageRecord, [](ZipEntry& e) { e.central_extra = Zip64Field(LittleEndian(24)); }), "more than is asked"},
      {"LocalZip64FieldThatNothingAsksFor",
       one(kStorageRecord, [](ZipEntry& e) { e.local_extra = Zip64Field(LittleEndian(24)); }), "says other things"},
      {"DescriptorMissing", one(kStorageRecord, [](ZipEntry& e) { e.flags = 0x800, e.gap = "", e.local_size = 0; }),
       "says other things"},
      {"DescriptorOfOtherWidth",
       one(kStorageRecord, [](ZipEntry& e) { e.is_wide = true, e.descriptor_size = 24 | uint64_t{1} << 32; }),
       "the data descriptor"},
      {"DescriptorHuge", one(kStorageRecord, [](ZipEntry& e) { e.is_wide = true, e.descriptor_size = ~uint64_t{0}; }),
       "the data descriptor"},
      {"SizeWrapsInTheZip64Field", one(kStorageRecord, [](ZipEntry& e) { Widen(e, ~uint64_t{0} - 60); }), "reaches"},
      {"SizeOfMinusData", one(kStorageRecord, [](ZipEntry& e) { Widen(e, ~uint64_t{0} - 23); }), "reaches into"},
      {"OffsetInTheZip64Field",
       one(kStorageRecord,
           [](ZipEntry& e) {
             e.offset = 0xffffffff;
             e.central_extra = Zip64Field(LittleEndian(~uint64_t{0}));
           }),
       "zip record"},
      {"StoredOtherThanSize",
       one(kStorageRecord,
           [](ZipEntry& e) {
             e.size = 0xffffffff;
             e.central_extra = Zip64Field(LittleEndian(24) + LittleEndian(25));
           }),
       "is stored as 25 bytes of 24"},
      {"LocalZip64FieldDiffers",
       one(kStorageRecord,
           [](ZipEntry& e) {
             e.flags = 0x800;
             e.local_size = 0xffffffff;
             e.local_extra = Zip64Field(LittleEndian(25) + LittleEndian(25));
           }),
       "says other things"},
      {"OverlappingRows", Zip(Overlapping(2)), "begins at byte 0, where what lies before it ends at"},
      {"OverlappingBomb", Zip(Overlapping(5000)), "zip record"},
      {"QuotedBomb", Quoted(), "begins at byte 36"},
  };
}

}  // namespace assay::testing_files

// Zip archives that are well made and hold what no file of weights does.
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {

std::vector<HostileFile> HostileZipContents() {
  const auto tensor = [](const TensorSpec& spec) { return Dict("w", Tensor(spec)); };
  const std::string storage = Storage({.view = ""});
  return {
      {"NoPickle", Zip({{.name = "a/version", .data = "3"}}), "without data.pkl"},
      {"Cve2025_32434_TorchScript", Zip(WithRecord({.name = "a/code/__torch__.py"})), "TorchScript archive"},
      {"TorchScriptConstants", Zip(WithRecord({.name = "a/constants.pkl"})), "TorchScript archive"},
      {"OtherFolder", Zip(WithRecord({.name = "b/data/1"})), "do not lie in one folder"},
      {"NoFolder", Zip({{.name = "data.pkl", .data = Pickle("}")}}), "do not lie in one folder"},
      {"UnknownRecord", Zip(WithRecord({.name = "a/evil.pkl"})), "which torch.save does not write"},
      {"NoVersion", Zip(Changed(kVersionRecord, [](ZipEntry& e) { e.name = "a/.data/x"; })),
       "does not state a version"},
      {"VersionZero", Zip(Changed(kVersionRecord, [](ZipEntry& e) { e.data = "0\n"; })), "from 1 to 10"},
      {"BigEndian", Zip(Changed(kByteOrderRecord, [](ZipEntry& e) { e.data = "big"; })), "big-endian"},
      {"OtherByteOrder", Zip(Changed(kByteOrderRecord, [](ZipEntry& e) { e.data = "middle"; })),
       "the byte order 'middle'"},
      {"BytesBehindThePickle", Zip(Changed(kPickleRecord, [](ZipEntry& e) { e.data += "x"; })), "behind the pickle"},
      {"GlobalOsSystem", Zip(TorchRecords(Global("os", "system") + Tuple({Str("true")}) + "R")), "os.system"},
      {"StorageTooShort", Zip(TorchRecords(tensor({.storage = storage}), std::string(23, '\0'))), "holds 23 bytes"},
      {"StorageTooLong", Zip(TorchRecords(tensor({.storage = storage}), std::string(28, '\0'))), "holds 28 bytes"},
      {"UnusedStorage", Zip(WithRecord({.name = "a/data/1", .data = "x"})), "no tensor uses its storage '1'"},
      {"NoStorage", Zip(TorchRecords(tensor({.storage = Storage({.key = Str("7"), .view = ""})}))), "storage '0'"},
      {"TensorOutsideItsStorage", Zip(TorchRecords(tensor({.storage = storage, .offset = 1}))), "reaches outside"},
      {"NegativeStride", Zip(TorchRecords(tensor({.storage = storage, .strides = {3, -1}}))), "negative"},
      {"PickleTwice", Zip(WithRecord({.name = "a/data.pkl", .data = Pickle("}")})), "two zip records of the name"},
      {"PickleTwiceByAnotherPath", Zip(WithRecord({.name = "a/./data.pkl"})), "climbs or has an empty part"},
      {"PickleOfAnotherCase", Zip(WithRecord({.name = "a/DATA.PKL"})), "which torch.save does not write"},
      {"FolderOfAnotherCase", Zip(WithRecord({.name = "A/data.pkl"})), "do not lie in one folder"},
      {"PickleEmpty", Zip(Changed(kPickleRecord, [](ZipEntry& e) { e.data = ""; })), "cut short"},
      {"PickleOfProtocol1", Zip(Changed(kPickleRecord, [](ZipEntry& e) { e.data = "}."; })), "no pickle of protocol 2"},
      {"TwoPickles", Zip(Changed(kPickleRecord, [](ZipEntry& e) { e.data += Pickle("N"); })), "behind the pickle"},
      {"PickleCut", Zip(Changed(kPickleRecord, [](ZipEntry& e) { e.data.pop_back(); })), "cut short"},
      {"LegacyFileAsThePickle", Zip(Changed(kPickleRecord, [](ZipEntry& e) { e.data = LegacyParts().Join(); })),
       "behind the pickle"},
      {"VersionEmpty", Zip(Changed(kVersionRecord, [](ZipEntry& e) { e.data = ""; })), "does not state a version"},
      {"VersionEleven", Zip(Changed(kVersionRecord, [](ZipEntry& e) { e.data = "11\n"; })), "from 1 to 10"},
      {"VersionNegative", Zip(Changed(kVersionRecord, [](ZipEntry& e) { e.data = "-1"; })), "from 1 to 10"},
      {"VersionHuge", Zip(Changed(kVersionRecord, [](ZipEntry& e) { e.data = "99999999999999999999"; })), "from 1 to"},
      {"VersionIsText", Zip(Changed(kVersionRecord, [](ZipEntry& e) { e.data = "three"; })), "from 1 to 10"},
      {"ByteOrderWithNewline", Zip(Changed(kByteOrderRecord, [](ZipEntry& e) { e.data = "little\n"; })),
       "the byte order 'little\\n'"},
      {"ByteOrderEmpty", Zip(Changed(kByteOrderRecord, [](ZipEntry& e) { e.data = ""; })), "the byte order ''"},
      {"StorageInAFolder", Zip(WithRecord({.name = "a/data/0/0", .data = "x"})), "no tensor uses its storage '0/0'"},
      {"StorageWithZeros", Zip(Changed(kStorageRecord, [](ZipEntry& e) { e.name = "a/data/00"; })),
       "no tensor uses its storage '00'"},
      {"StorageEmpty", Zip(TorchRecords(tensor({.storage = storage}), "")), "holds 0 bytes"},
      {"Cve2026_24747_StorageSmallerThanStated",
       Zip(TorchRecords(tensor({.storage = Storage({.numel = 1 << 20, .view = ""})}))), "holds 24 bytes"},
      {"Cve2026_24747_SetItemOnTensor", Zip(TorchRecords(Tensor({.storage = storage}) + Str("a") + "Ns")),
       "SETITEM(S) on a tensor"},
      {"UntypedStorageOfAnotherSize",
       Zip(TorchRecords(tensor({.storage = Storage({.type = Global("torch.storage", "UntypedStorage"), .view = ""})}))),
       "the tensors expect 6"},
      {"TwoFolders", Zip({{.name = "a/data.pkl", .data = Pickle("}")}, {.name = "b/version", .data = "3"}}),
       "do not lie in one folder"},
      {"SourceCode", Zip(WithRecord({.name = "a/code.py"})), "which torch.save does not write"},
      {"KerasArchive", Zip({{.name = "config.json", .data = "{}"}}), "do not lie in one folder"},
      {"NumpyArchive", Zip({{.name = "arr_0.npy", .data = "x"}}), "do not lie in one folder"},
      {"PythonPackage", Zip({{.name = "pkg/__init__.py", .data = ""}}), "without data.pkl"},
  };
}

}  // namespace assay::testing_files

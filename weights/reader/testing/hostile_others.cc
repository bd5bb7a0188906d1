// The legacy container, files of other kinds, files cut short.
#include <algorithm>

#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

constexpr size_t kLeastTar = 512;

// A tar archive of one member, as PyTorch wrote files before 0.1.12.
std::string Tar(const std::string& name, const std::string& content) {
  std::string header = name + std::string(257 - name.size(), '\0') + "ustar  ";
  header.resize(kLeastTar);
  std::string body = content;
  body.resize((content.size() + kLeastTar - 1) / kLeastTar * kLeastTar);
  return header + body + std::string(2 * kLeastTar, '\0');
}

// `bytes` cut at the eighths of its length.
void CutAtEighths(const std::string& name, const std::string& bytes, const std::vector<std::string>& reasons,
                  std::vector<HostileFile>& files) {
  for (size_t i = 1; i < 8; ++i)
    files.push_back({name + std::to_string(i), bytes.substr(0, bytes.size() * i / 8), reasons[i - 1]});
}

}  // namespace

std::vector<HostileFile> HostileLegacyFiles() {
  const std::string valid = LegacyParts().Join();
  return {
      {"TrailingByte", valid + "x", "1 bytes behind its last storage"},
      {"CutByte", valid.substr(0, valid.size() - 1), "cut short"},
      {"CutInPickle", valid.substr(0, 60), "cut short"},
      {"WrongMagic", WithPart(&LegacyParts::magic, Pickle(Int(7))), "magic number"},
      {"WrongVersion", WithPart(&LegacyParts::version, Pickle(Int(1002))), "version 1002"},
      {"BigEndian", WithPart(&LegacyParts::system, Pickle(Dict("little_endian", "\x89"))), "big-endian"},
      {"NoByteOrder", WithPart(&LegacyParts::system, Pickle("}")), "little_endian"},
      {"ObjectInSystem", WithPart(&LegacyParts::system, Pickle(OrderedDict())), "only plain values"},
      {"StorageTwice", WithPart(&LegacyParts::keys, Pickle("](" + Str("0") + Str("0") + "e")), "twice"},
      {"NoStorages", WithPart(&LegacyParts::keys, Pickle("]")), "has 0 storages, its tensors use 1"},
      {"KeysAreATuple", WithPart(&LegacyParts::keys, Pickle(")")), "list of storages is a tuple"},
      {"RecordLarger", WithPart(&LegacyParts::records, LittleEndian(7) + std::string(28, 'x')), "holds 7 elements"},
      {"SystemIsAList", WithPart(&LegacyParts::system, Pickle("]")), "little_endian"},
      {"ByteOrderIsAnInt", WithPart(&LegacyParts::system, Pickle(Dict("little_endian", "K\x01"))), "little-endian"},
      {"MagicOfAnotherFile", WithPart(&LegacyParts::magic, Pickle("\x8a\x0a" + std::string(10, 'x'))), "magic number"},
      {"PlainPickle", "\x80\x04" + Str("weights") + ".", "magic number"},
      {"PickleOfAModel", Pickle(Global("sklearn.svm._classes", "SVC") + ")R"), "only plain values"},
      {"PickleOfOsSystem", Pickle(Global("os", "system") + Tuple({Str("true")}) + "R"), "only plain values"},
      {"VersionIsText", WithPart(&LegacyParts::version, Pickle(Str("1001"))), "the protocol's version is a str"},
      {"KeyIsAnInt", WithPart(&LegacyParts::keys, Pickle("](K" + LittleEndian(0, 1) + "e")),
       "a storage's key is an int"},
      {"KeysHoldAGlobal", WithPart(&LegacyParts::keys, Pickle("]" + Global("os", "system") + "a")),
       "only plain values"},
      {"KeyUnknown", WithPart(&LegacyParts::keys, Pickle("](" + Str("7") + "e")), "no tensor uses its storage '7'"},
      {"RecordNegative", WithPart(&LegacyParts::records, LittleEndian(~uint64_t{0}) + std::string(24, 'x')),
       "holds -1 elements"},
      {"RecordSmaller", WithPart(&LegacyParts::records, LittleEndian(5) + std::string(20, 'x')), "holds 5 elements"},
      {"RecordCut", WithPart(&LegacyParts::records, LittleEndian(6) + std::string(23, 'x')), "cut short"},
      {"ZipBehind", valid + Zip(TorchRecords()), "behind its last storage"},
      {"SafetensorsBehind", valid + Safetensors("{}", ""), "behind its last storage"},
      {"Itself", valid + valid, "behind its last storage"},
  };
}

std::vector<HostileFile> HostileForeignFiles() {
  const std::string attack = Pickle(Global("os", "system") + Tuple({Str("true")}) + "R");
  return {
      {"Empty", "", "is empty"},
      {"Html", "<!DOCTYPE html><html><body>404</body></html>", "is an HTML page"},
      {"HtmlAfterSpace", "\n  <HTML>x", "is an HTML page"},
      {"Xml", "<?xml version=\"1.0\"?><Error/>", "XML"},
      {"Text", "Not Found\n", "is a text file"},
      {"LfsPointer", "version git-lfs spec/v1\noid sha256:0\n", "Git LFS"},
      {"Tar", "storages" + std::string(249, '\0') + "ustar" + std::string(250, '\0'), "tar archive"},
      {"Gzip", "\x1f\x8b\x08" + std::string(20, '\0'), "gzip"},
      {"Zeros", std::string(64, '\0'), "neither a PyTorch nor a safetensors file"},
      {"ByteOrderMarkAndHtml", "\xEF\xBB\xBF<html>", "is an HTML page"},
      {"Head", "<head><title>Sign in</title>", "is an HTML page"},
      {"Json", "{\"error\": \"not found\"}", "is a text file"},
      {"Csv", "a,b\r\n1,2\r\n", "is a text file"},
      {"Script", "#!/bin/sh\ntrue\n", "is a text file"},
      {"TextOfManyLines", Repeat("weights: none\n", 500), "is a text file"},
      {"LfsPointerOfTheSpecification",
       "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, '0') + "\nsize 1\n", "Git LFS"},
      {"Cve2025_32434_TarOfAPickle", Tar("storages", attack), "tar archive"},
      {"TarOfSysInfo", Tar("sys_info", attack), "tar archive"},
      {"Bzip2", "BZh9" + std::string(40, '\x01'), "bzip2"},
      {"Xz",
       std::string("\xfd"
                   "7zXZ\0",
                   6) +
           std::string(40, '\x01'),
       "an xz file"},
      {"Zstd", "\x28\xb5\x2f\xfd" + std::string(40, '\x01'), "a zstd file"},
      {"GzipOfNothing", "\x1f\x8b", "gzip"},
      {"SevenZip", "7z\xbc\xaf\x27\x1c" + std::string(40, '\0'), "neither a PyTorch nor"},
      {"Rar", "Rar!\x1a\x07" + std::string(40, '\0'), "neither a PyTorch nor"},
      {"Hdf5", "\x89HDF\r\n\x1a\n" + std::string(40, '\0'), "an HDF5 file"},
      {"Numpy", std::string("\x93NUMPY\x01\0", 8) + std::string(40, ' '), "a NumPy array"},
      {"Gguf", std::string("GGUF\x03\0\0\0", 8) + std::string(40, '\0'), "a GGUF file"},
      {"Elf",
       "\x7f"
       "ELF" +
           std::string(60, '\0'),
       "a program"},
      {"Png", "\x89PNG\r\n\x1a\n" + std::string(40, '\0'), "neither a PyTorch nor"},
      {"Onnx", "\x08\x07\x12\x07pytorch" + std::string(40, '\0'), "neither a PyTorch nor"},
      {"Utf16", std::string("\xff\xfe<\0h\0t\0m\0l\0>\0", 14), "neither a PyTorch nor"},
      {"Ones", std::string(64, '\xff'), "neither a PyTorch nor"},
      {"ZipInAPdf", "%PDF-1.4\n" + Zip(TorchRecords()), "neither a PyTorch nor"},
      {"ZipBehindText", "hidden\n" + Zip(TorchRecords()), "neither a PyTorch nor"},
      {"PickleProgram", attack, "only plain values"},
      {"OneByteOfAPickle", "\x80", "cut short"},
      {"OneByteOfAZip", "P", "is a text file"},
      {"OneByteOfJson", "{", "is a text file"},
      {"ControlCharacters", "\x1b[2J\x1b[31mok\n", "it begins with bytes 1b5b324a1b5b3331"},
  };
}

std::vector<HostileFile> HostileTruncations() {
  std::vector<HostileFile> files;
  const std::string zip_cut = "end record is not at the very end", short_cut = "cut short";
  CutAtEighths("Zip", Zip(TorchRecords()), std::vector<std::string>(7, zip_cut), files);
  CutAtEighths("ZipPlain", Zip(TorchRecords(), {.with_zip64 = false}), std::vector<std::string>(7, zip_cut), files);
  // Two of the cuts fall into the name of a global.
  const std::string name_cut = "no end of the line";
  CutAtEighths("Legacy", LegacyParts().Join(),
               {short_cut, name_cut, short_cut, short_cut, short_cut, name_cut, short_cut}, files);
  const std::string json = R"({"a":{"dtype":"U8","shape":[40],"data_offsets":[0,40]}})";
  std::vector<std::string> reasons(7, short_cut);
  std::fill(reasons.begin() + 4, reasons.end(), "to end by");
  CutAtEighths("Safetensors", Safetensors(json, std::string(40, 'x')), reasons, files);
  return files;
}

}  // namespace assay::testing_files

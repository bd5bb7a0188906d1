// Small files that torch and safetensors wrote (testing/make_torch_files.py), as `assay inspect --json` shows them.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "weights/reader/inspect.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

std::string Folder() { return std::string(std::getenv("TEST_SRCDIR")) + "/assay/weights/reader/testdata/torch/"; }

nlohmann::json Expected() {
  std::ifstream stream(Folder() + "expected.json");
  return nlohmann::json::parse(stream);
}

TEST(TorchFiles, WrittenByPython_HoldWhatPythonReads) {
  const nlohmann::json expected = Expected();
  ASSERT_GE(expected.size(), 41u);
  for (const auto& [file, want] : expected.items()) {
    std::ostringstream json;
    const absl::Status status = InspectJson(Folder() + file, json);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(nlohmann::json::parse(json.str()), want) << file;
  }
}

// torch.save({"a": torch.zeros(1075000000), "b": torch.arange(5.), "c": torch.ones(3)}), without the zeros: the only
// files whose sizes and places take eight bytes (testing/make_over_4_gib.py).
TEST(TorchFiles, MoreThanFourGibibytes_AreRead) {
  constexpr int64_t kZeros = 4 * int64_t{1075000000};
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/over_4_gib.pt";
  const auto part = [&](const char* name) {
    std::ifstream stream(Folder() + "../" + name, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  };
  const std::string head = part("over_4_gib.head"), tail = part("over_4_gib.tail");
  {
    std::ofstream stream(path, std::ios::binary);
    stream << head;
    stream.seekp(static_cast<std::streamoff>(head.size()) + kZeros);  // a hole
    stream << tail;
  }
  const auto file = WeightFile::Open(path, {.verify = false});
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->Find("a")->shape, std::vector<int64_t>{1075000000});
  EXPECT_EQ(file->Find("b")->shape, std::vector<int64_t>{5});
  EXPECT_EQ(reinterpret_cast<const float*>(file->Find("b")->data)[4], 4.0f);
  std::remove(path.c_str());
}

TEST(TorchFiles, StateDict_KeepsItsOrderAndStrides) {
  const auto file = WeightFile::Open(Folder() + "shared_views_protocol2.pth");
  ASSERT_TRUE(file.ok()) << file.status();
  std::vector<std::string> names;
  for (const TensorView& tensor : file->tensors()) names.push_back(tensor.name);
  EXPECT_EQ(names, (std::vector<std::string>{"all", "row", "column", "again", "none"}));
  const TensorView& all = *file->Find("all");
  const TensorView& column = *file->Find("column");
  EXPECT_EQ(column.strides, std::vector<int64_t>{3});
  EXPECT_FALSE(column.contiguous());
  EXPECT_EQ(column.data - all.data, 8);
  EXPECT_EQ(file->Find("again")->data, all.data);
}

TEST(TorchFiles, Parameters_AreMarked) {
  const auto file = WeightFile::Open(Folder() + "parameters_protocol4.pth");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->Find("p")->is_parameter);
  const auto plain = WeightFile::Open(Folder() + "state_dict_protocol4.pth");
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_FALSE(plain->Find("0.weight")->is_parameter);
}

TEST(WeightFileOpen, NoSuchFileAndFolder_AreErrors) {
  EXPECT_EQ(WeightFile::Open(Folder() + "none.pth").status().code(), absl::StatusCode::kNotFound);
  const absl::Status folder = WeightFile::Open(Folder()).status();
  EXPECT_NE(folder.message().find("is a folder"), absl::string_view::npos) << folder;
}

TEST(WeightFileOpen, PathOfTwoLines_IsOneInTheMessage) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/two\nlines.pth";
  EXPECT_EQ(WeightFile::Open(path).status().message().find('\n'), absl::string_view::npos);
  std::ofstream(path) << "text";
  EXPECT_EQ(WeightFile::Open(path).status().message().find('\n'), absl::string_view::npos);
}

TEST(WeightFileFind, UnknownName_IsNull) {
  const auto file = WeightFile::Open(Folder() + "types.safetensors");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->Find("none"), nullptr);
  EXPECT_NE(file->Find("bfloat16"), nullptr);
}

TEST(InspectTable, NestedFile_NamesTensorsAndScalars) {
  std::ostringstream stream;
  ASSERT_TRUE(InspectTable(Folder() + "nested_protocol2.pth", stream).ok());
  const std::string table = stream.str();
  EXPECT_NE(table.find("state_dict.w"), std::string::npos) << table;
  EXPECT_NE(table.find("[3, 2]"), std::string::npos) << table;
  EXPECT_NE(table.find("epoch = 3"), std::string::npos) << table;
}

}  // namespace
}  // namespace assay

// Small files that torch and safetensors wrote (testing/make_torch_files.py), as `assay inspect --json` shows them.
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

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
  ASSERT_GE(expected.size(), 38u);
  for (const auto& [file, want] : expected.items()) {
    const auto json = InspectJson(Folder() + file);
    ASSERT_TRUE(json.ok()) << json.status();
    EXPECT_EQ(nlohmann::json::parse(*json), want) << file;
  }
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

TEST(WeightFileFind, UnknownName_IsNull) {
  const auto file = WeightFile::Open(Folder() + "types.safetensors");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->Find("none"), nullptr);
  EXPECT_NE(file->Find("bfloat16"), nullptr);
}

TEST(InspectTable, NestedFile_NamesTensorsAndScalars) {
  const auto table = InspectTable(Folder() + "nested_protocol2.pth");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_NE(table->find("state_dict.w"), std::string::npos) << *table;
  EXPECT_NE(table->find("[3, 2]"), std::string::npos) << *table;
  EXPECT_NE(table->find("epoch = 3"), std::string::npos) << *table;
}

}  // namespace
}  // namespace assay

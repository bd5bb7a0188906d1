// The packaged weight files against what Python reads in them (testing/make_reference.py).
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

std::string Runfile(const std::string& path) { return absl::StrCat(std::getenv("TEST_SRCDIR"), "/", path); }

nlohmann::json Reference() {
  std::ifstream stream(Runfile("assay/weights/reader/testdata/real_files.json"));
  return nlohmann::json::parse(stream);
}

std::string OrderSha256(const WeightFile& file) {
  const std::string names =
      absl::StrJoin(file.tensors(), "\n", [](std::string* out, const TensorView& tensor) { out->append(tensor.name); });
  return Sha256Hex({reinterpret_cast<const std::byte*>(names.data()), names.size()});
}

class RealFile : public testing::TestWithParam<const char*> {};

TEST_P(RealFile, PackagedWeights_EqualPython) {
  const nlohmann::json expected = Reference().at(GetParam());
  const auto file = WeightFile::Open(Runfile(GetParam()));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->tensors().size(), expected["count"].get<size_t>());
  EXPECT_EQ(StateDictDigest(file->tensors()), expected["digest"].get<std::string>());
  EXPECT_TRUE(file->scalars().empty());
  for (const auto& [name, want] : expected["tensors"].items()) {
    const TensorView* const tensor = file->Find(name);
    ASSERT_NE(tensor, nullptr) << name;
    EXPECT_EQ(std::string(DTypeName(tensor->dtype)), want["dtype"].get<std::string>()) << name;
    EXPECT_EQ(tensor->shape, want["shape"].get<std::vector<int64_t>>()) << name;
    EXPECT_EQ(TensorSha256(*tensor), want["sha256"].get<std::string>()) << name;
  }
  if (expected.contains("order_sha256")) {
    EXPECT_EQ(OrderSha256(*file), expected["order_sha256"].get<std::string>());
  }
}

INSTANTIATE_TEST_SUITE_P(Packaged, RealFile,
                         testing::Values("mobilenet_v2_weights/mobilenet_v2-b0353104.pth",
                                         "efficientnet_lite0_weights/efficientnet-lite0-57934424.pth",
                                         "efficientnet_lite1_weights/efficientnet-lite1-77cc7160.pth",
                                         "efficientnet_lite2_weights/efficientnet-lite2-9656183e.pth",
                                         "minilm_l6_v2_weights/model.safetensors", "mtcnn_weights/pnet.pt",
                                         "mtcnn_weights/rnet.pt", "mtcnn_weights/onet.pt"));

}  // namespace
}  // namespace assay

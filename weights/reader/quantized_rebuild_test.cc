// Quantized tensors: what breaks a rule is refused. That valid ones are read as torch reads them: torch_files_test.
#include "weights/reader/quantized_rebuild.h"

#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

using namespace testing_files;  // NOLINT: the file's whole vocabulary

const std::string kScale = std::string("G\x3f\xe0", 3) + std::string(6, '\0');  // 0.5

std::string QInt8Storage() { return Storage({.type = Global("torch", "QInt8Storage")}); }

std::string PerTensor(const std::string& scale = kScale, const std::string& zero_point = Int(3)) {
  return Tuple({Global("torch", "per_tensor_affine"), scale, zero_point});
}

std::string Quantized(const std::string& storage, const std::string& parameters) {
  return Global("torch._utils", "_rebuild_qtensor") +
         Tuple({storage, Int(0), Ints({2, 3}), Ints({3, 1}), parameters, "\x89", OrderedDict()}) + "R";
}

// One value for each of `count` channels, over a storage of their own.
std::string Channels(const std::string& type, const std::string& key, int64_t count) {
  return Tensor({.storage = Storage({.type = Global("torch", type), .key = Str(key), .numel = count}),
                 .shape = {count},
                 .strides = {1}});
}

std::string PerChannel(int64_t axis, int64_t scales = 2, const std::string& zero_points_type = "LongStorage") {
  return Tuple({Global("torch", "per_channel_affine"), Channels("DoubleStorage", "1", scales),
                Channels(zero_points_type, "2", 2), Int(axis)});
}

std::string File(const std::string& tensor, const std::vector<int>& more_storages = {}) {
  LegacyParts parts;
  parts.object = Dict("w", tensor);
  parts.records = LittleEndian(6) + std::string(6, '\x04');
  std::string keys = Str("0");
  for (size_t i = 0; i < more_storages.size(); ++i) {
    keys += Str(std::to_string(i + 1));
    parts.records += LittleEndian(more_storages[i]);
    for (int j = 0; j < more_storages[i]; ++j) parts.records += LittleEndian(i == 0 ? 0x3fe0000000000000 : 1);
  }
  parts.keys = Pickle("](" + keys + "e");
  return parts.Join();
}

absl::StatusOr<WeightFile> Open(const std::string& bytes) { return WeightFile::Open(WriteFile("q.pth", bytes)); }

TEST(QuantizedTensor, PerTensor_HasItsScale) {
  const auto file = Open(File(Quantized(QInt8Storage(), PerTensor())));
  ASSERT_TRUE(file.ok()) << file.status();
  const TensorView& view = file->tensors()[0];
  EXPECT_EQ(view.dtype, DType::kQInt8);
  ASSERT_NE(view.quantization, nullptr);
  EXPECT_EQ(view.quantization->scales, std::vector<double>{0.5});
  EXPECT_EQ(view.quantization->zero_points, std::vector<int64_t>{3});
  EXPECT_FALSE(view.quantization->axis.has_value());
}

TEST(QuantizedTensor, PerChannel_HasOneScaleForEach) {
  const auto file = Open(File(Quantized(QInt8Storage(), PerChannel(0)), {2, 2}));
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_NE(file->tensors()[0].quantization, nullptr);
  EXPECT_EQ(file->tensors()[0].quantization->scales, (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(file->tensors()[0].quantization->zero_points, (std::vector<int64_t>{1, 1}));
  EXPECT_EQ(file->tensors()[0].quantization->axis, 0);
}

TEST(StateDictDigest, OtherZeroPoint_IsAnotherDigest) {
  const auto digest = [](int64_t zero_point) {
    return StateDictDigest(Open(File(Quantized(QInt8Storage(), PerTensor(kScale, Int(zero_point)))))->tensors());
  };
  EXPECT_EQ(digest(3), digest(3));
  EXPECT_NE(digest(3), digest(4));
}

struct BadFile {
  std::string name;
  std::string bytes;
  std::string reason;
};
void PrintTo(const BadFile& file, std::ostream* out) { *out << file.name; }

class BadQuantizedTensor : public testing::TestWithParam<BadFile> {};

TEST_P(BadQuantizedTensor, BreaksARule_IsRefused) {
  const auto file = Open(GetParam().bytes);
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.status().message().find(GetParam().reason), absl::string_view::npos) << file.status();
}

std::string ScaleOf(const char* high_bytes) { return "G" + std::string(high_bytes, 2) + std::string(6, '\0'); }

INSTANTIATE_TEST_SUITE_P(
    Files, BadQuantizedTensor,
    testing::Values(
        BadFile{"NoScale", File(Tensor({.storage = QInt8Storage()})), "has no scale"},
        BadFile{"StorageOfFloats", File(Quantized(Storage({}), PerTensor())), "views a storage of float32"},
        BadFile{"ScaleIsNan", File(Quantized(QInt8Storage(), PerTensor(ScaleOf("\x7f\xf8")))), "the scale nan"},
        BadFile{"ScaleIsNegative", File(Quantized(QInt8Storage(), PerTensor(ScaleOf("\xbf\xe0")))), "the scale -0.5"},
        BadFile{"ScaleIsZero", File(Quantized(QInt8Storage(), PerTensor(Int(0)))), "the scale 0"},
        BadFile{"ScaleIsText", File(Quantized(QInt8Storage(), PerTensor(Str("1")))), "a scale"},
        BadFile{"ZeroPointIsAFraction", File(Quantized(QInt8Storage(), PerTensor(kScale, kScale))), "a zero point"},
        BadFile{"SchemeIsADType", File(Quantized(QInt8Storage(), Tuple({Global("torch", "float32"), kScale, Int(0)}))),
                "scheme is none"},
        BadFile{"SchemeIsText", File(Quantized(QInt8Storage(), Tuple({Str("per_tensor_affine"), kScale, Int(0)}))),
                "a quantization scheme is a str"},
        BadFile{"NoParameters", File(Quantized(QInt8Storage(), Tuple({}))), "takes 3 to 4 values, got 0"},
        BadFile{"AxisTooLarge", File(Quantized(QInt8Storage(), PerChannel(2)), {2, 2}), "no axis 2"},
        BadFile{"AxisNegative", File(Quantized(QInt8Storage(), PerChannel(-1)), {2, 2}), "no axis -1"},
        BadFile{"ScalesOfAnotherAxis", File(Quantized(QInt8Storage(), PerChannel(1)), {2, 2}),
                "not one for each of 3 channels"},
        BadFile{"ScaleTooMany", File(Quantized(QInt8Storage(), PerChannel(0, 3)), {3, 2}),
                "not one for each of 2 channels"},
        BadFile{"ZeroPointsOfFloats", File(Quantized(QInt8Storage(), PerChannel(0, 2, "DoubleStorage")), {2, 2}),
                "zero points are of float64, expected int64"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace assay

// Tensors and storages that reach where nothing is.
#include <limits>

#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

// A tensor whose arguments are opcodes, so that each can be of any kind.
struct RawTensor {
  std::string offset = Int(0);
  std::string shape = Ints({2, 3});
  std::string requires_grad = "\x89";
  std::string more = {};
};

std::string Raw(const RawTensor& spec) {
  return WithObject(
      Global("torch._utils", "_rebuild_tensor_v2") +
      Tuple({Storage({}), spec.offset, spec.shape, Ints({3, 1}), spec.requires_grad, OrderedDict(), spec.more}) + "R");
}

// A tensor of the third form, which states its type.
std::string Third(const std::string& dtype) {
  return WithObject(Global("torch._utils", "_rebuild_tensor_v3") +
                    Tuple({Storage({}), Int(0), Ints({2, 3}), Ints({3, 1}), "\x89", OrderedDict(), dtype}) + "R");
}

}  // namespace

std::vector<HostileFile> HostileTensors() {
  const auto with_storage = [](const StorageSpec& spec) { return WithTensor({.storage = Storage(spec)}); };
  const std::string two_types =
      "](" + Tensor({}) + Tensor({.storage = Storage({.type = Global("torch", "IntStorage")})}) + "e";
  const std::string two_sizes = "](" + Tensor({}) + Tensor({.storage = Storage({.numel = 7})}) + "e";
  return {
      {"NegativeSize", WithTensor({.shape = {2, -3}}), "negative size"},
      {"NegativeStride", WithTensor({.offset = 5, .strides = {-3, -1}}), "negative stride"},
      {"NegativeOffset", WithTensor({.offset = -1}), "outside its storage"},
      {"OffsetTooLarge", WithTensor({.offset = 1}), "outside its storage"},
      {"OffsetWraps", WithTensor({.offset = kHuge}), "outside its storage"},
      {"StrideTooLarge", WithTensor({.strides = {4, 1}}), "outside its storage"},
      {"StrideWraps", WithTensor({.shape = {5, 1}, .strides = {kHuge, 1}}), "further than 64 bits"},
      {"ShapeProductWraps", WithTensor({.shape = {kHuge, 4}, .strides = {0, 0}}), "more elements than 64 bits"},
      {"ShapeProductWrapsBehindZero", WithTensor({.shape = {0, kHuge, 4}, .strides = {0, 0, 0}}),
       "more elements than 64 bits"},
      {"FewerStrides", WithTensor({.strides = {1}}), "2 sizes and 1 strides"},
      {"RankTooHigh", WithTensor({.shape = std::vector<int64_t>(65, 1), .strides = std::vector<int64_t>(65, 1)}),
       "dimensions"},
      {"ExpandedTooFar", WithTensor({.shape = {int64_t{1} << 40}, .strides = {0}}), "many times over"},
      {"Hooks", WithTensor({.hooks = Dict("0", "N")}), "backward hooks"},
      {"StorageTooLarge", with_storage({.numel = kHuge}), "more elements than 64 bits"},
      {"StorageNegative", with_storage({.numel = -6}), "negative size"},
      {"StorageNotAsRecorded", with_storage({.numel = 8}), "holds 6 elements, the tensors expect 8"},
      {"StorageTypeIsAFunction", with_storage({.type = Global("collections", "OrderedDict")}), "is no storage"},
      {"StorageKeyIsAnInt", with_storage({.key = Int(0)}), "a storage's key"},
      {"StorageNotListed", with_storage({.key = Str("1")}), "no tensor uses its storage '0'"},
      {"StorageViewOutside", with_storage({.view = Tuple({Str("v"), Int(3), Int(4)})}), "reaches outside its storage"},
      {"StorageOfTwoTypes", WithObject(two_types), "described in two ways"},
      {"StorageOfTwoSizes", WithObject(two_sizes), "described in two ways"},
      {"ParameterOfNothing",
       WithObject(Global("torch._utils", "_rebuild_parameter") + Tuple({"N", "\x88", OrderedDict()}) + "R"),
       "a parameter's data is None"},
      {"TensorWithoutStorage", WithTensor({.storage = Str("0")}), "a tensor's storage is a str"},
      {"OneElementTooMany", WithTensor({.shape = {7}, .strides = {1}}), "outside its storage"},
      {"LastElementOutside", WithTensor({.shape = {2, 2}, .strides = {5, 1}}), "outside its storage"},
      {"OffsetIsMinInt", WithTensor({.offset = std::numeric_limits<int64_t>::min()}), "outside its storage"},
      {"OffsetTimesSizeWraps", WithTensor({.offset = kHuge + 1}), "outside its storage"},
      {"OffsetPlusExtentWraps", WithTensor({.offset = (kHuge >> 1) - 1}), "outside its storage"},
      {"OffsetOfAnEmptyTensor", WithTensor({.offset = 7, .shape = {0}, .strides = {1}}), "outside its storage"},
      {"SizeIsMinInt", WithTensor({.shape = {std::numeric_limits<int64_t>::min(), 1}}), "negative size"},
      {"StrideIsMinInt", WithTensor({.strides = {std::numeric_limits<int64_t>::min(), 1}}), "negative stride"},
      {"StrideOfSizeOne", WithTensor({.shape = {1}, .strides = {-1}}), "negative stride"},
      {"StrideSumWraps", WithTensor({.shape = {2, 2}, .strides = {2 * (kHuge - 1), kHuge}}), "further than 64 bits"},
      {"MoreStrides", WithTensor({.strides = {3, 1, 1}}), "2 sizes and 3 strides"},
      {"ShapeIsAList", Raw({.shape = "]"}), "a tensor's shape is a list"},
      {"ShapeOfFloats", Raw({.shape = "G" + LittleEndian(0) + "\x85"}), "a tensor's shape is a float"},
      {"ShapeOfWideInts", Raw({.shape = "\x8a\x09" + LittleEndian(~uint64_t{0}) + LittleEndian(0, 1) + "\x85"}),
       "does not fit 64 bits"},
      {"ShapeOfBools", Raw({.shape = "\x88\x88\x86"}), "a tensor's shape is a bool"},
      {"OffsetIsText", Raw({.offset = Str("0")}), "a tensor's storage offset is a str"},
      {"RequiresGradIsAnInt", Raw({.requires_grad = "K\x01"}), "a tensor's requires_grad is an int"},
      {"HooksAreAList", WithTensor({.hooks = "]"}), "a tensor's backward hooks is a list"},
      {"MetadataConjugate", Raw({.more = Dict("conj", "\x88")}), "lazy conjugate"},
      {"MetadataIsAList", Raw({.more = "]"}), "a tensor's metadata is a list"},
      {"TooManyArguments", Raw({.more = "NN"}), "a tensor takes 6 to 7 values"},
      {"DTypeIsAFunction", Third(Global("torch", "Size")), "a tensor's dtype is no dtype"},
      {"DTypeIsText", Third(Str("float32")), "a tensor's dtype is a str"},
      {"DTypeOfAnotherSize", Third(Global("torch", "float64")), "views a storage of float32"},
      {"Cve2026_24747_StorageSmallerThanStated", with_storage({.numel = 1 << 20}), "holds 6 elements"},
      {"StorageLargerThanStated", with_storage({.numel = 5}), "outside its storage"},
      {"StorageViewNegative", with_storage({.view = Tuple({Str("v"), Int(-1), Int(4)})}), "reaches outside"},
      {"StorageViewWraps", with_storage({.view = Tuple({Str("v"), Int(1), Int(2 * (kHuge - 1) + 1)})}),
       "reaches outside"},
      {"StorageViewTooSmall", with_storage({.view = Tuple({Str("v"), Int(0), Int(5)})}), "outside its storage"},
      {"StorageViewIsAList", with_storage({.view = "]"}), "a storage's view is a list"},
      {"StorageSizeIsText",
       WithTensor(
           {.storage =
                Tuple({Str("storage"), Global("torch", "FloatStorage"), Str("0"), Str("cpu"), Str("6"), "N"}) + "Q"}),
       "a storage's size is a str"},
      {"StorageTypeIsText", with_storage({.type = Str("FloatStorage")}), "a storage's type is a str"},
      {"StorageKeyWithControlCharacters", with_storage({.key = Str("\x1b]0;\n")}), "no tensor uses its storage '0'"},
      {"ParameterOfAStorage",
       WithObject(Global("torch._utils", "_rebuild_parameter") + Tuple({Storage({}), "\x88", OrderedDict()}) + "R"),
       "a parameter's data is a storage"},
      {"ParameterWithHooks",
       WithObject(Global("torch._utils", "_rebuild_parameter") + Tuple({Tensor({}), "\x88", Dict("0", "N")}) + "R"),
       "backward hooks"},
      {"ParameterStateIsATuple",
       WithObject(Global("torch._utils", "_rebuild_parameter_with_state") +
                  Tuple({Tensor({}), "\x88", OrderedDict(), "N}\x86"}) + "R"),
       "a parameter's state is a tuple"},
  };
}

}  // namespace assay::testing_files

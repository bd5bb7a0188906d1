#include "tools/train/write_training.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/textproto.h"
#include "tools/base/atomic_file.h"
#include "tools/base/status_macros.h"
#include "tools/train/loss_curve.h"
#include "weights/reader/digest.h"
#include "weights/reader/tensor_view.h"
#include "weights/writer/safetensors_writer.h"

namespace assay {
namespace {

constexpr char kSchema[] = "tools/train/recipe.proto Recipe";

// The model's tensors where they lie: it must outlive them.
absl::StatusOr<std::vector<TensorView>> Views(const Model& model) {
  std::vector<TensorView> views;
  for (const StateEntry& entry : model.state_dict()) {
    const at::Tensor& tensor = entry.tensor;
    if (tensor.scalar_type() != at::kFloat && tensor.scalar_type() != at::kLong) {
      return absl::InvalidArgumentError(absl::StrCat(entry.name, " is neither float32 nor int64"));
    }
    TensorView view{.name = entry.name,
                    .dtype = tensor.scalar_type() == at::kFloat ? DType::kFloat32 : DType::kInt64,
                    .is_parameter = entry.is_parameter,
                    .shape = tensor.sizes().vec(),
                    .strides = tensor.strides().vec(),
                    .data = static_cast<const std::byte*>(tensor.const_data_ptr())};
    views.push_back(std::move(view));
  }
  return views;
}

std::string LogTsv(const std::vector<EpochLog>& epochs) {
  std::string text = "epoch\tlearning_rate\tloss\theld_out_loss\theld_out_acc@1\tseconds\n";
  for (const EpochLog& epoch : epochs) {
    absl::StrAppendFormat(&text, "%d\t%.6f\t%.5f\t%.5f\t%.3f\t%.2f\n", epoch.epoch, epoch.learning_rate, epoch.loss,
                          epoch.held_out_loss, epoch.accuracy, epoch.seconds);
  }
  return text;
}

}  // namespace

absl::Status CheckTrainingFolder(const std::string& folder, const std::string& name) {
  // A file that is never finished, and so leaves nothing.
  return AtomicFile::Create(absl::StrCat(folder, "/", name, ".log.tsv")).status();
}

absl::StatusOr<TrainedFile> WriteTraining(const std::string& folder, const std::string& name,
                                          const proto::Recipe& recipe, const Training& training) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<TensorView> views, Views(training.model));
  const std::string unnamed = absl::StrCat(folder, "/", name, ".safetensors.new");
  ASSAY_RETURN_IF_ERROR(
      WriteSafetensors(unnamed, views, {{"format", "pt"}, {"recipe", TextprotoText(recipe, kSchema)}}));
  ASSAY_ASSIGN_OR_RETURN(const std::string sha256, FileSha256(unnamed));
  TrainedFile file{.path = absl::StrCat(folder, "/", name, "-", sha256.substr(0, 8), ".safetensors"), .sha256 = sha256};
  std::error_code error;
  file.bytes = static_cast<int64_t>(std::filesystem::file_size(unnamed, error));
  if (!error) std::filesystem::rename(unnamed, file.path, error);
  if (error) return absl::InternalError(absl::StrCat(file.path, ": ", error.message()));
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/", name, ".log.tsv"), LogTsv(training.epochs)));
  ASSAY_RETURN_IF_ERROR(
      WriteFileAtomically(absl::StrCat(folder, "/", name, ".svg"),
                          LossCurveSvg(absl::StrCat(name, ", ", training.epochs.size(), " epochs"), training.epochs)));
  return file;
}

}  // namespace assay

// Stands in for this project's training: writes DIR/chest-v1.safetensors, a ResNet-50 of three classes, the same bytes
// every time.
//
//   make_checkpoint DIR
#include <c10/util/Exception.h>

#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "models/resnet/resnet.h"

namespace {

bool EndsWith(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

// A number in [-1, 1) that depends on the tensor and the position alone; 17 bits, so that every step below is exact or
// rounds once.
float Value(uint32_t tensor, uint32_t i) {
  uint32_t x = tensor * 2654435761u + i * 2246822519u;
  x = (x ^ (x >> 15)) * 2654435761u;
  x = (x ^ (x >> 13)) * 3266489917u;
  return static_cast<float>(static_cast<int32_t>(x) >> 15) / 65536.0f;
}

// As an initialisation would: variances around 1, kernels scaled by what they sum over (to a power of two).
void Fill(const assay::StateEntry& entry, uint32_t tensor) {
  if (entry.tensor.scalar_type() != at::kFloat) return;
  float centre = 0, scale = 0.125f;
  if (EndsWith(entry.name, "running_var") || (entry.tensor.dim() == 1 && EndsWith(entry.name, "weight"))) {
    centre = 1;
  } else if (entry.tensor.dim() > 1) {
    scale = std::exp2(-std::floor(std::log2(static_cast<float>(entry.tensor.numel() / entry.tensor.size(0))) / 2));
  }
  float* values = entry.tensor.data_ptr<float>();
  for (int64_t i = 0; i < entry.tensor.numel(); ++i)
    values[i] = centre + scale * Value(tensor, static_cast<uint32_t>(i));
}

std::string Header(const std::vector<assay::StateEntry>& state) {
  std::string header = "{";
  int64_t offset = 0;
  for (const assay::StateEntry& entry : state) {
    std::string shape;
    for (const int64_t size : entry.tensor.sizes()) shape += (shape.empty() ? "" : ",") + std::to_string(size);
    const int64_t end = offset + static_cast<int64_t>(entry.tensor.nbytes());
    header += (offset == 0 ? "\"" : ",\"") + entry.name + "\":{\"dtype\":\"" +
              (entry.tensor.scalar_type() == at::kFloat ? "F32" : "I64") + "\",\"shape\":[" + shape +
              "],\"data_offsets\":[" + std::to_string(offset) + "," + std::to_string(end) + "]}";
    offset = end;
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return header;
}

// Source: the safetensors format: the header's size in 8 bytes, little-endian, the header in JSON, the tensors' bytes.
bool WriteSafetensors(const std::vector<assay::StateEntry>& state, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  const std::string header = Header(state);
  const uint64_t size = header.size();
  file.write(reinterpret_cast<const char*>(&size), sizeof(size));
  file << header;
  for (const assay::StateEntry& entry : state) {
    file.write(static_cast<const char*>(entry.tensor.const_data_ptr()),
               static_cast<std::streamsize>(entry.tensor.nbytes()));
  }
  file.close();
  return static_cast<bool>(file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_checkpoint DIR\n");
    return 2;
  }
  const assay::ResNet model(assay::ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.num_classes = 3});
  const std::vector<assay::StateEntry> state = model.state_dict();
  uint32_t tensor = 0;
  for (const assay::StateEntry& entry : state) Fill(entry, tensor++);
  const std::string path = std::string(argv[1]) + "/chest-v1.safetensors";
  if (WriteSafetensors(state, path)) return 0;
  std::fprintf(stderr, "%s: cannot be written\n", path.c_str());
  return 1;
}

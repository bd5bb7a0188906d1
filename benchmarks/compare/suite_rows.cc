#include "benchmarks/compare/suite_rows.h"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "transforms/interpolation.h"
#include "transforms/resize.h"

namespace assay {
namespace {

using Bytes = std::vector<uint8_t>;
using Work = std::function<uint64_t(int)>;

// Noise on a ramp: it compresses about as a photograph does.
Bytes Pattern(size_t size) {
  std::mt19937 random(7);
  Bytes bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>((i / 8) + (random() & 7));
  return bytes;
}

std::vector<float> Floats(size_t size) {
  std::mt19937 random(11);
  std::vector<float> values(size);
  for (float& value : values) value = static_cast<float>(random() % 2000) / 1000 - 1;
  return values;
}

uint64_t Bits(double value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Chunks of a buffer larger than the second cache, in turn.
Work Copy(size_t chunk, int chunks) {
  return [from = Pattern(chunk * chunks), to = Bytes(chunk * chunks), chunk, chunks](int unit) mutable {
    const size_t offset = chunk * (unit % chunks);
    std::memcpy(to.data() + offset, from.data() + offset, chunk);
    return uint64_t{to[offset + chunk / 2]};
  };
}

Work Fill(size_t chunk, int chunks) {
  return [to = Bytes(chunk * chunks), chunk, chunks](int unit) mutable {
    uint8_t* begin = to.data() + chunk * (unit % chunks);
    std::memset(begin, unit, chunk);
    return uint64_t{begin[chunk / 2]};
  };
}

Work Sum() {
  return [values = Floats(8192)](int) { return Bits(std::accumulate(values.begin(), values.end(), 0.0f)); };
}

Work Dot() {
  return [a = Floats(32768)](int unit) {
    float sums[8] = {};
    for (size_t i = 0; i + 16 <= a.size(); i += 8) {
      for (size_t k = 0; k < 8; ++k) sums[k] += a[i + k] * a[i + 8 + k];
    }
    return Bits(std::accumulate(sums, sums + 8, 0.0f)) + unit;
  };
}

Work Sort() {
  return [from = Pattern(2048), values = std::vector<uint32_t>(512)](int unit) mutable {
    std::memcpy(values.data(), from.data(), values.size() * sizeof(uint32_t));
    for (uint32_t& value : values) value = value * 2654435761u + unit;
    std::sort(values.begin(), values.end());
    return uint64_t{values[100]};
  };
}

Work SortStrings() {
  std::vector<std::string> words;
  for (uint32_t i = 0; i < 64; ++i) words.push_back(absl::StrCat("layer", i * 2654435761u % 97, ".weight.of.block"));
  return [words = std::move(words)](int unit) {
    std::vector<std::string> sorted = words;
    std::stable_sort(sorted.begin(), sorted.end());
    return uint64_t{sorted[unit % sorted.size()].size()};
  };
}

Work Fnv() {
  return [bytes = Pattern(4096)](int unit) {
    uint64_t hash = 14695981039346656037u + unit;
    for (const uint8_t byte : bytes) hash = (hash ^ byte) * 1099511628211u;
    return hash;
  };
}

Work Crc() {
  return [bytes = Pattern(16384)](int unit) { return uint64_t{crc32(unit, bytes.data(), bytes.size())}; };
}

Work Deflate() {
  return [bytes = Pattern(256), out = Bytes(2048)](int) mutable {
    uLongf size = out.size();
    compress2(out.data(), &size, bytes.data(), bytes.size(), 1);
    return uint64_t{size};
  };
}

Work Inflate() {
  const Bytes bytes = Pattern(1024);
  Bytes packed(2048);
  uLongf size = packed.size();
  compress2(packed.data(), &size, bytes.data(), bytes.size(), 6);
  packed.resize(size);
  return [packed = std::move(packed), out = Bytes(1024)](int) mutable {
    uLongf size = out.size();
    uncompress(out.data(), &size, packed.data(), packed.size());
    return uint64_t{out[size / 2]};
  };
}

// PNG's fourth filter, undone in place of a row.
Work Paeth() {
  return [above = Pattern(1536), from = Pattern(1536), row = Bytes(1536)](int) mutable {
    for (size_t i = 0; i < row.size(); ++i) {
      const int a = i < 3 ? 0 : row[i - 3], b = above[i], c = i < 3 ? 0 : above[i - 3];
      const int pa = std::abs(b - c), pb = std::abs(a - c), pc = std::abs(a + b - 2 * c);
      const int nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      row[i] = static_cast<uint8_t>(from[i] + nearest);
    }
    return uint64_t{row.back()};
  };
}

Work ResizeImage() {
  const auto image = std::make_shared<Image>(Image{.width = 40, .height = 40, .pixels = Pattern(4800)});
  return [image](int) {
    const auto resized = Resize(*image, 24, 24, Interpolation::kBilinear);
    return uint64_t{resized.ok() ? resized->pixels[100] : 0u};
  };
}

// Interleaved bytes to planes of floats.
Work Normalize() {
  return [pixels = Pattern(3072), planes = std::vector<float>(3072)](int) mutable {
    const size_t plane = pixels.size() / 3;
    for (size_t i = 0; i < plane; ++i) {
      for (size_t c = 0; c < 3; ++c)
        planes[c * plane + i] = (static_cast<float>(pixels[3 * i + c]) / 255 - 0.45f) / 0.226f;
    }
    return Bits(planes[plane]);
  };
}

Work MapInsert() {
  return [](int unit) {
    std::unordered_map<uint32_t, uint32_t> map;
    for (uint32_t i = 0; i < 128; ++i) map[i * 2654435761u + unit] = i;
    return uint64_t{map.size()};
  };
}

Work MapFind() {
  std::unordered_map<uint32_t, uint32_t> map;
  for (uint32_t i = 0; i < 20000; ++i) map[i * 2654435761u] = i;
  return [map = std::move(map)](int unit) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < 256; ++i) sum += map.find((i * 77 + unit) % 20000 * 2654435761u)->second;
    return sum;
  };
}

// Each step waits for the one before it: latency, not bandwidth.
Work Chase() {
  std::vector<uint32_t> order(1 << 16), next(order.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937 random(3);
  for (size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[random() % (i + 1)]);
  for (size_t i = 0; i < order.size(); ++i) next[order[i]] = order[(i + 1) % order.size()];
  return [next = std::move(next)](int unit) {
    uint32_t at = unit * 641;
    for (int i = 0; i < 1024; ++i) at = next[at];
    return uint64_t{at};
  };
}

Work MatrixProduct() {
  return [a = Floats(400), b = Floats(400), c = std::vector<float>(400)](int) mutable {
    std::fill(c.begin(), c.end(), 0.0f);
    for (int i = 0; i < 20; ++i) {
      for (int k = 0; k < 20; ++k) {
        for (int j = 0; j < 20; ++j) c[20 * i + j] += a[20 * i + k] * b[20 * k + j];
      }
    }
    return Bits(c[21]);
  };
}

Work ParseJson() {
  const std::string text =
      R"({"name":"layer1.0.conv1.weight","dtype":"float32","shape":[64,64,1,1],"offset":[0,16384]})";
  return [text](int) { return uint64_t{nlohmann::json::parse(text)["shape"].size()}; };
}

Work Softmax() {
  return [values = Floats(1024), out = std::vector<float>(1024)](int) mutable {
    float sum = 0;
    for (size_t i = 0; i < values.size(); ++i) sum += out[i] = std::exp(values[i]);
    for (float& value : out) value /= sum;
    return Bits(out[10]);
  };
}

}  // namespace

std::vector<SuiteRow> SuiteRows() {
  return {
      {"chase/64k", 100, Chase},
      {"copy/in_cache", 200, [] { return Copy(16384, 4); }},
      {"copy/memory", 100, [] { return Copy(131072, 100); }},
      {"crc32", 100, Crc},
      {"deflate", 100, Deflate},
      {"dot", 100, Dot},
      {"fill/memory", 100, [] { return Fill(131072, 100); }},
      {"fnv", 100, Fnv},
      {"inflate", 100, Inflate},
      {"json", 200, ParseJson},
      {"map/find", 100, MapFind},
      {"map/insert", 100, MapInsert},
      {"matrix", 100, MatrixProduct},
      {"normalize", 100, Normalize},
      {"png/paeth", 100, Paeth},
      {"resize", 100, ResizeImage},
      {"softmax", 100, Softmax},
      {"sort/numbers", 100, Sort},
      {"sort/strings", 100, SortStrings},
      {"sum", 100, Sum},
  };
}

}  // namespace assay

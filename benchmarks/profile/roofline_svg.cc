#include "benchmarks/profile/roofline_svg.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace assay {
namespace {

constexpr double kWidth = 720, kLeft = 70, kRight = 20, kTop = 60, kPlotHeight = 300, kRowHeight = 20;
constexpr double kLeastShare = 1e-3;

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

// A logarithmic axis over whole powers of ten.
struct Axis {
  int low = 0, high = 1;    // exponents
  double from = 0, to = 1;  // pixels

  double At(double value) const { return from + (to - from) * (std::log10(value) - low) / (high - low); }
};

std::string Text(double x, double y, const std::string& text, const std::string& more = "") {
  return absl::StrFormat("<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>\n", x, y, more, Escaped(text));
}

std::string Line(double x1, double y1, double x2, double y2, const std::string& style) {
  return absl::StrFormat("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2,
                         style);
}

// "10^9" as people say it.
std::string Power(int exponent) {
  static constexpr const char* kNames[] = {"", "k", "M", "G", "T", "P"};
  const int thousands = exponent >= 0 ? exponent / 3 : 0;
  if (exponent < 0) return absl::StrFormat("%g", std::pow(10, exponent));
  if (thousands > 5) return absl::StrFormat("1e%d", exponent);
  return absl::StrCat(static_cast<int>(std::pow(10, exponent - 3 * thousands)), thousands > 0 ? " " : "",
                      kNames[thousands]);
}

std::string Grid(const Axis& x, const Axis& y) {
  std::string svg;
  for (int power = x.low; power <= x.high; ++power) {
    const double at = x.At(std::pow(10, power));
    absl::StrAppend(&svg, Line(at, y.from, at, y.to, "grid"), Text(at, y.from + 16, Power(power), " class=\"tick\""));
  }
  for (int power = y.low; power <= y.high; ++power) {
    const double at = y.At(std::pow(10, power));
    absl::StrAppend(&svg, Line(x.from, at, x.to, at, "grid"),
                    Text(x.from - 6, at + 4, Power(power), " text-anchor=\"end\""));
  }
  return svg;
}

// Memory's slope up to the ridge, then the arithmetic units' level.
std::string Roof(const Axis& x, const Axis& y, const Ceilings& ceilings) {
  const double ridge = ceilings.flops_per_second / ceilings.bytes_per_second;
  const double lowest = std::max(std::pow(10, x.low), std::pow(10, y.low) / ceilings.bytes_per_second);
  const double top = y.At(ceilings.flops_per_second);
  return absl::StrCat(
      Line(x.At(lowest), y.At(lowest * ceilings.bytes_per_second), x.At(ridge), top, "roof"),
      Line(x.At(ridge), top, x.to, top, "roof"),
      Text(x.to, top - 6, absl::StrFormat("%.3g GFLOP/s", 1e-9 * ceilings.flops_per_second), " text-anchor=\"end\""));
}

bool IsOnRoofline(const Kernel& kernel) { return kernel.flops > 0 && kernel.bytes > 0 && kernel.seconds > 0; }

std::string Dot(const Axis& x, const Axis& y, const Kernel& kernel) {
  const double at_x = x.At(kernel.flops / kernel.bytes), at_y = y.At(kernel.flops / kernel.seconds);
  const double radius = 3 + 17 * std::sqrt(kernel.share);
  std::string dot = absl::StrFormat(
      "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"dot\"><title>%s, %.1f %% of the time</title></circle>\n",
      at_x, at_y, radius, Escaped(kernel.name), 100 * kernel.share);
  if (kernel.share < 0.02) return dot;
  // Its name stands where there is room.
  const bool is_right = at_x > (x.from + x.to) / 2;
  return absl::StrCat(dot, Text(at_x + (is_right ? -radius - 4 : radius + 4), at_y + 4, kernel.name,
                                is_right ? " text-anchor=\"end\"" : ""));
}

Axis AxisOver(double low, double high, double from, double to) {
  return {.low = static_cast<int>(std::floor(std::log10(low))),
          .high = static_cast<int>(std::ceil(std::log10(high) + 1e-9)),
          .from = from,
          .to = to};
}

// A kernel that counts no operations: how much of the memory's speed it reaches, as a bar.
std::string Bar(double y, const Kernel& kernel, const Ceilings& ceilings) {
  const double rate = kernel.seconds > 0 ? kernel.bytes / kernel.seconds : 0;
  const double share = std::min(1.0, rate / ceilings.bytes_per_second);
  constexpr double kBarLeft = 330, kBarWidth = 200;
  return absl::StrCat(Text(kLeft, y + 13, kernel.name.substr(0, 40)),
                      absl::StrFormat("<rect x=\"%.0f\" y=\"%.1f\" width=\"%.0f\" height=\"12\" class=\"frame\"/>"
                                      "<rect x=\"%.0f\" y=\"%.1f\" width=\"%.1f\" height=\"12\" class=\"bar\"/>\n",
                                      kBarLeft, y + 3, kBarWidth, kBarLeft, y + 3, share * kBarWidth),
                      Text(kBarLeft + kBarWidth + 8, y + 13,
                           absl::StrFormat("%.3g GB/s, %.1f %% of the time", 1e-9 * rate, 100 * kernel.share)));
}

constexpr char kStyle[] =
    "<style>text{font:12px sans-serif;fill:#24292f}.tick{text-anchor:middle}.title{font-size:15px;font-weight:600}"
    ".grid{stroke:#d0d7de;stroke-width:1}.roof{stroke:#cf222e;stroke-width:2}.dot{fill:#0969da;fill-opacity:.55;"
    "stroke:#0969da}.frame{fill:none;stroke:#8c959f}.bar{fill:#0969da;fill-opacity:.55}.back{fill:#fff}</style>\n";

}  // namespace

std::string RooflineSvg(const std::string& title, const Profile& profile, const Ceilings& ceilings) {
  std::vector<Kernel> dots, bars;
  for (const Kernel& kernel : profile.kernels) {
    if (kernel.share < kLeastShare || kernel.bytes <= 0) continue;
    (IsOnRoofline(kernel) ? dots : bars).push_back(kernel);
  }
  const double ridge = ceilings.flops_per_second / ceilings.bytes_per_second;
  double low_x = ridge / 10, high_x = ridge * 10, low_y = ceilings.flops_per_second / 100;
  for (const Kernel& kernel : dots) {
    low_x = std::min(low_x, kernel.flops / kernel.bytes);
    high_x = std::max(high_x, kernel.flops / kernel.bytes);
    low_y = std::min(low_y, kernel.flops / kernel.seconds);
  }
  const Axis x = AxisOver(low_x, high_x, kLeft, kWidth - kRight);
  const Axis y = AxisOver(low_y, ceilings.flops_per_second * 1.05, kTop + kPlotHeight, kTop);
  const double below = kTop + kPlotHeight + 52;
  const double height = below + (bars.empty() ? 0 : 24 + kRowHeight * static_cast<double>(bars.size()));
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\">\n%s"
      "<rect class=\"back\" width=\"%.0f\" height=\"%.0f\"/>\n",
      kWidth, height, kWidth, height, kStyle, kWidth, height);
  absl::StrAppend(&svg, Text(kLeft, 26, title, " class=\"title\""), Grid(x, y), Roof(x, y, ceilings));
  for (const Kernel& kernel : dots) absl::StrAppend(&svg, Dot(x, y, kernel));
  absl::StrAppend(&svg, Text((x.from + x.to) / 2, y.from + 34, "operations a byte", " class=\"tick\""),
                  Text(10, kTop - 12, "operations a second"));
  if (!bars.empty()) {
    absl::StrAppend(&svg, Text(kLeft, below + 12,
                               absl::StrFormat("bytes a second, of %.3g GB/s", 1e-9 * ceilings.bytes_per_second)));
    for (size_t i = 0; i < bars.size(); ++i)
      absl::StrAppend(&svg, Bar(below + 24 + kRowHeight * static_cast<double>(i) - 4, bars[i], ceilings));
  }
  return absl::StrCat(svg, "</svg>\n");
}

}  // namespace assay

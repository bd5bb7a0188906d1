#include "tools/train/loss_curve.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace assay {
namespace {

constexpr double kWidth = 340, kHeight = 220, kLeft = 60, kTop = 50, kGap = 90;

struct Line {
  std::string name;
  std::string colour;
  std::vector<double> values;
};

// What is drawn of a value: a logarithm has no 0.
double Shown(double value) { return std::log10(std::max(value, 1e-4)); }

// One panel with its axes and lines.
std::string Panel(double left, absl::string_view title, const std::vector<Line>& lines) {
  double low = Shown(lines[0].values[0]), high = low;
  for (const Line& line : lines) {
    for (const double value : line.values) {
      low = std::min(low, Shown(value));
      high = std::max(high, Shown(value));
    }
  }
  low = std::floor(low);
  high = std::max(std::ceil(high), low + 1);
  const auto y = [&](double shown) { return kTop + kHeight * (high - shown) / (high - low); };
  std::string svg = absl::StrFormat("<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", left, kTop - 12, title);
  for (double decade = low; decade <= high; ++decade) {
    absl::StrAppendFormat(&svg, "<path d=\"M%.1f %.1fh%.1f\" stroke=\"#ddd\"/>\n", left, y(decade), kWidth);
    absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" fill=\"#777\">%g</text>\n", left - 6,
                          y(decade) + 4, std::pow(10, decade));
  }
  const size_t count = lines[0].values.size();
  const auto x = [&](size_t i) { return left + kWidth * (count > 1 ? static_cast<double>(i) / (count - 1.0) : 0.5); };
  absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"%.1f\" fill=\"#777\">1</text>\n", left, kTop + kHeight + 18);
  absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" fill=\"#777\">epoch %d</text>\n",
                        left + kWidth, kTop + kHeight + 18, count);
  double legend = left;
  for (const Line& line : lines) {
    std::string points;
    for (size_t i = 0; i < line.values.size(); ++i)
      absl::StrAppendFormat(&points, "%.1f,%.1f ", x(i), y(Shown(line.values[i])));
    absl::StrAppendFormat(&svg, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>\n",
                          line.colour, points);
    absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>\n", legend, kTop + kHeight + 38,
                          line.colour, line.name);
    legend += 100;
  }
  return svg;
}

}  // namespace

std::string LossCurveSvg(absl::string_view title, const std::vector<EpochLog>& epochs) {
  Line loss{"training", "#c60", {}}, held_out{"held out", "#06c", {}}, error{"held out", "#06c", {}};
  for (const EpochLog& epoch : epochs) {
    loss.values.push_back(epoch.loss);
    held_out.values.push_back(epoch.held_out_loss);
    error.values.push_back(100 - epoch.accuracy);
  }
  if (epochs.empty()) loss.values = held_out.values = error.values = {1};
  const double width = kLeft + 2 * kWidth + kGap + 20, height = kTop + kHeight + 60;
  return absl::StrCat(
      absl::StrFormat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" font-family=\"sans-serif\" "
                      "font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
                      width, height),
      absl::StrFormat("<text x=\"%g\" y=\"20\" font-size=\"14\">%s</text>\n", kLeft, title),
      Panel(kLeft, "cross-entropy", {loss, held_out}),
      Panel(kLeft + kWidth + kGap, "error of the kept weights, percent of the held-out images", {error}), "</svg>\n");
}

}  // namespace assay

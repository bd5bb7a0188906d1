#include "harness/align_traces.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

using Steps = std::vector<int>;

// Steps in a row of one module, or between two modules, under a name; each time that it runs has its own.
using Segments = std::map<std::string, Steps>;
using NameOfStep = std::function<std::string(int)>;

Segments DivideIntoSegments(const proto::Trace& trace, const NameOfStep& name_of) {
  Segments segments;
  std::map<std::string, int> runs;
  std::string previous, key;
  for (int i = 0; i < trace.step_size(); ++i) {
    const std::string name = name_of(i);
    if (i == 0 || name != previous) key = absl::StrCat(name, "#", runs[name]++);
    segments[key].push_back(i);
    previous = name;
  }
  return segments;
}

class Aligner {
 public:
  Aligner(const proto::Trace& was, const proto::Trace& is) : was_(was), is_(is) {
    alignment_.was_of_is.assign(is.step_size(), -1);
    alignment_.is_of_was.assign(was.step_size(), -1);
  }

  void AlignSegments(const Segments& was, const Segments& is) {
    for (const auto& [key, is_steps] : is) {
      const auto found = was.find(key);
      if (found != was.end())
        AlignSteps(Free(found->second, alignment_.is_of_was), Free(is_steps, alignment_.was_of_is));
    }
  }

  // What was put out before, whoever did it.
  void AlignByValue(double noise) {
    const TraceValues values(was_);
    for (int i = 0; i < is_.step_size(); ++i) {
      if (alignment_.was_of_is[i] >= 0) continue;
      for (const int w : values.Find(is_.step(i), noise)) {
        if (alignment_.is_of_was[w] >= 0 || was_.step(w).op() != is_.step(i).op()) continue;
        Pair(w, i);
        break;
      }
    }
  }

  Alignment Take() { return std::move(alignment_); }

 private:
  static Steps Free(const Steps& steps, const std::vector<int>& partner) {
    Steps free;
    std::copy_if(steps.begin(), steps.end(), std::back_inserter(free), [&](int i) { return partner[i] < 0; });
    return free;
  }

  void Pair(int w, int i) {
    alignment_.was_of_is[i] = w;
    alignment_.is_of_was[w] = i;
  }

  // The longest common subsequence of operators; what stands between two of its members is paired where it is one
  // operator for one.
  void AlignSteps(const Steps& was, const Steps& is) {
    const size_t rows = was.size(), columns = is.size();
    std::vector<std::vector<int>> longest(rows + 1, std::vector<int>(columns + 1, 0));
    const auto same = [&](size_t r, size_t c) { return was_.step(was[r]).op() == is_.step(is[c]).op(); };
    for (size_t r = rows; r-- > 0;) {
      for (size_t c = columns; c-- > 0;) {
        longest[r][c] = same(r, c) ? longest[r + 1][c + 1] + 1 : std::max(longest[r + 1][c], longest[r][c + 1]);
      }
    }
    size_t r = 0, c = 0, last_r = 0, last_c = 0;
    const auto pair_replaced = [&] {
      if (r - last_r != c - last_c) return;
      for (; last_r < r; ++last_r, ++last_c) Pair(was[last_r], is[last_c]);
    };
    while (r < rows && c < columns) {
      if (same(r, c)) {
        pair_replaced();
        Pair(was[r++], is[c++]);
        last_r = r;
        last_c = c;
      } else if (longest[r + 1][c] >= longest[r][c + 1]) {
        ++r;
      } else {
        ++c;
      }
    }
    r = rows;
    c = columns;
    pair_replaced();
  }

  const proto::Trace& was_;
  const proto::Trace& is_;
  Alignment alignment_;
};

int64_t Elements(const proto::TraceStep& step) {
  return std::accumulate(step.shape().begin(), step.shape().end(), int64_t{1}, std::multiplies<>());
}

}  // namespace

double DistanceEstimate(const proto::TraceStep& was, const proto::TraceStep& is) {
  if (Elements(was) != Elements(is) || was.projection_size() != is.projection_size())
    return std::numeric_limits<double>::infinity();
  double squares = 0;
  for (int i = 0; i < was.projection_size(); ++i) {
    const double difference = was.projection(i) * was.l2() - is.projection(i) * is.l2();
    squares += difference * difference;
  }
  const double mean = was.projection_size() ? squares / was.projection_size() : 0;
  // The norms' difference is a bound from below.
  const double distance = std::max(std::sqrt(mean), std::abs(was.l2() - is.l2()));
  return was.l2() > 0 ? distance / was.l2() : distance;
}

TraceValues::TraceValues(const proto::Trace& trace) : trace_(trace) {
  for (int i = 0; i < trace.step_size(); ++i) by_norm_.emplace_back(trace.step(i).l2(), i);
  std::sort(by_norm_.begin(), by_norm_.end());
}

std::vector<int> TraceValues::Find(const proto::TraceStep& step, double noise) const {
  std::vector<int> found;
  // The norms of equal values differ by no more than the values; twice that leaves room for which of the two is 1.
  const double margin = 2 * noise * std::abs(step.l2());
  auto next = std::lower_bound(by_norm_.begin(), by_norm_.end(), std::make_pair(step.l2() - margin, -1));
  for (; next != by_norm_.end() && next->first <= step.l2() + margin; ++next) {
    if (DistanceEstimate(trace_.step(next->second), step) <= noise) found.push_back(next->second);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> LastModules(const proto::Trace& trace) {
  std::vector<std::string> last;
  for (const proto::TraceStep& step : trace.step())
    last.push_back(step.has_module() ? step.module() : last.empty() ? "" : last.back());
  return last;
}

std::vector<std::string> NextModules(const proto::Trace& trace) {
  std::vector<std::string> next(trace.step_size());
  std::string module;
  for (int i = trace.step_size(); i-- > 0;) {
    if (trace.step(i).has_module()) module = trace.step(i).module();
    next[i] = module;
  }
  return next;
}

Alignment AlignTraces(const proto::Trace& was, const proto::Trace& is, double noise) {
  const auto divide = [](const proto::Trace& trace, const char* side, const std::vector<std::string>& modules) {
    return DivideIntoSegments(
        trace, [&](int i) { return absl::StrCat(trace.step(i).has_module() ? "of" : side, " ", modules[i]); });
  };
  Aligner aligner(was, is);
  aligner.AlignSegments(divide(was, "after", LastModules(was)), divide(is, "after", LastModules(is)));
  aligner.AlignByValue(noise);
  // A module before them may be gone, or another may have run last.
  aligner.AlignSegments(divide(was, "before", NextModules(was)), divide(is, "before", NextModules(is)));
  return aligner.Take();
}

}  // namespace assay

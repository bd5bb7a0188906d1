#include "harness/localise.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/trace_comparison.h"
#include "harness/trace_modules.h"

namespace assay {
namespace {

// Which module step `i` of a trace belongs to.
Localisation PlaceOf(const TraceSide& side, int i) {
  const proto::TraceStep& step = side.step(i);
  Localisation place{.module = step.module(), .op = step.op()};
  if (side.IsBetween(i)) {
    Enclosing enclosing = side.modules.Enclose(side.last[i], side.next[i], step.op());
    place.module = std::move(enclosing.module);
    place.where = std::move(enclosing.where);
  }
  place.type = side.modules.Type(place.module);
  return place;
}

// "the output of layer1.0.bn1", "the relu after layer1.0.bn1".
std::string OutputOf(const TraceSide& side, int i) {
  if (i < 0) return "no operator's output";
  if (!side.IsBetween(i)) return absl::StrCat("the output of ", side.last[i]);
  return absl::StrCat("the ", side.step(i).op(), side.last[i].empty() ? " before all modules" : " after ",
                      side.last[i]);
}

std::string OutputsOf(const TraceSide& side, const std::vector<int>& steps) {
  return absl::StrJoin(steps, " and ", [&](std::string* out, int i) { absl::StrAppend(out, OutputOf(side, i)); });
}

// What a step states, then what its module says.
Words ArgumentsOf(const TraceSide& side, int i) {
  Words words = Attributes(side.step(i).arguments());
  if (const proto::TraceModule* module = side.IsBetween(i) ? nullptr : side.modules.Find(side.last[i])) {
    const auto stated = [&](const auto& word) {
      return std::any_of(words.begin(), words.end(), [&](const auto& other) { return other.first == word.first; });
    };
    for (const auto& word : Attributes(module->attributes())) {
      if (!stated(word)) words.push_back(word);
    }
  }
  return words;
}

// "relu6 instead of relu", "max_pool2d: ceil_mode is true, was false"; empty where both are the same.
std::string OperatorChange(const TraceComparison& traces, int was, int is) {
  const std::string &old_op = traces.was.step(was).op(), &op = traces.is.step(is).op();
  if (old_op != op) return absl::StrCat(op, " instead of ", old_op);
  const auto changes = CompareWords(ArgumentsOf(traces.was, was), ArgumentsOf(traces.is, is));
  return changes.empty() ? "" : absl::StrCat(op, ": ", Text(changes));
}

std::string ShapeChange(const proto::TraceStep& was, const proto::TraceStep& is) {
  const auto text = [](const proto::TraceStep& step) {
    return absl::StrCat("[", absl::StrJoin(step.shape(), ", "), "]");
  };
  return text(was) == text(is) ? "" : absl::StrCat("its output is ", text(is), ", was ", text(was));
}

class Localiser {
 public:
  Localiser(const proto::Trace& was, const proto::Trace& is, double noise) : traces_(was, is, noise) {}

  std::optional<Localisation> Run() const {
    if (const int step = traces_.SourceOfOutputs(); step >= 0) return Describe(step);
    if (const int output = traces_.RewiredOutput(); output >= 0) return DescribeOutput(output);
    if (const int step = traces_.HiddenSource(); step >= 0) return Describe(step);
    return std::nullopt;
  }

  // The first operator whose arguments, else whose kind changed, whatever its output.
  std::optional<Localisation> OtherOperator() const {
    for (const bool same_op : {true, false}) {
      for (int i = 0; i < traces_.is.size(); ++i) {
        const int partner = traces_.Partner(i);
        if (partner < 0 || (traces_.was.step(partner).op() == traces_.is.step(i).op()) != same_op) continue;
        const std::string what = StepChange(i);
        if (what.empty()) continue;
        Localisation source = Place(i);
        source.what = what;
        source.others = CountStepsLike(what, i);
        return source;
      }
    }
    return std::nullopt;
  }

 private:
  // A module without tensors keeps an operator that became one of another kind.
  Localisation Place(int i) const {
    Localisation place = PlaceOf(traces_.is, i);
    if (place.where.empty() || traces_.Partner(i) < 0) return place;
    const Localisation before = PlaceOf(traces_.was, traces_.Partner(i));
    if (!before.where.empty() || traces_.is.modules.Find(before.module) == nullptr) return place;
    place.module = before.module;
    place.type = traces_.is.modules.Type(before.module);
    place.where.clear();
    return place;
  }

  // A module's own operator before or after the one that takes its tensors: where the module says something else.
  void PreferNeighbour(int i, Localisation& source) const {
    if (source.where.empty() || !ModuleChanges(source.module).empty()) return;
    for (const std::string& neighbour : {traces_.is.next[i], traces_.is.last[i]}) {
      if (neighbour.empty() || ModuleChanges(neighbour).empty()) continue;
      source.module = neighbour;
      source.type = traces_.is.modules.Type(neighbour);
      source.where.clear();
      return;
    }
  }

  Localisation Describe(int i) const {
    const int gone = traces_.Gone(i);
    Localisation source = gone < 0 ? Place(i) : PlaceOf(traces_.was, gone);
    if (gone < 0) PreferNeighbour(i, source);
    source.relative = traces_.Moved(i);
    const std::vector<WordChange> attributes = ModuleChanges(source.module);
    if (!attributes.empty()) {
      source.what = Text(attributes);
      source.others = CountModulesLike(source.module, source.what);
    } else if (gone >= 0) {
      source.what = traces_.was.IsBetween(gone) ? absl::StrCat(source.op, " is gone") : "does not run, did";
    } else {
      source.what = StepChange(i);
      if (source.what.empty()) source.what = InputChange(i);
      if (!source.what.empty()) source.others = CountStepsLike(source.what, i);
    }
    if (source.what.empty()) source.what = "computes otherwise from the same inputs, with the same arguments";
    return source;
  }

  Localisation DescribeOutput(int k) const {
    const int was = traces_.was.Output(k), is = traces_.is.Output(k);
    Localisation source{.type = traces_.is.modules.Type("")};
    source.what = absl::StrCat("output ", k, " is ", OutputOf(traces_.is, is), ", was ", OutputOf(traces_.was, was));
    if (was >= 0 && is >= 0) source.relative = DistanceEstimate(traces_.was.step(was), traces_.is.step(is));
    return source;
  }

  std::vector<WordChange> ModuleChanges(const std::string& path) const {
    const proto::TraceModule* was = traces_.was.modules.Find(path);
    const proto::TraceModule* is = traces_.is.modules.Find(path);
    return was == nullptr || is == nullptr ? std::vector<WordChange>() : CompareModules(*was, *is);
  }

  int CountModulesLike(const std::string& source, const std::string& what) const {
    const auto& modules = traces_.is.trace.module();
    return std::count_if(modules.begin(), modules.end(), [&](const proto::TraceModule& module) {
      return module.path() != source && Text(ModuleChanges(module.path())) == what;
    });
  }

  std::string StepChange(int i) const {
    const proto::TraceStep& step = traces_.is.step(i);
    const int partner = traces_.Partner(i);
    return partner < 0 ? absl::StrCat(step.op(), " is new") : OperatorChange(traces_, partner, i);
  }

  // Of a step with a partner.
  std::string InputChange(int i) const {
    const proto::TraceStep& step = traces_.is.step(i);
    const auto [only_was, only_is] = traces_.CompareInputs(i);
    if (only_was.empty() && !only_is.empty())
      return absl::StrCat(step.op(), " also takes ", OutputsOf(traces_.is, only_is));
    if (!only_was.empty() && only_is.empty())
      return absl::StrCat(step.op(), " no longer takes ", OutputsOf(traces_.was, only_was));
    if (!only_was.empty()) {
      return absl::StrCat(step.op(), " takes ", OutputsOf(traces_.is, only_is), ", took ",
                          OutputsOf(traces_.was, only_was));
    }
    const std::string shape = ShapeChange(traces_.was.step(traces_.Partner(i)), step);
    if (!shape.empty()) return shape;
    const std::vector<int> was = traces_.was.Inputs(traces_.Partner(i)), is = traces_.is.Inputs(i);
    for (size_t k = 0; k < is.size(); ++k) {
      if (!traces_.Same(was[k], is[k])) return absl::StrCat(step.op(), " takes its inputs in another order");
    }
    return "";
  }

  // How many other steps changed so. What lies downstream of a change takes other values, which is none of it.
  int CountStepsLike(const std::string& what, int source) const {
    int count = 0;
    for (int i = 0; i < traces_.is.size(); ++i) count += i != source && StepChange(i) == what;
    return count;
  }

  TraceComparison traces_;
};

}  // namespace

std::string Localisation::Place() const {
  const std::string name = module.empty() ? "the model" : module;
  return where.empty() ? name : absl::StrCat(name, " ", where);
}

std::string Localisation::Sentence() const {
  std::string text = module.empty() ? "the model" : module;
  if (!type.empty()) absl::StrAppend(&text, " (", type, ")");
  if (!where.empty()) absl::StrAppend(&text, " ", where);
  absl::StrAppend(&text, ": ", what);
  if (std::isfinite(relative) && relative > 0)
    absl::StrAppend(&text, absl::StrFormat("; its output moved %.0e", relative));
  if (others > 0) absl::StrAppend(&text, " (and ", others, others == 1 ? " other)" : " others)");
  return text;
}

std::optional<Localisation> FirstDifference(const proto::Trace& was, const proto::Trace& is, double noise) {
  return Localiser(was, is, noise).Run();
}

std::vector<AttributeChange> AttributeChanges(const proto::Trace& was, const proto::Trace& is) {
  const TraceModules was_modules(was);
  std::vector<AttributeChange> changes;
  for (const proto::TraceModule& module : is.module()) {
    const proto::TraceModule* old = was_modules.Find(module.path());
    if (old == nullptr) continue;
    for (const WordChange& change : CompareModules(*old, module))
      changes.push_back({module.path(), module.type(), change.name, change.was, change.is});
  }
  return changes;
}

std::optional<Localisation> FirstAttributeChange(const proto::Trace& was, const proto::Trace& is) {
  const std::vector<AttributeChange> changes = AttributeChanges(was, is);
  if (changes.empty()) return Localiser(was, is, 0).OtherOperator();
  const AttributeChange& first = changes.front();
  const auto like_first = [&](const AttributeChange& change) {
    return change.attribute == first.attribute && change.was == first.was && change.is == first.is;
  };
  return Localisation{.module = first.module,
                      .type = first.type,
                      .what = Text({{first.attribute, first.was, first.is}}),
                      .others = static_cast<int>(std::count_if(changes.begin() + 1, changes.end(), like_first))};
}

std::optional<Localisation> FirstDifferentTensor(const NamedValues& was, const NamedValues& is, double tolerance,
                                                 double floor, const proto::Trace& trace) {
  std::optional<Localisation> first;
  std::set<std::string> others;
  for (const proto::NamedValue& value : is) {
    const auto old = std::find_if(was.begin(), was.end(),
                                  [&](const proto::NamedValue& other) { return other.name() == value.name(); });
    if (old == was.end()) continue;
    const double difference = std::abs(value.value() - old->value());
    // A NaN on one side alone is a difference.
    if (difference <= tolerance * std::max(std::abs(old->value()), floor) || value.value() == old->value() ||
        (std::isnan(value.value()) && std::isnan(old->value())))
      continue;
    const std::string module(ParentPath(value.name()));
    if (!first) {
      first = Localisation{.module = module, .type = TraceModules(trace).Type(module)};
      first->what = absl::StrFormat("%s: %.6g, was %.6g", value.name().substr(module.empty() ? 0 : module.size() + 1),
                                    value.value(), old->value());
    } else if (module != first->module) {
      others.insert(module);
    }
  }
  if (first) first->others = static_cast<int>(others.size());
  return first;
}

}  // namespace assay

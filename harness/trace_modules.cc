#include "harness/trace_modules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace assay {
namespace {

// What LibTorch's modules and operators take where nothing else is said; "none" for what is not known here.
std::string DefaultOf(absl::string_view name) {
  static const auto& defaults = *new absl::flat_hash_map<std::string, std::string>{
      {"padding", "0"},
      {"output_padding", "0"},
      {"dilation", "1"},
      {"groups", "1"},
      {"bias", "true"},
      {"stride", "1"},
      {"ceil_mode", "false"},
      {"alpha", "1"},
      {"count_include_pad", "true"},
      {"dropout_p", "0"},
      {"is_causal", "false"},
      {"keepdim", "false"},
      {"approximate", "none"},
      {"training", "false"},
      {"train", "false"},
      {"affine", "true"},
      {"inplace", "false"},
      {"track_running_stats", "true"},
      {"align_corners", "false"},
      {"elementwise_affine", "true"},
  };
  const auto found = defaults.find(name);
  return found == defaults.end() ? "none" : found->second;
}

const std::string* Find(const Words& words, const std::string& name) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.first == name; });
  return found == words.end() ? nullptr : &found->second;
}

// The commas that stand in no bracket divide.
std::vector<absl::string_view> SplitOutsideBrackets(absl::string_view text) {
  std::vector<absl::string_view> parts;
  size_t start = 0;
  int depth = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      const absl::string_view part = absl::StripAsciiWhitespace(text.substr(start, i - start));
      if (!part.empty()) parts.push_back(part);
      start = i + 1;
    } else if (absl::StrContains("[({", text[i])) {
      ++depth;
    } else if (absl::StrContains("])}", text[i])) {
      --depth;
    }
  }
  return parts;
}

bool IsInside(absl::string_view path, absl::string_view module) {
  if (module.empty()) return !path.empty();
  return absl::ConsumePrefix(&path, module) && absl::StartsWith(path, ".");
}

// The innermost module that encloses both.
absl::string_view CommonParent(absl::string_view a, absl::string_view b) {
  absl::string_view parent = ParentPath(a);
  while (!parent.empty() && !IsInside(b, parent)) parent = ParentPath(parent);
  return parent;
}

std::string Relative(absl::string_view path, absl::string_view module) {
  return std::string(module.empty() ? path : path.substr(module.size() + 1));
}

// "maxpool2d" of MaxPool2d and of max_pool2d.
std::string Plain(absl::string_view name) { return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", ""}}); }

}  // namespace

Words Attributes(absl::string_view text) {
  Words words;
  int unnamed = 0;
  for (const absl::string_view part : SplitOutsideBrackets(text)) {
    const size_t equals = part.find('=');
    if (equals == absl::string_view::npos) {
      words.emplace_back(absl::StrCat("argument ", ++unnamed), part);
    } else {
      words.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
  }
  return words;
}

std::string WithoutDefaults(absl::string_view text, const Words& said) {
  std::vector<absl::string_view> kept;
  for (const absl::string_view part : SplitOutsideBrackets(text)) {
    const std::pair<absl::string_view, absl::string_view> word = absl::StrSplit(part, absl::MaxSplits('=', 1));
    const std::string* also = Find(said, std::string(word.first));
    const bool is_default = absl::StrContains(part, "=") && DefaultOf(word.first) == word.second;
    if (also != nullptr ? *also != word.second : !is_default) kept.push_back(part);
  }
  return absl::StrJoin(kept, ", ");
}

std::vector<WordChange> CompareWords(const Words& was, const Words& is) {
  std::vector<WordChange> changes;
  for (const auto& [name, value] : is) {
    const std::string* old = Find(was, name);
    const std::string old_value = old != nullptr ? *old : DefaultOf(name);
    if (old_value != value) changes.push_back({name, old_value, value});
  }
  for (const auto& [name, value] : was) {
    if (Find(is, name) == nullptr && DefaultOf(name) != value) changes.push_back({name, value, DefaultOf(name)});
  }
  return changes;
}

std::vector<WordChange> CompareModules(const proto::TraceModule& was, const proto::TraceModule& is) {
  std::vector<WordChange> changes = CompareWords(Attributes(was.attributes()), Attributes(is.attributes()));
  if (was.type() != is.type()) changes.insert(changes.begin(), {"type", was.type(), is.type()});
  return changes;
}

std::string Text(const std::vector<WordChange>& changes) {
  return absl::StrJoin(changes, ", and ", [](std::string* out, const WordChange& change) {
    absl::StrAppend(out, change.name, " is ", change.is, ", was ", change.was);
  });
}

absl::string_view ParentPath(absl::string_view path) {
  const size_t dot = path.rfind('.');
  return dot == absl::string_view::npos ? absl::string_view() : path.substr(0, dot);
}

TraceModules::TraceModules(const proto::Trace& trace) : trace_(trace) {
  for (int i = 0; i < trace.module_size(); ++i) index_.emplace(trace.module(i).path(), i);
}

const proto::TraceModule* TraceModules::Find(absl::string_view path) const {
  const auto found = index_.find(path);
  return found == index_.end() ? nullptr : &trace_.module(found->second);
}

std::string TraceModules::Type(absl::string_view path) const {
  const proto::TraceModule* module = Find(path);
  return module == nullptr ? "" : module->type();
}

// Such modules run their children and do nothing themselves.
bool TraceModules::OnlyHolds(absl::string_view path) const {
  const std::string type = Type(path);
  return type == "Chain" || type == "Module" || type == "Sequential" || type == "ModuleList" || type == "ModuleDict";
}

// A module of the operator's kind, registered between the two: an activation, a pooling, a dropout.
const proto::TraceModule* TraceModules::LeafBetween(const std::string& before, const std::string& after,
                                                    const std::string& op) const {
  const auto first = index_.find(before), last = index_.find(after);
  const int begin = first == index_.end() ? 0 : first->second + 1;
  const int end = last == index_.end() ? trace_.module_size() : last->second;
  for (int i = begin; i < end; ++i) {
    if (Plain(trace_.module(i).type()) == Plain(op)) return &trace_.module(i);
  }
  return nullptr;
}

Enclosing TraceModules::Enclose(const std::string& before, const std::string& after, const std::string& op) const {
  // Padding before a convolution that is no plain one is that one's.
  if (absl::StrContains(op, "pad") && absl::StrContains(Type(after), "Conv") && !absl::StartsWith(Type(after), "Conv"))
    return {.module = after};
  if (const proto::TraceModule* leaf = LeafBetween(before, after, op)) return {.module = leaf->path()};
  std::string module(before.empty()  ? ParentPath(after)
                     : after.empty() ? ParentPath(before)
                                     : CommonParent(before, after));
  while (before.empty() && !module.empty() && OnlyHolds(module)) module = std::string(ParentPath(module));
  while (!before.empty() && OnlyHolds(module)) {
    const size_t start = module.empty() ? 0 : module.size() + 1;
    const size_t dot = before.find('.', start);
    if (dot == std::string::npos) break;
    module = before.substr(0, dot);
  }
  const bool after_is_inside = IsInside(after, module);
  std::string where;
  if (!before.empty() && after_is_inside) {
    where = absl::StrCat("between its ", Relative(before, module), " and its ", Relative(after, module));
  } else if (!before.empty()) {
    where = absl::StrCat("after its ", Relative(before, module));
  } else if (after_is_inside) {
    where = absl::StrCat("before its ", Relative(after, module));
  }
  return {.module = std::move(module), .where = std::move(where)};
}

}  // namespace assay

// What a trace says of its modules: their types and attributes, and which of them encloses an operator.
//
//   const TraceModules modules(trace);
//   modules.Type("layer3.0.bn2");                      // "BatchNorm2d"
//   Attributes(modules.Find("layer3.0.bn2")->attributes());   // {{"eps", "1e-05"}, {"momentum", "0.1"}, ...}
#ifndef ASSAY_HARNESS_TRACE_MODULES_H_
#define ASSAY_HARNESS_TRACE_MODULES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "harness/golden.pb.h"

namespace assay {

using Words = std::vector<std::pair<std::string, std::string>>;

// "64, eps=1e-05, padding=[1, 2]" as names and values; what has no name is called "argument 1", ...
Words Attributes(absl::string_view text);

// The text without what has LibTorch's default and without what `said` says too: "eps=1e-03" of
// "eps=1e-03, affine=true".
std::string WithoutDefaults(absl::string_view text, const Words& said = {});

struct WordChange {
  std::string name, was, is;  // "none" for what is absent and has no known default
};

// What differs, in the order of `is`, then what it lacks. What is left out has LibTorch's default: "padding" is 0.
std::vector<WordChange> CompareWords(const Words& was, const Words& is);

// Type and attributes.
std::vector<WordChange> CompareModules(const proto::TraceModule& was, const proto::TraceModule& is);

// "eps is 0.001, was 1e-05, and momentum is 0.01, was 0.1".
std::string Text(const std::vector<WordChange>& changes);

// "layer1.0" of "layer1.0.conv1"; empty at the root.
absl::string_view ParentPath(absl::string_view path);

// Where an operator without a module's tensors stands.
struct Enclosing {
  std::string module;
  std::string where;  // empty where the module is the operator itself
};

class TraceModules {
 public:
  // `trace` must outlive this.
  explicit TraceModules(const proto::Trace& trace);

  // Null for a path that no module has.
  const proto::TraceModule* Find(absl::string_view path) const;
  // Empty for a path that no module has.
  std::string Type(absl::string_view path) const;

  // The module of `op`, which runs after `before` and before `after` (module paths; empty for none).
  Enclosing Enclose(const std::string& before, const std::string& after, const std::string& op) const;

 private:
  bool OnlyHolds(absl::string_view path) const;
  const proto::TraceModule* LeafBetween(const std::string& before, const std::string& after,
                                        const std::string& op) const;

  const proto::Trace& trace_;
  absl::flat_hash_map<std::string, int> index_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_TRACE_MODULES_H_

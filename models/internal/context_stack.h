// The scopes that a thread is in, as a list from the innermost outwards. Only models/context_params.h and
// models/context.h use this.
//
// The list is intrusive and linked both ways, so that entering and leaving allocate nothing, and a scope that ends
// before one inside it (both held in unique_ptr, say) takes out itself alone.
#ifndef ASSAY_MODELS_INTERNAL_CONTEXT_STACK_H_
#define ASSAY_MODELS_INTERNAL_CONTEXT_STACK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace assay::context_internal {

using Value = std::variant<bool, int64_t, double, std::string>;

// One parameter of a class, without types: `overrides` points at the class's Overrides struct.
struct ParameterInfo {
  const char* name;
  const char* type;                       // "bool", "int64", "double", "string" or "choice"
  std::vector<std::string> (*choices)();  // of a choice; else empty
  std::optional<Value> (*get)(const void* overrides);
  // Errors: InvalidArgument, saying what is expected, where the value is of another type or no choice.
  absl::Status (*set)(const Value& value, void* overrides);
};

// One class that declares overrides. Its address is its identity.
struct TargetInfo {
  const char* name;
  const TargetInfo* base;  // null where the declaration names none
  absl::Span<const ParameterInfo> parameters;
  std::shared_ptr<void> (*make)();  // overrides nothing
  std::shared_ptr<const void> (*copy)(const void* overrides);
};

// One scope in a thread's list.
struct Node {
  const TargetInfo* target = nullptr;
  const void* overrides = nullptr;
  Node* outer = nullptr;
  Node* inner = nullptr;
  uint64_t thread = 0;
};

// The whole cost of a program that overrides nothing: Get reads this, compares it with null, and returns the default.
inline constinit thread_local Node* innermost = nullptr;

// Makes `node` the innermost scope of this thread. It must stay where it is until it left.
void Enter(Node& node) noexcept;

// Takes `node` out, wherever in the list it is. Ends the process, with a message, on another thread than it entered on:
// that thread may be reading the list, and no answer of this one would be right.
void Leave(Node& node) noexcept;

// Makes a class known by name, before main. Ends the process where another class has the name, which is our own bug.
bool Register(const TargetInfo* target);

}  // namespace assay::context_internal

#endif  // ASSAY_MODELS_INTERNAL_CONTEXT_STACK_H_

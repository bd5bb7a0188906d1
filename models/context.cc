#include "models/context.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/internal/override_registry.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using context_internal::Node;
using context_internal::ParameterInfo;
using context_internal::TargetInfo;

// This thread's scopes, outermost first.
std::vector<const Node*> Scopes() {
  std::vector<const Node*> scopes;
  for (const Node* node = context_internal::innermost; node != nullptr; node = node->outer) scopes.push_back(node);
  std::reverse(scopes.begin(), scopes.end());
  return scopes;
}

bool IsOrDerivesFrom(const TargetInfo* target, const TargetInfo* base) {
  while (target != nullptr && target != base) target = target->base;
  return target != nullptr;
}

// The scope sets the parameter of that name, for `target` or for a base of it.
bool Sets(const Node& node, const TargetInfo* target, absl::string_view parameter) {
  if (!IsOrDerivesFrom(target, node.target)) return false;
  return std::any_of(node.target->parameters.begin(), node.target->parameters.end(), [&](const ParameterInfo& own) {
    return parameter == own.name && own.get(node.overrides).has_value();
  });
}

}  // namespace

std::vector<OverrideInForce> OverridesInForce() {
  std::vector<OverrideInForce> in_force;
  const std::vector<const Node*> scopes = Scopes();
  for (auto scope = scopes.begin(); scope != scopes.end(); ++scope) {
    const TargetInfo* target = (*scope)->target;
    for (const ParameterInfo& parameter : target->parameters) {
      const std::optional<OverrideValue> value = parameter.get((*scope)->overrides);
      if (!value || std::any_of(scope + 1, scopes.end(),
                                [&](const Node* inner) { return Sets(*inner, target, parameter.name); })) {
        continue;
      }
      in_force.push_back({.override = {.target = target->name, .parameter = parameter.name, .value = *value},
                          .depth = static_cast<int>(scope - scopes.begin()) + 1});
    }
  }
  return in_force;
}

int ContextDepth() { return static_cast<int>(Scopes().size()); }

std::string OverrideText(const NamedOverride& override) {
  return absl::StrCat(override.target, ".", override.parameter, " = ", context_internal::ValueText(override.value));
}

std::string ContextText() {
  return absl::StrJoin(OverridesInForce(), ", ", [](std::string* text, const OverrideInForce& in_force) {
    text->append(OverrideText(in_force.override));
  });
}

std::vector<OverridableClass> OverridableClasses() {
  std::vector<OverridableClass> classes;
  for (const TargetInfo* target : context_internal::Targets()) {
    OverridableClass& added = classes.emplace_back();
    added.name = target->name;
    if (target->base != nullptr) added.base = target->base->name;
    for (const ParameterInfo& parameter : target->parameters) {
      added.parameters.push_back({.name = parameter.name, .type = parameter.type, .choices = parameter.choices()});
    }
  }
  return classes;
}

CapturedContext::CapturedContext(std::vector<Item> items)
    : items_(std::make_shared<const std::vector<Item>>(std::move(items))) {}

CapturedContext CaptureContext() {
  std::vector<CapturedContext::Item> items;
  for (const Node* node : Scopes()) items.push_back({node->target, node->target->copy(node->overrides)});
  return CapturedContext(std::move(items));
}

absl::StatusOr<CapturedContext> NamedContext(absl::Span<const NamedOverride> overrides) {
  struct Made {
    const TargetInfo* target;
    std::shared_ptr<void> overrides;
  };
  std::vector<Made> made;
  for (const NamedOverride& override : overrides) {
    ASSAY_ASSIGN_OR_RETURN(const TargetInfo* target, context_internal::FindTarget(override.target));
    ASSAY_ASSIGN_OR_RETURN(const ParameterInfo* parameter,
                           context_internal::FindParameter(*target, override.parameter));
    auto own = std::find_if(made.begin(), made.end(), [&](const Made& item) { return item.target == target; });
    if (own == made.end()) own = made.insert(made.end(), {target, target->make()});
    const std::string name = absl::StrCat(override.target, ".", override.parameter);
    if (parameter->get(own->overrides.get())) {
      return absl::InvalidArgumentError(absl::StrCat(name, " is overridden twice: keep one of the two"));
    }
    const absl::Status status = parameter->set(override.value, own->overrides.get());
    if (!status.ok()) return absl::Status(status.code(), absl::StrCat(name, ": ", status.message()));
  }
  std::vector<CapturedContext::Item> items;
  for (Made& item : made) items.push_back({item.target, std::move(item.overrides)});
  return CapturedContext(std::move(items));
}

ScopedContext::ScopedContext(CapturedContext context) : context_(std::move(context)) {
  if (context_.empty()) return;
  count_ = context_.items_->size();
  nodes_ = std::make_unique<Node[]>(count_);
  for (size_t i = 0; i < count_; ++i) {
    nodes_[i].target = (*context_.items_)[i].target;
    nodes_[i].overrides = (*context_.items_)[i].overrides.get();
    context_internal::Enter(nodes_[i]);
  }
}

ScopedContext::~ScopedContext() { Leave(); }

ScopedContext::ScopedContext(ScopedContext&& other) noexcept
    : context_(std::move(other.context_)), nodes_(std::move(other.nodes_)), count_(std::exchange(other.count_, 0)) {}

ScopedContext& ScopedContext::operator=(ScopedContext&& other) noexcept {
  if (this == &other) return *this;
  Leave();
  context_ = std::move(other.context_);
  nodes_ = std::move(other.nodes_);
  count_ = std::exchange(other.count_, 0);
  return *this;
}

void ScopedContext::Leave() noexcept {
  while (count_ > 0) context_internal::Leave(nodes_[--count_]);
}

absl::StatusOr<ScopedContext> EnterOverrides(absl::Span<const NamedOverride> overrides) {
  ASSAY_ASSIGN_OR_RETURN(CapturedContext context, NamedContext(overrides));
  return ScopedContext(std::move(context));
}

}  // namespace assay

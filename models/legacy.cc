#include "models/legacy.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

constexpr char kPretrained[] = "pretrained";
constexpr char kPretrainedBackbone[] = "pretrained_backbone";
constexpr char kCheckpointName[] = "checkpoint_name";
constexpr char kWeights[] = "weights";
constexpr char kWeightsBackbone[] = "weights_backbone";
constexpr char kProgress[] = "progress";
constexpr char kNumClasses[] = "num_classes";

const char* TypeName(const LegacyValue& value) {
  constexpr const char* kNames[] = {"nullopt", "a bool", "an integer", "a string", "an entry"};
  return kNames[value.index()];
}

// "weights_test-01234567.pth" -> "weights_test-01234567".
std::string Stem(const std::string& file) { return file.substr(0, file.rfind('.')); }

// One of the two places that weights go to: the builder's own, or its backbone's.
struct Place {
  std::string weights_of;  // The builder whose weights fit here; empty where none do.
  const char* parameter;   // Today's: "weights".
  std::string given_by;    // The argument that said which weights; empty so far.
  std::optional<WeightEntry>& weights;
  bool is_callers_entry = false;  // Not an official one, by its name or by an old argument.
};

// The weights as C++ that has them. What an entry of the caller's is called is the caller's business.
std::string Expression(const Place& place) {
  return place.is_callers_entry ? "entry" : absl::StrCat("get_weight(\"", place.weights->FullName(), "\").value()");
}

// "; the best weights are ResNet50_Weights.default (kDefault), now IMAGENET1K_V2".
std::string BestWeights(const Place& place) {
  if (!place.weights || place.weights->enum_name.empty()) return "";
  const auto best = get_weight(place.weights->enum_name + ".default");
  return absl::StrCat("; the best weights are ", place.weights->enum_name, ".default (kDefault)",
                      best.ok() ? absl::StrCat(", now ", best->name) : "");
}

class Translator {
 public:
  explicit Translator(const Builder& builder)
      : builder_(builder),
        own_{builder.weights_enum.empty() ? "" : builder.name, kWeights, "", translation_.options.weights},
        backbone_{builder.backbone, kWeightsBackbone, "", translation_.options.weights_backbone} {}

  absl::Status Add(const LegacyParameter& parameter) {
    const LegacyValue& value = parameter.value;
    if (parameter.name.empty()) return AddPositional(value);
    named_ = true;
    ASSAY_RETURN_IF_ERROR(GiveOnce(parameter.name));
    if (parameter.name == kPretrained) return AddPretrained(own_, kPretrained, value);
    if (parameter.name == kPretrainedBackbone) return AddPretrained(backbone_, kPretrainedBackbone, value);
    if (parameter.name == kCheckpointName) return AddCheckpoint(value);
    if (parameter.name == kWeights) return AddWeights(own_, value);
    if (parameter.name == kWeightsBackbone) return AddWeights(backbone_, value);
    if (parameter.name == kProgress) return AddProgress(value);
    if (parameter.name == kNumClasses) return AddNumClasses(value);
    const std::vector<std::string> known = {kPretrained,      kPretrainedBackbone, kCheckpointName, kWeights,
                                            kWeightsBackbone, kProgress,           kNumClasses};
    return absl::InvalidArgumentError(absl::StrCat(builder_.name, " has no parameter \"", parameter.name, "\"",
                                                   DidYouMean(parameter.name, known),
                                                   " (there are: ", absl::StrJoin(known, ", "), ")"));
  }

  // The whole call, once every argument is added.
  absl::StatusOr<LegacyTranslation> Take() {
    const GetOptions& options = translation_.options;
    ASSAY_RETURN_IF_ERROR(ResolveOptions(builder_.name, options.weights, options.num_classes).status());
    if (options.weights_backbone) {
      ASSAY_RETURN_IF_ERROR(ResolveOptions(builder_.backbone, options.weights_backbone, std::nullopt).status());
    }
    if (!deprecated_.empty()) translation_.warning = Deprecation();
    return std::move(translation_);
  }

 private:
  absl::Status AddPositional(const LegacyValue& value) {
    if (named_) return absl::InvalidArgumentError("a value without a name stands behind one with a name: name it too");
    switch (positional_++) {
      case 0:
        if (std::holds_alternative<bool>(value)) return AddPretrained(own_, "a bool without a name", value);
        // An entry in braces is what get(builder, entry) is; a name is positional, as it was.
        if (std::holds_alternative<std::string>(value)) deprecated_.push_back("a positional name");
        return AddWeights(own_, value);
      case 1:
        ASSAY_RETURN_IF_ERROR(GiveOnce(kProgress));
        return AddProgress(value);
      default:
        return absl::InvalidArgumentError(
            absl::StrCat("only weights and progress go without a name; give ", TypeName(value), " its name"));
    }
  }

  absl::Status AddPretrained(Place& place, const std::string& argument, const LegacyValue& value) {
    if (!std::holds_alternative<bool>(value) && !std::holds_alternative<std::nullopt_t>(value)) {
      return WrongType(argument, "a bool", value);
    }
    const bool wanted = std::holds_alternative<bool>(value) && std::get<bool>(value);
    if (wanted && place.weights_of.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(argument, " is true, but ", builder_.name, " has no ",
                                                     &place == &own_ ? "weights" : "backbone", ": leave it out"));
    }
    ASSAY_RETURN_IF_ERROR(Occupy(place, argument));
    if (wanted) {
      ASSAY_ASSIGN_OR_RETURN(const std::vector<const WeightEntry*> entries, Entries(place));
      if (entries.front()->never_pretrained) {
        return absl::InvalidArgumentError(absl::StrCat(argument, " is true, but it never stood for weights of ",
                                                       place.weights_of, ": name an entry, such as {\"weights\", \"",
                                                       entries.front()->name, "\"}"));
      }
      place.weights = *entries.front();
    }
    deprecated_.push_back(argument);
    return absl::OkStatus();
  }

  absl::Status AddCheckpoint(const LegacyValue& value) {
    if (!std::holds_alternative<std::string>(value)) return WrongType(kCheckpointName, "a string", value);
    const std::string& name = std::get<std::string>(value);
    if (own_.weights_of.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("checkpoint_name is given, but ", builder_.name, " has no weights: leave it out"));
    }
    ASSAY_RETURN_IF_ERROR(Occupy(own_, kCheckpointName));
    ASSAY_ASSIGN_OR_RETURN(const std::vector<const WeightEntry*> entries, Entries(own_));
    std::vector<std::string> known;
    for (const WeightEntry* entry : entries) {
      known.push_back(Stem(entry->FileName()));
      if (known.back() == name) own_.weights = *entry;
    }
    if (!own_.weights) {
      return absl::NotFoundError(absl::StrCat(builder_.name, " has no checkpoint \"", name, "\"",
                                              DidYouMean(name, known), " (there are: ", absl::StrJoin(known, ", "),
                                              ")"));
    }
    deprecated_.push_back(kCheckpointName);
    return absl::OkStatus();
  }

  absl::Status AddWeights(Place& place, const LegacyValue& value) {
    if (std::holds_alternative<bool>(value))
      return AddPretrained(place, absl::StrCat("a bool as ", place.parameter), value);
    if (std::holds_alternative<int64_t>(value)) return WrongType(place.parameter, "a name or an entry", value);
    ASSAY_RETURN_IF_ERROR(Occupy(place, place.parameter));
    if (std::holds_alternative<std::nullopt_t>(value)) {
      deprecated_.push_back(absl::StrCat("nullopt as ", place.parameter));
    } else if (&place == &backbone_ && place.weights_of.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(place.parameter, " is given, but ", builder_.name, " has no backbone: leave it out"));
    } else if (const auto* entry = std::get_if<WeightEntry>(&value)) {
      place.weights = *entry;
      place.is_callers_entry = true;
    } else {
      const std::string& taker = place.weights_of.empty() ? builder_.name : place.weights_of;
      ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(taker));
      ASSAY_ASSIGN_OR_RETURN(place.weights, FindWeights(*found, std::get<std::string>(value)));
    }
    return absl::OkStatus();
  }

  absl::Status AddProgress(const LegacyValue& value) {
    if (!std::holds_alternative<bool>(value)) return WrongType(kProgress, "a bool", value);
    translation_.options.progress = std::get<bool>(value);
    return absl::OkStatus();
  }

  absl::Status AddNumClasses(const LegacyValue& value) {
    if (!std::holds_alternative<int64_t>(value)) return WrongType(kNumClasses, "an integer", value);
    translation_.options.num_classes = std::get<int64_t>(value);
    return absl::OkStatus();
  }

  absl::Status GiveOnce(const std::string& argument) {
    if (given_.insert(argument).second) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(argument, " is given twice: keep one"));
  }

  static absl::Status WrongType(absl::string_view argument, absl::string_view expected, const LegacyValue& value) {
    return absl::InvalidArgumentError(absl::StrCat(argument, " is ", expected, ", not ", TypeName(value)));
  }

  absl::Status Occupy(Place& place, absl::string_view argument) {
    if (!place.given_by.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("both ", place.given_by, " and ", argument, " say which ",
                                                     place.parameter, " to load: keep \"", place.parameter,
                                                     "\" alone"));
    }
    place.given_by = std::string(argument);
    return absl::OkStatus();
  }

  // The official weights that fit, oldest first; at least one.
  static absl::StatusOr<std::vector<const WeightEntry*>> Entries(const Place& place) {
    ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(place.weights_of));
    return OfficialWeights(*builder);
  }

  // One for the whole call: what is deprecated in it, what to write instead, and which weights are the best.
  Warning Deprecation() const {
    return {.kind = WarningKind::kDeprecated,
            .subject = builder_.name,
            .message = absl::StrCat("get(\"", builder_.name, "\", ...): ", absl::StrJoin(deprecated_, " and "),
                                    deprecated_.size() == 1 ? " is" : " are", " deprecated; write ", Advice(),
                                    " for the same", BestWeights(own_), BestWeights(backbone_))};
  }

  // A call of today that means all of this one.
  std::string Advice() const {
    const GetOptions& options = translation_.options;
    std::vector<std::string> fields;
    if (options.weights) fields.push_back(absl::StrCat(".weights = ", Expression(own_)));
    if (options.weights_backbone) fields.push_back(absl::StrCat(".weights_backbone = ", Expression(backbone_)));
    if (!options.progress) fields.push_back(".progress = false");
    if (options.num_classes) fields.push_back(absl::StrCat(".num_classes = ", *options.num_classes));
    const std::string beginning = absl::StrCat("get(\"", builder_.name, "\", ");
    if (fields.empty()) return absl::StrCat(beginning, "std::nullopt)");
    if (fields.size() > 1 || !options.weights) return absl::StrCat(beginning, "{", absl::StrJoin(fields, ", "), "})");
    return absl::StrCat(beginning,
                        own_.is_callers_entry ? "entry" : absl::StrCat("\"", options.weights->FullName(), "\""), ")");
  }

  const Builder& builder_;
  LegacyTranslation translation_;
  std::vector<std::string> deprecated_;  // The call's legacy forms.
  Place own_;
  Place backbone_;
  int positional_ = 0;
  bool named_ = false;
  std::set<std::string> given_;  // Names, also of what was positional.
};

}  // namespace

absl::StatusOr<LegacyTranslation> TranslateLegacy(absl::string_view builder,
                                                  absl::Span<const LegacyParameter> parameters) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  if (parameters.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("get(\"", builder, "\", {}): empty braces do not say which weights: write get(\"", builder,
                     "\") for the default ones, or get(\"", builder, "\", std::nullopt) for none"));
  }
  Translator translator(*found);
  absl::Status status;
  for (const LegacyParameter& parameter : parameters) {
    status.Update(translator.Add(parameter));
  }
  absl::StatusOr<LegacyTranslation> call = status.ok() ? translator.Take() : status;
  if (call.ok()) return call;
  return absl::Status(call.status().code(), absl::StrCat("get(\"", builder, "\", ...): ", call.status().message()));
}

absl::StatusOr<Built> get(absl::string_view builder, std::initializer_list<LegacyParameter> parameters) {
  ASSAY_ASSIGN_OR_RETURN(const LegacyTranslation call,
                         TranslateLegacy(builder, absl::MakeConstSpan(parameters.begin(), parameters.size())));
  if (call.warning) ASSAY_RETURN_IF_ERROR(Warn(*call.warning));
  return get(builder, call.options);
}

}  // namespace assay

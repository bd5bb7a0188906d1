#include "harness/compatibility/rules.h"

#include <algorithm>
#include <iterator>

namespace assay {
namespace {

constexpr Severity kBreaking = Severity::kBreaking;
constexpr Severity kNotice = Severity::kNotice;

// Who calls, loads, computes, and what they can do instead. A new version is the way out of nearly every meant change.
constexpr absl::string_view kCallers = "programs that call {version}: they no longer compile, or no longer find it";
constexpr absl::string_view kOptions = "programs that state this option, or those after it without their names";
constexpr absl::string_view kCheckpoints = "every checkpoint of {subject}: it no longer loads, or loads otherwise";
constexpr absl::string_view kUsers = "everyone who runs {subject}: the same input no longer gives the same output";
constexpr absl::string_view kEntryUsers = "everyone who uses {subject}: the same input no longer gives the same answer";
constexpr absl::string_view kTrainers =
    "everyone who trains {subject}: the same seed and data no longer give the same run";
constexpr absl::string_view kNewVersion =
    "if it is meant: leave {version} as it was and add {next} with its own weights";
constexpr absl::string_view kNewEntry =
    "if it is meant: leave {entry} as it was and add {next_entry} beside it in {file}";
constexpr absl::string_view kKeepOption =
    "keep the option where and what it was; new ones go to the end, other meanings to {next}";
constexpr absl::string_view kTombstone =
    "put it back; or, if it must go, add a tombstone for {name} to golden/tombstones.textproto (removed_in, reason, "
    "use_instead) and accept the finding in golden/acceptances.textproto";

constexpr Rule kRules[] = {
    {"BUILDER_REMOVED", Level::kApi, kBreaking, "A builder that was released is gone.", kCallers, kTombstone},
    {"ENTRY_REMOVED", Level::kApi, kBreaking, "Weights that were released are gone.",
     "programs that name {subject}, and files and services that remember the name", kTombstone},
    {"TOMBSTONE_MISSING", Level::kApi, kBreaking,
     "A released name is gone, and no tombstone keeps it from being reused.",
     "whoever meets the name later with another meaning",
     "add a tombstone for {name} to golden/tombstones.textproto: removed_in, reason, use_instead"},
    {"TOMBSTONE_REUSED", Level::kApi, kBreaking, "A name is in use that was released, removed, and has a tombstone.",
     "programs that still mean what the name stood for", "choose a name that was never released"},
    {"TOMBSTONE_WRONG", Level::kApi, kBreaking, "A tombstone says to use what is not there.",
     "whoever follows it from the name that went", "name in use_instead what there is, or leave it out"},
    {"ENUM_RENAMED", Level::kApi, kBreaking, "A weights enum has another name.",
     "programs that name the enum, in C++ or by name", "keep the name; a new enum belongs to {next}"},
    {"CONSTANT_RENAMED", Level::kApi, kBreaking, "The C++ constant of an entry has another name.",
     "programs that name the constant: they no longer compile", "keep the constant in {file}"},
    {"FAMILY_MOVED", Level::kApi, kBreaking, "A builder belongs to another family: another library is to be linked.",
     "programs that link the family that had {version}", "keep {version} in its family"},
    {"TASK_CHANGED", Level::kApi, kBreaking, "A builder or an entry is for another task.",
     "programs that choose by task, and all that expect the outputs of the old one", kNewVersion},
    {"INPUTS_CHANGED", Level::kApi, kBreaking, "The model takes other inputs than it did.",
     "programs that call the model's forward", kNewVersion},
    {"OUTPUTS_CHANGED", Level::kApi, kBreaking,
     "The model returns other outputs than it did. A notice where all old ones stay in their places.",
     "programs that use the outputs by name or position", kNewVersion},
    {"BACKBONE_CHANGED", Level::kApi, kBreaking, "A composed model takes the weights of another backbone.",
     "programs that pass weights_backbone to {version}", kNewVersion},
    {"OPTION_REMOVED", Level::kApi, kBreaking, "An option of a builder or its model is gone.", kOptions, kKeepOption},
    {"OPTION_ORDER_CHANGED", Level::kApi, kBreaking,
     "Options stand in another order, which designated initialisers must follow.", kOptions, kKeepOption},
    {"OPTION_TYPE_CHANGED", Level::kApi, kBreaking, "An option has another type.", kOptions, kKeepOption},
    {"OPTION_DEFAULT_CHANGED", Level::kApi, kBreaking, "An option has another default.",
     "programs that leave the option out: they get what they did not ask for", kKeepOption},
    {"IMPLIED_OPTION_REMOVED", Level::kApi, kBreaking, "Entries may no longer imply an option.",
     "entries of others that imply it for {version}", "take the option again in the constructor of {version}"},
    {"OVERRIDE_REMOVED", Level::kApi, kBreaking, "ContextParams no longer overrides a class, a parameter or a choice.",
     "programs, entries and claims that override it", "declare the parameter again"},
    {"OVERRIDE_CHANGED", Level::kApi, kBreaking,
     "A parameter of ContextParams has another type, or a class another base.",
     "programs, entries and claims that override it", "keep it; add a parameter of another name"},
    {"LEGACY_CALL_CHANGED", Level::kApi, kBreaking,
     "A legacy call means other weights, or is refused now. A notice at META where only its words changed.",
     "programs that still call in the old way", "map the call to what it meant in the release"},
    {"BUILDER_ADDED", Level::kApi, kNotice, "A builder is new.", "", "nothing: the next release will promise it"},
    {"ENTRY_ADDED", Level::kApi, kNotice, "Weights are new.", "", "nothing: the next release will promise them"},
    {"OPTION_ADDED", Level::kApi, kNotice, "An option is new, behind those that were.", "", "nothing"},
    {"OVERRIDE_ADDED", Level::kApi, kNotice, "ContextParams overrides one more class, parameter or choice.", "",
     "nothing"},
    {"DEFAULT_MOVED", Level::kApi, kNotice, "A builder's default weights are others.", "",
     "nothing, if the new default is the better entry: programs that need the old one name it"},
    {"LATEST_MOVED", Level::kApi, kNotice, "An entry is no longer the latest of its taxonomy.", "",
     "nothing: who uses it is told of the newer one"},
    {"ACCEPTANCE_UNUSED", Level::kApi, kBreaking, "A break is accepted that is not there.",
     "whoever breaks the same thing later: it would pass unseen",
     "remove the acceptance from golden/acceptances.textproto"},
    {"ACCEPTANCE_EXPIRED", Level::kApi, kBreaking, "An acceptance has lapsed while the break is still there.",
     "see the finding that it accepted", "mend the break, release it, or give the acceptance another day and reason"},
    {"LOCK_STALE", Level::kApi, kBreaking, "golden/ is not what the code says.",
     "the comparison itself: what else it finds is provisional until golden/ is blessed",
     "bless first: ./bazelw run //tools:bless -- '{name}' --reason=..."},
    {"WRONG_IN_ITSELF", Level::kApi, kBreaking, "What was measured is wrong, whatever was promised.", kUsers,
     "mend it: ./bazelw run //tools:assay -- validate '{version}' shows every check"},

    {"STATE_KEY_REMOVED", Level::kLoad, kBreaking, "A tensor of the state dict is gone, or has another key.",
     kCheckpoints, kNewVersion},
    {"STATE_KEY_ADDED", Level::kLoad, kBreaking, "The state dict has a tensor that it did not have.", kCheckpoints,
     kNewVersion},
    {"STATE_SHAPE_CHANGED", Level::kLoad, kBreaking, "A tensor of the state dict has another shape.", kCheckpoints,
     kNewVersion},
    {"STATE_DTYPE_CHANGED", Level::kLoad, kBreaking, "A tensor of the state dict has another type.", kCheckpoints,
     kNewVersion},
    {"STATE_ORDER_CHANGED", Level::kLoad, kBreaking, "The tensors of the state dict come in another order.",
     "whoever goes by position: optimizers' states, positional loaders", "register the modules in the old order"},
    {"PARAMETER_KIND_CHANGED", Level::kLoad, kBreaking, "A parameter became a buffer, or a buffer a parameter.",
     "everyone who trains {version}, and saved states of optimizers", kNewVersion},
    {"REQUIRES_GRAD_CHANGED", Level::kLoad, kBreaking, "A parameter is frozen that was not, or no longer is.",
     "everyone who trains {version}, and saved states of optimizers", kNewVersion},
    {"READER_CHANGED", Level::kLoad, kBreaking,
     "A weight file is read otherwise than it was. A notice where it is refused with another code, or was of a kind "
     "that had not been read yet.",
     "everyone whose weights lie in such a file", "read the file as the release did"},
    {"CROSS_VERSION_CHANGED", Level::kLoad, kBreaking,
     "What becomes of weights in another version of their family changed: LOAD where they no longer load, OUTPUT where "
     "they loaded and answered alike. A notice where it got better.",
     "everyone who loads {entry} into another version", kNewVersion},

    {"TENSORS_CHANGED", Level::kOutput, kBreaking, "An entry's tensors are others than those that were released.",
     kEntryUsers, kNewEntry},
    {"PROBE_OUTPUT_CHANGED", Level::kOutput, kBreaking, "The same weights and the same input give another output.",
     kUsers, kNewVersion},
    {"MEASUREMENT_CHANGED", Level::kOutput, kBreaking,
     "What was promised was measured by another protocol: its numbers cannot be compared.",
     "nobody by itself; but a model that moved meanwhile would hide behind it",
     "prove that the measurement alone moved: with a commit that changes nothing but the protocol, or `git stash` of "
     "all else, bless, and see in the difference of golden/ that states, signatures and answers stayed; then accept it "
     "with that reason in golden/acceptances.textproto, and release before anything else changes"},
    {"CALIBRATION_CHANGED", Level::kOutput, kBreaking,
     "What normalisation sees moved, though it hides it from the outputs: a bias before it, for one.", kTrainers,
     kNewVersion},
    {"GRADIENT_CHANGED", Level::kOutput, kBreaking, "Outputs are the same, gradients are not.", kTrainers, kNewVersion},
    {"TRAINING_CHANGED", Level::kOutput, kBreaking, "Inference is the same, a step in training mode is not.", kTrainers,
     kNewVersion},
    {"INIT_CHANGED", Level::kOutput, kBreaking, "After the same seed the constructor leaves other initial values.",
     kTrainers, kNewVersion},
    {"IMPLIED_CHANGED", Level::kOutput, kBreaking,
     "An entry implies other options or overrides. A notice where the model that it constructs is the same.",
     kEntryUsers, kNewEntry},
    {"TRANSFORM_CHANGED", Level::kOutput, kBreaking, "The same input is prepared otherwise.", kEntryUsers, kNewEntry},
    {"POSTPROCESSING_CHANGED", Level::kOutput, kBreaking, "The same outputs are made into other answers.", kEntryUsers,
     kNewEntry},
    {"CATEGORIES_CHANGED", Level::kOutput, kBreaking, "The outputs have other names, or the names another order.",
     "everyone who reads categories by name or number", kNewEntry},
    {"ANSWER_CHANGED", Level::kOutput, kBreaking,
     "The answers to the golden inputs moved, and nothing else that is locked.", kEntryUsers, kNewVersion},
    {"COMPONENT_CHANGED", Level::kOutput, kBreaking,
     "A decoder, a preset, a layer or a constructor's variant does otherwise than it did. LOAD where its state "
     "changed.",
     "programs that use it themselves, and entries of others",
     "keep it as it was, and add what is new under another name"},
    {"ANSWER_MISSING", Level::kOutput, kNotice,
     "Answers to golden inputs were promised that the present does not hold: they were not compared.", "",
     "bless where the weight file is at hand"},

    {"ACCURACY_DROPPED", Level::kAccuracy, kBreaking, "An entry's metric is worse than it was, declared or measured.",
     "everyone who chose {subject} for it", "a metric belongs to its tensors: put it back, or add {next_entry}"},
    {"METRIC_REMOVED", Level::kAccuracy, kBreaking, "An entry no longer states a metric.",
     "everyone who chose {subject} for it", "state it again in {file}"},
    {"DEFAULT_WORSE", Level::kAccuracy, kBreaking,
     "The new default weights are worse than others of their taxonomy, on the same images by McNemar's test.",
     "everyone who builds {version} with its default weights",
     "name the better entry as default_entry in {file}; the other one may stand beside it"},
    {"DEFAULT_UNDECIDED", Level::kAccuracy, kBreaking,
     "The images do not tell whether the new default weights are as good as others of their taxonomy, or there are no "
     "images that both were measured on.",
     "nobody for certain: everyone who builds {version} with its default weights may get worse ones",
     "measure both, on more images; keep the old default_entry in {file}; or accept it with the reason for it"},

    {"SPEED_DROPPED", Level::kSpeed, kBreaking, "Throughput fell beyond the noise of the measurement.",
     "everyone who runs {version}", "see the benchmarks of {version}"},

    {"LICENCE_CHANGED", Level::kMeta, kBreaking, "Weights are under another licence.",
     "everyone who may no longer use {subject}",
     "the licence of released weights stays: add {next_entry} under the new one"},
    {"URL_MOVED", Level::kMeta, kNotice, "The same tensors lie elsewhere.", "",
     "nothing: the digest of the tensors is the same"},
    {"FILE_CHANGED", Level::kMeta, kNotice, "The same tensors lie in another file.", "",
     "nothing: the digest of the tensors is the same"},
    {"META_CHANGED", Level::kMeta, kNotice, "What the catalogue says beside the behaviour is another.", "", "nothing"},
};

}  // namespace

absl::Span<const Rule> Rules() { return kRules; }

const Rule* FindRule(absl::string_view name) {
  const auto found =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& rule) { return rule.name == name; });
  return found == std::end(kRules) ? nullptr : &*found;
}

}  // namespace assay

#!/usr/bin/env bash
# A CMake project elsewhere: installs the SDK, builds examples/consumer against it, and runs it.
set -uo pipefail
here=$PWD
# Where Bazel put them: the installer, the command line, a text encoder's weights and vocabulary.
sdk=$here/$1 assay=$here/$2
work=$(mktemp -d "$TEST_TMPDIR/consumer.XXXXXX")
failures=0

check() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then echo "ok: $name"; else echo "FAILED: $name"; cat "$work/log"; failures=$((failures + 1)); fi
}
# An install tree may be moved: everything below finds it at its second place.
install_and_move() { "$sdk" --prefix="$work/first" && mv "$work/first" "$work/sdk"; }

configure() {  # SOURCE BUILD [ARGUMENT...]
  local source=$1 build=$2
  shift 2
  cmake -S "$source" -B "$build" -DCMAKE_PREFIX_PATH="$work/sdk" "$@"
}
# A project of one line beside find_package: what does configuring it say?
project_of() {  # NAME LINE
  mkdir -p "$work/$1"
  printf 'cmake_minimum_required(VERSION 3.24)\nproject(%s CXX)\n%s\n' "$1" "$2" >"$work/$1/CMakeLists.txt"
}
refuses() {  # NAME LINE MESSAGE [ARGUMENT...]
  local name=$1 message=$3
  project_of "$name" "$2"
  shift 3
  if configure "$work/$name" "$work/$name/build" "$@"; then echo "it configures"; return 1; fi >"$work/out" 2>&1
  # CMake wraps messages at the width of a terminal.
  tr -s ' \n' ' ' <"$work/out" | grep -qF -- "$message" || { cat "$work/out"; return 1; }
}

check "the SDK installs" install_and_move

# What the installer says: 0 for --help, 2 for what it cannot do.
installer() {  # STATUS MESSAGE [ARGUMENT...]
  local status=$1 message=$2
  shift 2
  "$sdk" "$@" >"$work/out" 2>&1
  [ $? = "$status" ] && grep -qF -- "$message" "$work/out" || { cat "$work/out"; return 1; }
}
check "the installer helps" installer 0 "./bazelw run //:sdk -- --prefix=DIR" --help
check "the installer asks where" installer 2 "say where: --prefix=DIR"
check "the installer knows no other flag" installer 2 "--into=x is not --prefix=DIR" --into=x
mkdir "$work/foreign" && touch "$work/foreign/thesis.txt"
check "the installer refuses a foreign folder" installer 2 "foreign holds thesis.txt" "--prefix=$work/foreign"
check "the installer says what it did" installer 0 "In CMake: cmake -DCMAKE_PREFIX_PATH=$work/sdk" "--prefix=$work/sdk"
licences() { grep -q 'Abseil' "$work/sdk/share/licenses/libabsl-dev/copyright" && grep -q 'Google' "$work/sdk/share/licenses/libprotobuf-dev/copyright" && grep -q 'Lohmann' "$work/sdk/share/licenses/nlohmann-json3-dev/copyright"; }
check "the licences of what is compiled in are installed" licences

# What the README says to type, in a checkout that has what it names.
mkdir -p "$work/checkout/examples" "$work/home" && cp -rL "$here/examples/consumer" "$work/checkout/examples/"
cat >"$work/checkout/bazelw" <<END
#!/usr/bin/env bash
[ "\$1 \$2 \$3" = "run //:sdk --" ] && exec "$sdk" "\${@:4}"
END
chmod +x "$work/checkout/bazelw"
readme_commands() {
  awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$here/examples/consumer/README.md" >"$work/commands"
  [ "$(wc -l <"$work/commands")" -ge 8 ] || { echo "the README has $(wc -l <"$work/commands") commands"; return 1; }
  (cd "$work/checkout" && HOME=$work/home bash -euxo pipefail "$work/commands") >"$work/out" 2>&1 || { cat "$work/out"; return 1; }
}
check "the commands of the consumer's README run" readme_commands
consumer=$work/home/consumer
build=$consumer/build weights=$consumer/checkpoints
answers() { ASSAY_WEIGHTS=$weights "$build/predict" >"$work/answers" && diff "$here/examples/consumer/answers.txt" "$work/answers"; }
check "it answers as torchvision does" answers

# How many of three builders, one a family, a program holds.
families_in() { nm -C "$1" | grep -cE ' T assay::(resnet50|mobilenet_v2|efficientnet_lite0)\('; }
only_one_family() { [ "$(families_in "$build/predict")" = 1 ]; }
check "it links one family alone" only_one_family

without_file() { ! ASSAY_WEIGHTS=$work "$build/predict" 2>"$work/err" >/dev/null && grep -q 'chest-v1.safetensors' "$work/err"; }
check "a checkpoint that is not there is named" without_file

damaged() {
  mkdir -p "$work/damaged" && head -c 1000000 "$weights/chest-v1.safetensors" >"$work/damaged/chest-v1.safetensors"
  ! ASSAY_WEIGHTS=$work/damaged "$build/predict" 2>"$work/err" >/dev/null && grep -q 'sha256' "$work/err"
}
check "another file under its name is refused" damaged

bad_textproto() {
  sed -i 's/count: 3/count: 4/' "$consumer/weights/med_resnet50.textproto"
  if cmake --build "$build" >"$work/out" 2>&1; then echo "it builds"; return 1; fi
  grep -q 'weights/med_resnet50.textproto:.*categories "chest3" are 3, not 4' "$work/out" || { cat "$work/out"; return 1; }
}
check "a wrong textproto stops the build with its line" bad_textproto

# All headers in one file, all families and catalogues in one program: it lists the weights, or encodes the sentence that it is given.
project_of everything 'find_package(Assay REQUIRED COMPONENTS all_families all_catalogs)
add_executable(everything everything.cc)
target_link_libraries(everything PRIVATE Assay::all_families Assay::all_catalogs Assay::text)'
{
  find "$work/sdk/include/assay" -name '*.h' -printf '#include "%P"\n' | sort
  cat <<'END'
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>
#include <cstdio>
absl::Status Encode(const std::string& text) {
  using Weights = assay::MiniLML6V2Weights;
  ASSAY_ASSIGN_OR_RETURN(assay::SentenceEmbedding transforms, assay::sentence_transforms(Weights::kDefault));
  ASSAY_ASSIGN_OR_RETURN(assay::TokenBatch batch, transforms.preprocessing({text}));
  for (const int64_t id : batch.input_ids) std::printf("%d ", static_cast<int>(id));
  ASSAY_ASSIGN_OR_RETURN(assay::Bert model, assay::minilm_l6_v2({.weights = Weights::kDefault}));
  model.eval();
  c10::InferenceMode inference;
  const auto tensor = [&](std::vector<int64_t>& values) {
    return at::from_blob(values.data(), {batch.rows, batch.columns}, at::kLong);
  };
  const at::Tensor hidden = model.forward(tensor(batch.input_ids), tensor(batch.attention_mask)).last_hidden_state;
  ASSAY_ASSIGN_OR_RETURN(const assay::Embeddings embeddings,
                         transforms.postprocessing({.values = {hidden.const_data_ptr<float>(), size_t(hidden.numel())},
                                                    .rows = hidden.size(0), .columns = hidden.size(1), .width = hidden.size(2)},
                                                   batch.attention_mask));
  for (int i = 0; i < 3; ++i) std::printf("%.4f ", embeddings.Row(0)[i]);
  return absl::OkStatus();
}
int main(int argc, char** argv) {
  if (argc == 2) {
    const absl::Status status = Encode(argv[1]);
    std::printf("%s\n", status.ToString().c_str());
    return status.ok() ? 0 : 1;
  }
  for (const std::string& builder : assay::list()) {
    const auto entries = assay::get_model_weights(builder).value();
    for (const auto& entry : entries) std::printf("%s %s\n", builder.c_str(), entry.FullName().c_str());
    if (entries.empty()) std::printf("%s -\n", builder.c_str());
  }
}
END
} >"$work/everything/everything.cc"
lists_everything() {
  configure "$work/everything" "$work/everything/build" && cmake --build "$work/everything/build" &&
    "$work/everything/build/everything" >"$work/listed" && [ "$(families_in "$work/everything/build/everything")" = 3 ] || return 1
  # What Bazel links into the command line.
  "$assay" list | awk 'NR > 1 { print $1, $3 }' >"$work/expected" && [ -s "$work/expected" ] && diff "$work/expected" "$work/listed"
}
check "all headers compile together, all families link together" lists_everything
mkdir "$work/sentences" && ln -s "$here/$3" "$work/sentences/model.safetensors" && ln -s "$here/$4" "$work/sentences/vocab.txt"
# As golden/bert/minilm_l6_v2/SENTENCES_V1.textproto has it of "hello".
encodes() {
  ASSAY_WEIGHTS=$work/sentences "$work/everything/build/everything" "Hello World!" >"$work/out"
  diff "$work/out" - <<<"101 7592 2088 999 102 -0.0204 0.0253 -0.0006 OK"
}
check "a sentence is encoded" encodes

check "a LibTorch that is not there is named" refuses no_libtorch 'find_package(Assay REQUIRED)' \
  "LibTorch is not in /nowhere: say -DLIBTORCH=" -DLIBTORCH=/nowhere
mkdir -p "$work/old/include/torch/headeronly"
printf '#define TORCH_VERSION_%s\n' 'MAJOR 1' 'MINOR 13' 'PATCH 1' >"$work/old/include/torch/headeronly/version.h"
check "another LibTorch is refused" refuses other_libtorch 'find_package(Assay REQUIRED)' \
  "is 1.13.1, but Assay was built against" "-DLIBTORCH=$work/old"
# Written otherwise, the LibTorch that Assay was built against is the same: the CUDA libraries that it needs are linked.
built_against=$(sed -n 's/^set(ASSAY_BUILT_AGAINST "\(.*\)")$/\1/p' "$work/sdk/lib/cmake/Assay/AssayLibTorch.cmake")
ln -s "$built_against" "$work/linked_libtorch"
project_of libraries 'find_package(Assay REQUIRED)
get_target_property(libraries Assay::libtorch INTERFACE_LINK_LIBRARIES)
message(STATUS "libraries: ${libraries}")'
libraries_with() { configure "$work/libraries" "$work/libraries/build" "$@" | grep -F 'libraries: Assay::libtorch_libtorch_cpu'; }
same_libraries() {
  libraries_with >"$work/expected" || return 1
  for same in "$built_against/" "$work/linked_libtorch"; do
    libraries_with "-DLIBTORCH=$same" | diff "$work/expected" - || return 1
  done
}
check "the same LibTorch by another name is linked with what it needs" same_libraries
check "an unknown component is named" refuses unknown_component 'find_package(Assay REQUIRED COMPONENTS resnext)' \
  "there is no component resnext: there are transforms, text,"
check "a missing library names its package" refuses no_png 'find_package(Assay REQUIRED)' \
  "PNG::PNG was not found: install libpng-dev" -DCMAKE_DISABLE_FIND_PACKAGE_PNG=TRUE
check "a later version is refused" refuses later_version 'find_package(Assay 0.2 REQUIRED)' 'compatible with requested version "0.2"'
project_of earlier 'find_package(Assay 0.1 REQUIRED)'
check "this version is found" configure "$work/earlier" "$work/earlier/build"

exit $((failures > 0))

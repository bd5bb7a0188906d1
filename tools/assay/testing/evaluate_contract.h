// `assay evaluate` as its callers see it, on photographs that lie in folders of their categories.
//
//   TEST_F(EvaluateContract, Answer_HasTheContractsFields) {
//     const Json json = AssayJson(Evaluate("--json"));   // of four photographs
//   }
#ifndef ASSAY_TOOLS_ASSAY_TESTING_EVALUATE_CONTRACT_H_
#define ASSAY_TOOLS_ASSAY_TESTING_EVALUATE_CONTRACT_H_

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "tools/assay/testing/program.h"

namespace assay {

inline constexpr char kDigits[] = "DigitsResNet20_Weights.DIGITS_V1";
inline constexpr char kMobileNet[] = "MobileNet_V2_Weights.IMAGENET1K_V1";

// The trained file of that name: its own carries its hash.
inline std::string WeightFile(const std::string& name) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(
           Runfile("trained_weights"), std::filesystem::directory_options::follow_directory_symlink)) {
    if (file.path().filename().string().rfind(name, 0) == 0) return file.path().string();
  }
  return "no file " + name;
}

class EvaluateContract : public Contract {
 protected:
  EvaluateContract() {
    Put("cats", "skimage_photographs/chelsea.png");
    Put("cups", "skimage_photographs/coffee.png");
    Put("rockets", "skimage_photographs/rocket.jpg");
    Put("people", "skimage_photographs/astronaut.png");
    Write("classes.txt", "cats Egyptian cat\ncups espresso\nrockets missile\npeople 0\n");
  }

  void Put(const std::string& category, const std::string& photograph, const std::string& name = "") const {
    const std::filesystem::path from = Runfile(photograph);
    const std::filesystem::path folder = std::filesystem::path(InFolder("photos")) / category;
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(from, folder / (name.empty() ? from.filename().string() : name),
                               std::filesystem::copy_options::overwrite_existing);
  }

  // So many images, of which a batch takes a while.
  void PutMany(int count) const {
    for (int i = 0; i < count; ++i) Put("cats", "skimage_photographs/chelsea.png", absl::StrCat("cat", i, ".png"));
  }

  std::string Evaluate(const std::string& words = "") const {
    return absl::StrCat("evaluate ", kMobileNet, " --data=photos --classes=classes.txt ", words);
  }

  // The command, stopped by a signal when its journal holds some batches.
  Answer Stopped(const std::string& words, const std::string& journal, const std::string& signal) const {
    return Run(absl::StrCat(
        "(cd ", Quoted(InFolder("")), "; export ASSAY_HOME=.; ", Quoted(Runfile("assay/tools/assay/assay")), " ", words,
        " & while [ ! -e ", journal, " ] || [ $(stat -c %s ", journal,
        ") -lt 800 ]; do kill -0 $! || break; sleep 0.01; done; kill -", signal, " $!; wait $!; echo code $?)"));
  }

  std::string Bytes(const std::string& name) const { return Read(InFolder(name)); }
};

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_TESTING_EVALUATE_CONTRACT_H_

// What validation needs of the world for one entry: where its files are, and what its model is asked.
#ifndef ASSAY_HARNESS_ENTRY_INPUTS_H_
#define ASSAY_HARNESS_ENTRY_INPUTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "weights/locate.h"

namespace assay {

// A golden photograph: its name and where it is.
struct Photograph {
  std::string name;
  std::string path;
};

// A golden sentence.
struct Sentence {
  std::string name;
  std::string text;
};

// A data set that is at hand, and where.
struct DataInput {
  std::string dataset;  // "Digits", of harness/accuracy/datasets.textproto
  std::string path;
};

struct EntryInputs {
  // Where the weight file is, or why it is not at hand.
  absl::StatusOr<LocatedFile> file;
  // The entry's other files, by their role: "vocabulary".
  std::map<std::string, absl::StatusOr<LocatedFile>> extra_files = {};
  std::vector<Photograph> photographs = {};
  std::vector<Sentence> sentences = {};
  // What its accuracy is measured on.
  std::vector<DataInput> data = {};
};

}  // namespace assay

#endif  // ASSAY_HARNESS_ENTRY_INPUTS_H_

// A library of two versions and three entries, as its lock would be: tests change one thing of it and look at what the
// gate finds.
//
//   ToyLibrary now;
//   now.toynet().mutable_api()->set_task("detection");
//   ExpectOneFinding(Compare(ToyLibrary(), now), "TASK_CHANGED", "toynet");
#ifndef ASSAY_HARNESS_COMPATIBILITY_TESTING_TOY_LIBRARY_H_
#define ASSAY_HARNESS_COMPATIBILITY_TESTING_TOY_LIBRARY_H_

#include <map>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "harness/compatibility/compare_locks.h"
#include "harness/compatibility/testing/memory_lock_files.h"
#include "harness/golden.pb.h"

namespace assay {

// Ends the test's process on text that is no M.
template <class M>
M FromText(const std::string& text) {
  M message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) std::abort();
  return message;
}

// Family "toys": "toynet" (DATA_V1, DATA_V2 the default) and "toynet_v2" (DATA_V1). toynet is conv, bn (a
// FrozenBatchNorm2d), relu, fc.
class ToyLibrary {
 public:
  ToyLibrary();

  proto::BuilderGolden& toynet() { return builders.at("toynet"); }
  proto::EntryGolden& v1() { return entries.at("toynet/DATA_V1"); }
  proto::EntryGolden& v2() { return entries.at("toynet/DATA_V2"); }
  proto::Trace& trace() { return traces.at("toynet"); }
  proto::ComponentGolden& readers() { return components.at("readers"); }
  proto::ComponentGolden& layers() { return components.at("layers"); }

  // The value of a field of an entry's catalogue, which must have it.
  static std::string& Field(proto::EntryGolden& entry, const std::string& name);
  static void AddField(proto::EntryGolden& entry, const std::string& name, const std::string& value);
  static void RemoveField(proto::EntryGolden& entry, const std::string& name);

  // As a change of the layer bn's eps: outputs, gradients, training and calibrated statistics of the version and of all
  // its entries move, and the trace says where.
  void MoveEps();

  // The files, with combinations.textproto for the versions and entries that are there.
  MemoryLockFiles Lock(const std::string& name) const;

  std::map<std::string, proto::BuilderGolden> builders;      // by name
  std::map<std::string, proto::EntryGolden> entries;         // by "toynet/DATA_V1"
  std::map<std::string, proto::Trace> traces;                // by "toynet" or "toynet/DATA_V1"
  std::map<std::string, proto::ComponentGolden> components;  // by name
  std::map<std::string, proto::CategoryNames> categories;    // by file
  proto::OverrideTable overrides;
  proto::LegacyTable legacy;
  proto::Tombstones tombstones;
};

// What the gate finds; a failure of the comparison fails the test.
std::vector<Finding> Compare(const ToyLibrary& was, const ToyLibrary& is);

// "OUTPUT PROBE_OUTPUT_CHANGED toynet: the witness", a line each: for messages.
std::string Describe(const std::vector<Finding>& findings);

// Those that break.
std::vector<Finding> Breaking(const std::vector<Finding>& findings);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TESTING_TOY_LIBRARY_H_

// The smallest lock that is whole: one version with one entry.
//
//   LockFolder golden;
//   WriteToyLock(golden);
#ifndef ASSAY_HARNESS_COMPATIBILITY_TESTING_TOY_LOCK_H_
#define ASSAY_HARNESS_COMPATIBILITY_TESTING_TOY_LOCK_H_

#include <string>

#include "harness/compatibility/testing/lock_folder.h"
#include "harness/golden.pb.h"
#include "harness/textproto.h"

namespace assay {

inline constexpr char kToyBuilder[] = "toy/toy18.textproto";
inline constexpr char kToyTrace[] = "toy/toy18.trace.textproto";
inline constexpr char kToyEntry[] = "toy/toy18/DIGITS_V1.textproto";

inline void WriteMessage(const LockFolder& golden, const std::string& path, const google::protobuf::Message& message) {
  golden.Write(path, TextprotoText(message, "harness/golden.proto"));
}

inline proto::BuilderGolden ToyBuilder() {
  proto::BuilderGolden golden;
  golden.set_builder("toy18");
  golden.mutable_probe()->set_parameters(3);
  golden.mutable_probe()->mutable_training()->set_gradient_l2(1);
  golden.mutable_api()->set_family("toy");
  return golden;
}

inline proto::EntryGolden ToyEntry() {
  proto::EntryGolden golden;
  golden.set_weights("Toy18_Weights.DIGITS_V1");
  golden.mutable_probe()->set_parameters(3);
  golden.add_catalogue()->set_name("url");
  return golden;
}

inline void WriteToyLock(const LockFolder& golden) {
  proto::CombinationSet set;
  set.add_combination("toy18");
  set.add_combination("toy18 x DIGITS_V1");
  WriteMessage(golden, "combinations.textproto", set);
  WriteMessage(golden, "legacy.textproto", proto::LegacyTable());
  WriteMessage(golden, "overrides.textproto", proto::OverrideTable());
  WriteMessage(golden, kToyBuilder, ToyBuilder());
  WriteMessage(golden, kToyTrace, proto::Trace());
  WriteMessage(golden, kToyEntry, ToyEntry());
}

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TESTING_TOY_LOCK_H_

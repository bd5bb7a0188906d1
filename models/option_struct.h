// A struct of parameters, as its callers see it: names in the order of their declaration, which designated initialisers
// depend on, with types and defaults in words.
//
//   OptionStruct options = DescribeOptions<ResNetOptions>();   // models/describe_options.h
//   options.options[2];                                        // {"groups", "int64", "1"}
#ifndef ASSAY_MODELS_OPTION_STRUCT_H_
#define ASSAY_MODELS_OPTION_STRUCT_H_

#include <string>
#include <vector>

namespace assay {

struct OptionMember {
  std::string name = {};           // "zero_init_residual"
  std::string type = {};           // "bool", "optional int64", "list of int64", "Activation::Kind"
  std::string default_value = {};  // "false", "\"text\"", "kReLU", "none"; "set" of what cannot be written

  bool operator==(const OptionMember&) const = default;
};

struct OptionStruct {
  std::string name = {};  // "ResNetOptions", "BuilderOptions<ResNet50Weights>"
  std::vector<OptionMember> options = {};

  bool operator==(const OptionStruct&) const = default;
};

// Describes one struct: &DescribeOptions<ResNetOptions>. A function, so that registering a builder costs nothing.
using OptionsFunction = OptionStruct (*)();

}  // namespace assay

#endif  // ASSAY_MODELS_OPTION_STRUCT_H_

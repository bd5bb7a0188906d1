// How an operator of LibTorch and its arguments are written in a trace.
//
//   OperatorWords(schema, inputs);   // {"max_pool2d", "kernel_size=3, stride=2, padding=1"}
#ifndef ASSAY_HARNESS_OPERATOR_WORDS_H_
#define ASSAY_HARNESS_OPERATOR_WORDS_H_

#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <c10/util/ArrayRef.h>

#include <string>

namespace assay {

struct OperatorText {
  std::string name;       // without namespace and overload, and without the underscore of an operator in place
  std::string arguments;  // those that are no tensors and not the schema's default
};

// Lists of equal numbers are written as one, as they may be passed. hardtanh from 0 to 6 is "relu6". What says where or
// how a tensor is stored, or which library computes, is left out: it changes no value.
OperatorText OperatorWords(const c10::FunctionSchema& schema, c10::ArrayRef<const c10::IValue> inputs);

}  // namespace assay

#endif  // ASSAY_HARNESS_OPERATOR_WORDS_H_

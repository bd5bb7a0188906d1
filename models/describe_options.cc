#include "models/describe_options.h"

#include <charconv>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace assay::internal {

std::string NameInWords(std::string_view compilers_name) {
  // The last ']' closes what the compiler says of T.
  const size_t begin = compilers_name.find("T = ") + 4;
  const std::string name(compilers_name.substr(begin, compilers_name.rfind(']') - begin));
  // Where the compiler stands inside a namespace it leaves that out: what is left depends on nothing.
  return absl::StrReplaceAll(name, {{"assay::", ""},
                                    {"std::", ""},
                                    {"{anonymous}::", ""},
                                    {"<unnamed>::", ""},
                                    {"(anonymous namespace)::", ""},
                                    {" >", ">"}});
}

std::string NumberInWords(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  return std::string(digits, end);
}

std::string QuotedText(std::string_view text) {
  return absl::StrCat("\"", absl::Utf8SafeCEscape(absl::string_view(text.data(), text.size())), "\"");
}

}  // namespace assay::internal

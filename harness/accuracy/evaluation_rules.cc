#include "harness/accuracy/evaluation_rules.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr size_t kDigestShown = 12;

// As people call a field, where that is not its name; and what an empty one means.
struct FieldWords {
  std::string name;
  std::string when_empty = "none";
};

FieldWords WordsOf(const std::string& field) {
  static const auto* const words = new std::map<std::string, FieldWords>{
      {"weights_digest", {"the weights' digest"}},
      {"data_digest", {"the data's digest"}},
      {"count", {"images"}},
      {"batch_size", {"batch size"}},
      {"top", {"categories kept"}},
      {"forward", {"forward", "plain"}},
      {"device", {"device", "cpu"}},
      {"task", {"task", "classification"}},
  };
  const auto found = words->find(field);
  return found == words->end() ? FieldWords{field} : found->second;
}

std::string ValueText(const proto::EvaluationKey& key, const google::protobuf::FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *key.GetReflection();
  switch (field.cpp_type()) {
    case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(key, &field));
    case google::protobuf::FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(key, &field));
    default:
      break;
  }
  return reflection.GetString(key, &field);
}

std::string Shown(const std::string& value, const FieldWords& words) {
  const bool is_digest = absl::EndsWith(words.name, "digest");
  if (is_digest && value.size() > kDigestShown) return absl::StrCat(value.substr(0, kDigestShown), "...");
  return value.empty() ? words.when_empty : value;
}

absl::Status CheckImage(const proto::EvaluationKey& key, const proto::BatchAnswers& batch, int image) {
  const auto damaged = [&](const auto& what) {
    return absl::InvalidArgumentError(absl::StrCat("batch ", batch.batch(), ", image ", image, ": ", what));
  };
  if (batch.label(image) < 0) return damaged(absl::StrCat("a label of ", batch.label(image)));
  const float confidence = batch.confidence(image);
  if (!(confidence >= 0 && confidence <= 1)) return damaged(absl::StrCat("a confidence of ", confidence));
  if (batch.margin_size() > 0 && !(batch.margin(image) >= 0 && std::isfinite(batch.margin(image))))
    return damaged(absl::StrCat("a margin of ", batch.margin(image)));
  const auto first = batch.answer().begin() + image * key.top(), last = first + key.top();
  std::vector<int> answers(first, last);
  std::sort(answers.begin(), answers.end());
  if (answers.front() < 0) return damaged(absl::StrCat("category ", answers.front()));
  const auto twice = std::adjacent_find(answers.begin(), answers.end());
  return twice == answers.end() ? absl::OkStatus() : damaged(absl::StrCat("category ", *twice, " comes twice"));
}

}  // namespace

int64_t BatchCount(const proto::EvaluationKey& key) {
  return key.batch_size() <= 0 ? 0 : (key.count() + key.batch_size() - 1) / key.batch_size();
}

absl::Status CheckBatch(const proto::EvaluationKey& key, const proto::BatchAnswers& batch) {
  const bool is_one = key.top() >= 1 && batch.batch() >= 0 && batch.batch() < BatchCount(key);
  const int64_t images =
      is_one ? std::min<int64_t>(key.batch_size(), key.count() - batch.batch() * key.batch_size()) : 0;
  if (!is_one || batch.label_size() != images || batch.confidence_size() != images ||
      (batch.margin_size() != images && batch.margin_size() != 0) || batch.answer_size() != images * key.top()) {
    return absl::InvalidArgumentError(absl::StrCat("batch ", batch.batch(), " of ", key.weights(), " holds ",
                                                   batch.label_size(), " images, expected ", images));
  }
  for (int image = 0; image < images; ++image) ASSAY_RETURN_IF_ERROR(CheckImage(key, batch, image));
  return absl::OkStatus();
}

std::string KeyDifference(const proto::EvaluationKey& one, absl::string_view where_one,
                          const proto::EvaluationKey& other, absl::string_view where_other) {
  std::vector<std::string> differences;
  const google::protobuf::Descriptor& descriptor = *proto::EvaluationKey::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *descriptor.field(i);
    const FieldWords words = WordsOf(field.name());
    const std::string was = ValueText(one, field), is = ValueText(other, field);
    if (was == is) continue;
    differences.push_back(
        absl::StrCat(words.name, " ", Shown(was, words), " ", where_one, ", ", Shown(is, words), " ", where_other));
  }
  return absl::StrJoin(differences, "; ");
}

}  // namespace assay

// assay encode WEIGHTS TEXT...: texts as a sentence encoder with these weights sees them.
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "harness/encode_text.h"
#include "models/registry.h"
#include "tools/assay/commands.h"
#include "tools/assay/json.h"
#include "tools/assay/table.h"
#include "tools/base/status_macros.h"
#include "transforms/text/cosine_similarity.h"
#include "weights/sentence_transforms.h"

namespace assay {
namespace {

constexpr size_t kShownValues = 4;

// Everything that the weights say about encoding.
struct Encoder {
  Model model;
  SentenceEmbedding transforms;
};

// What is shown of a text: of its hidden states the shape alone, since a thousand texts' would fill the memory.
struct Answer {
  std::string text;
  absl::Status status;
  std::vector<int64_t> input_ids = {};
  std::vector<int64_t> shape = {};
  std::vector<float> embedding = {};
};

// What the catalogue knows, before any file is read.
absl::StatusOr<WeightEntry> FindEncoderWeights(const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(name));
  ASSAY_RETURN_IF_ERROR(FindBuilder(entry.builder).status());
  if (!std::holds_alternative<TextEncodingOptions>(entry.transforms)) {
    return absl::InvalidArgumentError(absl::StrCat(
        entry.FullName(), " are not weights of a text encoder: their task is ", entry.meta.task,
        std::holds_alternative<ImageClassificationOptions>(entry.transforms) ? "; assay predict takes them" : ""));
  }
  return entry;
}

absl::StatusOr<Encoder> LoadEncoder(const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(SentenceEmbedding transforms, SentenceTransforms(entry));
  ASSAY_ASSIGN_OR_RETURN(Built built, get(entry.builder, entry));
  built.model.eval();
  return Encoder{.model = std::move(built.model), .transforms = std::move(transforms)};
}

// Calls `use` with each text that the words stand for, a line of standard input as soon as it is there: "-" is each of
// them, and behind "--" a text like any other.
template <class Use>
void ForEachText(const Arguments& arguments, const Use& use) {
  for (size_t i = 1; i < arguments.words().size(); ++i) {
    const std::string& word = arguments.words()[i];
    if (word != "-" || arguments.IsLiteral(i)) {
      use(word);
      continue;
    }
    for (std::string line; std::getline(std::cin, line);) use(std::string(absl::StripSuffix(line, "\r")));
  }
}

Answer Ask(const Encoder& encoder, const std::string& text) {
  auto encoded = EncodeText(encoder.model, encoder.transforms, text);
  if (!encoded.ok()) return {.text = text, .status = encoded.status()};
  return {.text = text,
          .input_ids = std::move(encoded->input_ids),
          .shape = encoded->hidden.sizes().vec(),
          .embedding = std::move(encoded->embedding)};
}

// The shortest decimal that gives the same float: a program that reads it as a double prints no digits of noise.
double Shortest(float value) {
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text) - 1, value).ptr;
  *end = '\0';
  return std::strtod(text, nullptr);
}

Json AnswerJson(const Answer& answer) {
  Json json = {{"text", answer.text}};
  if (!answer.status.ok()) {
    json["error"] = std::string(answer.status.message());
    return json;
  }
  json["input_ids"] = answer.input_ids;
  json["shape"] = answer.shape;
  json["embedding"] = Json::array();
  for (float value : answer.embedding) json["embedding"].push_back(Shortest(value));
  return json;
}

// The embeddings of the texts that were encoded, a row each.
Embeddings Rows(const std::vector<Answer>& answers) {
  Embeddings rows;
  for (const Answer& answer : answers) {
    if (!answer.status.ok()) continue;
    const std::vector<float>& embedding = answer.embedding;
    rows.values.insert(rows.values.end(), embedding.begin(), embedding.end());
    rows.width = static_cast<int64_t>(embedding.size());
    ++rows.rows;
  }
  return rows;
}

std::string AnswersJson(const WeightEntry& entry, const std::vector<Answer>& answers, bool similarity) {
  Json json = {{"weights", entry.FullName()}, {"texts", Json::array()}};
  for (const Answer& answer : answers) json["texts"].push_back(AnswerJson(answer));
  if (similarity) {
    const Embeddings rows = Rows(answers);
    const std::vector<double> cosines = CosineSimilarities(rows);
    json["similarity"] = Json::array();
    for (int64_t row = 0; row < rows.rows; ++row) {
      json["similarity"].push_back(
          std::vector<double>(cosines.begin() + row * rows.rows, cosines.begin() + (row + 1) * rows.rows));
    }
  }
  return JsonLine(json);
}

std::string Quoted(const std::string& text) { return absl::StrCat("\"", text, "\""); }

Table AnswersTable(const std::vector<Answer>& answers) {
  Table table({"text", "tokens", "shape", "embedding"});
  for (const Answer& answer : answers) {
    if (!answer.status.ok()) continue;
    const std::vector<float>& embedding = answer.embedding;
    std::string values;
    for (size_t i = 0; i < std::min(kShownValues, embedding.size()); ++i)
      absl::StrAppendFormat(&values, "%7.4f ", embedding[i]);
    if (embedding.size() > kShownValues) absl::StrAppend(&values, "... (", embedding.size(), ")");
    table.AddRow({{Quoted(answer.text)},
                  {absl::StrCat(answer.input_ids.size())},
                  {absl::StrCat("[", absl::StrJoin(answer.shape, ", "), "]")},
                  {values}});
  }
  return table;
}

// Each text against each: the columns are numbered as the rows.
Table SimilarityTable(const std::vector<Answer>& answers) {
  const Embeddings rows = Rows(answers);
  const std::vector<double> cosines = CosineSimilarities(rows);
  std::vector<std::string> header = {"cosine", "text"};
  for (int64_t column = 0; column < rows.rows; ++column) header.push_back(absl::StrCat(column + 1));
  Table table(header);
  int64_t row = 0;
  for (const Answer& answer : answers) {
    if (!answer.status.ok()) continue;
    std::vector<Cell> cells = {{absl::StrCat(row + 1)}, {Quoted(answer.text)}};
    for (int64_t column = 0; column < rows.rows; ++column)
      cells.push_back({absl::StrFormat("%.3f", cosines[row * rows.rows + column])});
    table.AddRow(std::move(cells));
    ++row;
  }
  return table;
}

ExitCode Encode(const Arguments& arguments) {
  const auto entry = FindEncoderWeights(arguments.words().front());
  if (!entry.ok()) return Fail(entry.status());
  const auto encoder = LoadEncoder(*entry);
  if (!encoder.ok()) return RefuseFile(encoder.status());
  std::vector<Answer> answers;
  ExitCode code = kFine;
  ForEachText(arguments, [&](const std::string& text) {
    answers.push_back(Ask(*encoder, text));
    const absl::Status& status = answers.back().status;
    if (status.ok()) return;
    // One text that is refused keeps no other from its answer.
    Complain(absl::StrCat("text ", answers.size(), ": ", status.message()));
    code = kFindings;
  });
  if (answers.empty()) return Fail(absl::InvalidArgumentError("no texts: standard input has no line"));
  const bool similarity = arguments.Has("similarity");
  if (arguments.Has("json")) {
    std::cout << AnswersJson(*entry, answers, similarity);
  } else {
    const bool colour = ColourWanted(STDOUT_FILENO);
    std::cout << (similarity ? SimilarityTable(answers) : AnswersTable(answers)).Text(colour);
  }
  return code;
}

}  // namespace

Command EncodeCommand() {
  return {
      .name = "encode",
      .usage = "WEIGHTS TEXT... [--similarity] [--json]",
      .summary = "encode texts: the tokens and the embedding of each, or how alike they are",
      .details =
          "  assay encode MiniLM_L6_V2_Weights.SENTENCES_V1 'Hello World!' --json\n"
          "  assay encode MiniLM_L6_V2_Weights.default 'A cat sits.' 'A kitten rests.' --similarity\n"
          "  assay encode MiniLM_L6_V2_Weights.default --json - < sentences.txt\n\n"
          "\"-\" stands for the lines of standard input, a text each; an empty one is a text too. What begins with\n"
          "\"-\" goes behind \"--\", where \"-\" is a text too. \"shape\" is that of the last hidden state: [1, "
          "tokens, width]. Where one of\n"
          "several texts is refused (it is not UTF-8) the others are still answered; the exit code is then 1, and\n"
          "in JSON it has \"error\" in place of its answer, and no row in \"similarity\".\n",
      .options = {{.name = "similarity", .help = "the cosine of every text's embedding with every other's"},
                  {.name = "json", .help = "one JSON document, with every value"}},
      .fewest_words = 2,
      .run = Encode};
}

}  // namespace assay

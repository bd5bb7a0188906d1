// Finished batches of an evaluation, on the disk as soon as they are finished: what a kill leaves is gone on with.
//
//   ASSAY_ASSIGN_OR_RETURN(EvaluationJournal journal, EvaluationJournal::Open("run.journal", key));
//   for (const proto::BatchAnswers& batch : journal.done()) ...;     // of an earlier process
//   ASSAY_RETURN_IF_ERROR(journal.Append(answers));                  // from any thread, one at a time
#ifndef ASSAY_HARNESS_ACCURACY_JOURNAL_H_
#define ASSAY_HARNESS_ACCURACY_JOURNAL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "harness/accuracy/evaluation.pb.h"

namespace assay {

class EvaluationJournal {
 public:
  // Reads what is there, or begins, making the folder. A record that was cut off or is no batch of the key's is dropped
  // with what follows: those batches will be computed again. Errors: FailedPrecondition, naming the file, where it is
  // another evaluation's journal (and what differs), another process writes it, it is a device or a pipe, or the system
  // refuses; DataLoss for something that is no journal.
  static absl::StatusOr<EvaluationJournal> Open(const std::string& path, const proto::EvaluationKey& key);

  ~EvaluationJournal();
  EvaluationJournal(EvaluationJournal&& other) noexcept;
  EvaluationJournal& operator=(EvaluationJournal&&) = delete;

  // What earlier processes finished: each batch once, in the order in which they were.
  const std::vector<proto::BatchAnswers>& done() const { return done_; }

  // On the disk when it returns.
  absl::Status Append(const proto::BatchAnswers& batch);

 private:
  EvaluationJournal(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  absl::Status Load(const proto::EvaluationKey& key);
  absl::Status Write(const std::string& record);
  absl::Status Problem(const char* what) const;

  std::string path_;
  int descriptor_;
  std::vector<proto::BatchAnswers> done_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_JOURNAL_H_

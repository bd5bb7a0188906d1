// What a program says when a file that it has mapped is cut short under it: by default the process dies of SIGBUS
// without a word.
//
//   int main() { assay::ExplainBusErrors(); ... }
//
// For programs, never for libraries: a signal's handler belongs to the whole process.
#ifndef ASSAY_TOOLS_BASE_BUS_ERRORS_H_
#define ASSAY_TOOLS_BASE_BUS_ERRORS_H_

#include <signal.h>
#include <unistd.h>

namespace assay {

// From now on such an access ends the process with exit code 1 and one line on standard error.
inline void ExplainBusErrors() {
  struct sigaction action = {};
  action.sa_handler = [](int) {
    // Only what may be called from a signal's handler.
    static constexpr char kLine[] =
        "assay: a file was cut short or its disk failed while it was read: wait until who writes it is done (a file is "
        "best replaced by renaming another over it), then try again\n";
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kLine, sizeof(kLine) - 1);
    ::_exit(1);
  };
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_BUS_ERRORS_H_

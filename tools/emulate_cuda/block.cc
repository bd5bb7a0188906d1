#include "tools/emulate_cuda/block.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

namespace assay::emulate_cuda {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kStackBytes = 256 * 1024;  // a sanitizer's frames are larger
#else
constexpr size_t kStackBytes = 64 * 1024;
#endif

Block* running = nullptr;

void MakeContext(char* stack, void (*main)(), ucontext_t* context) {
  getcontext(context);
  context->uc_stack.ss_sp = stack;
  context->uc_stack.ss_size = kStackBytes;
  context->uc_link = nullptr;
  makecontext(context, main, 0);
}

bool SamePlace(const Rendezvous& a, const Rendezvous& b) {
  return a.where.line() == b.where.line() && absl::string_view(a.operation) == b.operation &&
         absl::string_view(a.where.file_name()) == b.where.file_name();
}

}  // namespace

Block& Running() {
  if (running == nullptr) {
    std::fprintf(stderr, "a function of the device was called outside of EmulateLaunch\n");
    std::abort();
  }
  return *running;
}

Block::Block(dim3 size, size_t dynamic_bytes, uint64_t seed, std::function<void()> body)
    : body_(std::move(body)),
      shared_(dynamic_bytes),
      threads_(size_t{size.x} * size.y * size.z),
      order_(threads_.size()),
      random_(seed),
      shuffle_(seed != 0) {
  running = this;
  std::iota(order_.begin(), order_.end(), 0);
  for (unsigned i = 0; i < threads_.size(); ++i) {
    Thread& thread = threads_[i];
    thread.index = {i % size.x, i / size.x % size.y, i / size.x / size.y};
    thread.stack.reset(new char[kStackBytes]);  // not written: most of it never takes memory
    MakeContext(thread.stack.get(), &Block::ThreadMain, &thread.context);
  }
}

Block::~Block() { running = nullptr; }

absl::Status Block::Run(uint3 index) {
  blockIdx = index;
  shared_.Reset();
  if (shared_.dynamic() == nullptr) {
    Error("asked for more dynamic shared memory than an A100 has for a block");
  }
  for (Thread& thread : threads_) thread.state = State::kReady;
  while (status_.ok()) {
    RunReadyThreads();
    if (!status_.ok()) break;
    const auto done = [](const Thread& thread) { return thread.state == State::kDone; };
    if (std::all_of(threads_.begin(), threads_.end(), done)) break;
    if (!ReleaseWarps() && !ReleaseBarrier()) Error(absl::StrCat("threads wait for ever: ", DescribeWaiting()));
  }
  if (const std::string written = shared_.CheckGuards(); status_.ok() && !written.empty()) Error(written);
  return status_;
}

void Block::RunReadyThreads() {
  if (shuffle_) std::shuffle(order_.begin(), order_.end(), random_);
  for (int thread : order_) {
    if (threads_[thread].state == State::kReady) Resume(thread);
    if (!status_.ok()) return;
  }
}

// A warp's threads go on together once all that a mask names, and that have not returned, wait at the same place.
bool Block::ReleaseWarps() {
  bool released = false;
  for (size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i].state == State::kInWarp && ReleaseWarp(i / warpSize * warpSize, i)) released = true;
  }
  return released;
}

bool Block::ReleaseWarp(size_t first_lane, size_t asking) {
  const uint32_t mask = threads_[asking].mask;
  const Rendezvous rendezvous = threads_[asking].rendezvous;
  WarpAnswer answer;
  for (size_t lane = 0; lane < warpSize && first_lane + lane < threads_.size(); ++lane) {
    const Thread& thread = threads_[first_lane + lane];
    if ((mask >> lane & 1) == 0 || thread.state == State::kDone) continue;
    if (thread.state != State::kInWarp || thread.mask != mask || !SamePlace(thread.rendezvous, rendezvous))
      return false;
    answer.lanes |= 1u << lane;
    answer.values[lane] = thread.value;
  }
  for (size_t lane = 0; lane < warpSize; ++lane) {
    if ((answer.lanes >> lane & 1) == 0) continue;
    threads_[first_lane + lane].answer = answer;
    threads_[first_lane + lane].state = State::kReady;
  }
  return true;
}

bool Block::ReleaseBarrier() {
  votes_ = 0;
  for (const Thread& thread : threads_) {
    if (thread.state != State::kAtBarrier || !SamePlace(thread.rendezvous, threads_[0].rendezvous)) return false;
    votes_ += thread.value != 0;
  }
  for (Thread& thread : threads_) thread.state = State::kReady;
  return true;
}

int Block::AwaitBlock(const Rendezvous& rendezvous, bool vote) {
  Thread& thread = threads_[running_];
  thread.rendezvous = rendezvous;
  thread.value = vote;
  thread.state = State::kAtBarrier;
  Suspend();
  return votes_;
}

const WarpAnswer& Block::AwaitWarp(const Rendezvous& rendezvous, uint32_t mask, uint64_t value) {
  Thread& thread = threads_[running_];
  thread.rendezvous = rendezvous;
  if ((mask >> lane() & 1) == 0) Fail(absl::StrCat("the mask ", absl::Hex(mask), " leaves the calling lane out"));
  thread.mask = mask;
  thread.value = value;
  thread.state = State::kInWarp;
  Suspend();
  return thread.answer;
}

void Block::Error(const std::string& what) {
  status_ = absl::InternalError(absl::StrCat("block (", blockIdx.x, ", ", blockIdx.y, ", ", blockIdx.z, "): ", what));
}

void Block::Fail(const std::string& what) {
  Error(absl::StrCat(Describe(running_), ": ", what));
  Suspend();
  std::abort();  // Nobody resumes it.
}

std::string Block::Describe(int thread) const {
  const Thread& described = threads_[thread];
  const std::string name =
      absl::StrCat("thread (", described.index.x, ", ", described.index.y, ", ", described.index.z, ")");
  if (described.state == State::kDone) return absl::StrCat(name, " has returned");
  const Rendezvous& last = described.rendezvous;
  if (*last.operation == '\0') return name;
  return absl::StrCat(name, " at ", last.operation, " in line ", last.where.line());
}

// One thread for each place: the first that waits there.
std::string Block::DescribeWaiting() const {
  std::vector<std::pair<int, int>> places;  // its first thread, and how many are there
  for (int i = 0; i < static_cast<int>(threads_.size()); ++i) {
    const auto same = [&](const std::pair<int, int>& place) {
      const Thread &a = threads_[place.first], &b = threads_[i];
      return a.state == b.state && (a.state == State::kDone || SamePlace(a.rendezvous, b.rendezvous));
    };
    const auto known = std::find_if(places.begin(), places.end(), same);
    if (known == places.end()) {
      places.push_back({i, 1});
    } else {
      ++known->second;
    }
  }
  std::string text;
  for (const auto& [thread, count] : places) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", Describe(thread));
    if (count > 1) absl::StrAppend(&text, " and ", count - 1, " more like it");
  }
  return text;
}

void Block::Resume(int thread) {
  running_ = thread;
  threadIdx = threads_[thread].index;
#ifdef __SANITIZE_ADDRESS__
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, threads_[thread].stack.get(), kStackBytes);
#endif
  swapcontext(&scheduler_, &threads_[thread].context);
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
}

void Block::Suspend() {
#ifdef __SANITIZE_ADDRESS__
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&fake_stack, scheduler_stack_, scheduler_stack_bytes_);
#endif
  swapcontext(&threads_[running_].context, &scheduler_);
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(fake_stack, &scheduler_stack_, &scheduler_stack_bytes_);
#endif
}

// A fibre outlives the block: the next block's thread of the same index is its next turn.
void Block::ThreadMain() {
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(nullptr, &running->scheduler_stack_, &running->scheduler_stack_bytes_);
#endif
  while (true) {
    running->threads_[running->running_].rendezvous = {};
    running->body_();
    running->threads_[running->running_].state = State::kDone;
    running->Suspend();
  }
}

}  // namespace assay::emulate_cuda

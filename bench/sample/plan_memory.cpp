#include "bench/sample/plan_memory.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <memory>
#include <new>
#include <string>
#include <sys/mman.h>

namespace crossover::bench {
namespace {

using logged = std::atomic<std::uint32_t>;

/// Of each task: when it arrives, when it was let go, its place in the log of those that ended, and
/// whether it was refused.
constexpr std::size_t bytes_a_task =
    2 * sizeof(std::int64_t) + sizeof(logged) + sizeof(std::uint8_t);

} // namespace

plan_memory::plan_memory(std::size_t tasks, arrivals how)
    : bytes_(sizeof(arrival_plan) + (tasks + 1) * bytes_a_task) {
    memory_ = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory_ == MAP_FAILED) {
        throw_errno(errno, "mapping the arrivals of " + std::to_string(tasks) + " tasks");
    }
    plan_ = ::new (memory_) arrival_plan{};
    auto* const after = reinterpret_cast<std::int64_t*>(plan_ + 1);
    auto* const log = reinterpret_cast<logged*>(after + 2 * tasks);
    after_ns_ = {after, tasks};
    plan_->after_ns = after;
    plan_->released_ns = after + tasks;
    plan_->refused = reinterpret_cast<std::uint8_t*>(log + tasks);
    if (how == arrivals::brought) {
        plan_->log.tasks = log; // zeros, as the kernel gives them: begin() writes them again
    }
}

plan_memory::~plan_memory() {
    std::destroy_at(plan_);
    ::munmap(memory_, bytes_);
}

} // namespace crossover::bench

#include "bench/programs/shared_results.hpp"

#include "base/error.hpp"
#include "bench/sample/outcomes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace crossover::bench {

shared_results::shared_results(std::size_t tasks)
    : tasks_(tasks),
      bytes_(std::max<std::size_t>(tasks, 1) * (sizeof(std::uint64_t) + sizeof(stamp))),
      file_(::memfd_create("crossover-results", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
    // Allocated now: where there is no room, the first to touch a page would be killed (SIGBUS).
    const bool room =
        file_ && ::fallocate(file_.get(), 0, 0, static_cast<off_t>(bytes_)) == 0 &&
        ::fcntl(file_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
    void* const memory = room ? ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                                       MAP_SHARED | MAP_POPULATE, file_.get(), 0)
                              : MAP_FAILED;
    if (memory == MAP_FAILED) {
        throw error(exit_code::machine_limit,
                    "cannot make a file in memory of " + std::to_string(bytes_) +
                        " bytes for the results of " + std::to_string(tasks) +
                        " tasks of a program (" + std::strerror(errno) + "); lower --tasks");
    }
    memory_ = static_cast<std::byte*>(memory);
    digests_ = {reinterpret_cast<std::uint64_t*>(memory_ + digests_at()), tasks};
    stamps_ = {reinterpret_cast<stamp*>(memory_ + stamps_at()), tasks};
}

shared_results::~shared_results() {
    ::munmap(memory_, bytes_);
}

std::string shared_results::path() const {
    return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file_.get());
}

void shared_results::wipe(std::size_t tasks, bool stamps) {
    std::ranges::fill(digests_.first(tasks), no_result);
    if (stamps) {
        std::ranges::fill(stamps_.first(tasks), stamp{});
    }
}

std::size_t shared_results::done(std::size_t tasks) const noexcept {
    std::size_t count = 0;
    for (const volatile std::uint64_t& digest : digests_.first(tasks)) {
        count += digest != no_result ? 1 : 0;
    }
    return count;
}

void shared_results::copy_to(const batch& b) const {
    std::ranges::copy(digests_.first(b.tasks), b.results);
    if (b.stamps != nullptr) {
        std::ranges::copy(stamps_.first(b.tasks), b.stamps);
    }
}

} // namespace crossover::bench

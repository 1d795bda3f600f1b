#pragma once

#include "base/unique_fd.hpp"
#include "strategies/batch.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace crossover::bench {

/// The file in memory that a program writes its digests and stamps into: first a 64-bit digest for
/// each task, then two 64-bit stamps for each. It is a memfd, which no size of /dev/shm bounds, and
/// is found by its path in /proc. Sealed: nobody can change its size under the one who reads it.
class shared_results {
public:
    /// Throws error(machine_limit) when the system has no room for so many tasks.
    explicit shared_results(std::size_t tasks);
    shared_results(const shared_results&) = delete;
    shared_results& operator=(const shared_results&) = delete;
    ~shared_results();

    [[nodiscard]] std::string path() const;
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t digests_at() const noexcept { return 0; }
    [[nodiscard]] std::size_t stamps_at() const noexcept { return tasks_ * sizeof(std::uint64_t); }

    /// Begins a batch: what an earlier one has left is wiped, and so is what came before its time.
    void wipe(std::size_t tasks, bool stamps);

    /// How many of the first `tasks` tasks have a digest.
    [[nodiscard]] std::size_t done(std::size_t tasks) const noexcept;

    /// Copies what is there into a batch: what the program does to it later is seen by nobody.
    void copy_to(const batch& b) const;

private:
    std::size_t tasks_;
    std::size_t bytes_;
    unique_fd file_;
    std::byte* memory_ = nullptr;
    std::span<std::uint64_t> digests_;
    std::span<stamp> stamps_;
};

} // namespace crossover::bench

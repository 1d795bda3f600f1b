#pragma once

#include "base/unique_fd.hpp"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossover {

/// A program that was started, whose output and error output are read here. It leads a process
/// group of its own, which ends with it or with this object, and dies with the thread that started
/// it: neither a zombie nor a process is left behind. Its input is /dev/null. Not thread-safe.
class command_process {
public:
    command_process() = default;
    command_process(const command_process&) = delete;
    command_process& operator=(const command_process&) = delete;
    ~command_process() { end(); }

    /// Whether `open` was called in this process: a forked child opens anew, for it would hear of
    /// its siblings' programs.
    [[nodiscard]] bool is_open() const noexcept;

    /// Makes `descriptor()`. Throws error(machine_limit) without a descriptor left.
    void open();

    /// Starts a program. The calling thread stands still until it runs (vfork), some 100 us: the
    /// cheapest way there is. Preconditions: none runs, and `open` was called in this process.
    /// Throws error(server_failed) when it cannot be run, error(machine_limit) when the system has
    /// no process or descriptor left.
    void start(const std::string& program, std::vector<std::string> words);

    /// Readable when the program has written or, where `tells_end()`, has ended. It stays the same
    /// from one program to the next; -1 before `open`.
    [[nodiscard]] int descriptor() const noexcept { return watch_.get(); }

    /// Whether `descriptor()` tells of the end. A kernel before Linux 5.3 and some containers
    /// refuse that (pidfd_open); then someone must look.
    [[nodiscard]] bool tells_end() const noexcept { return bool{end_}; }

    /// Reads what there is of both outputs, without blocking and for a bounded time, and forgets
    /// all but the last of the error output. Throws std::system_error.
    void skim();

    /// The wait status, once the program itself has ended: what it left running in its group is
    /// killed then, whoever holds its output open. Does not block.
    std::optional<int> reap();

    /// The last line of what the last program wrote to its error output; empty when it wrote none.
    [[nodiscard]] std::string last_words() const;

    /// Kills what still runs, and closes what belonged to it. Blocks while the kernel takes the
    /// program down.
    void end() noexcept;

private:
    void watch(int fd) const;
    void watch_the_end();
    void close_all() noexcept;

    pid_t pid_ = -1; ///< -1: none runs
    pid_t owner_ = -1; ///< in whose process `watch_` was made
    unique_fd watch_; ///< an epoll instance for the three below
    unique_fd output_;
    unique_fd errors_;
    unique_fd end_;
    std::string tail_; ///< of the error output
};

/// How a wait status reads in a sentence: "ended with status 3", "was ended by signal 9 (Killed)".
std::string text_of_status(int status);

} // namespace crossover

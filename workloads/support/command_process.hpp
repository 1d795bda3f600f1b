#pragma once

#include "base/unique_fd.hpp"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace crossover {

/// A program that was started, whose output is read here. It leads a process group of its own,
/// which ends with it or with this object, and dies with the thread that started it: neither a
/// zombie nor a process is left behind. Its input and its error output are /dev/null.
class command_process {
public:
    command_process() = default;
    command_process(const command_process&) = delete;
    command_process& operator=(const command_process&) = delete;
    ~command_process() { end(); }

    /// Starts a program. The calling thread stands still until it runs (vfork), some 100 us: the
    /// cheapest way there is. Precondition: none runs. Throws error(server_failed) when it cannot
    /// be run, error(machine_limit) when the system has no process or descriptor left.
    void start(const std::string& program, std::vector<std::string> words);

    /// Where its output is read, without blocking. -1 when it is closed.
    [[nodiscard]] int output() const noexcept { return output_.get(); }
    void close_output() noexcept { output_.reset(); }

    /// Reads what there is of the output, and forgets it: the number of bytes; 0 at its end,
    /// nothing when there is none yet. Throws std::system_error.
    std::optional<std::size_t> skim();

    /// A descriptor that is readable when the program has ended; -1 on a kernel before Linux 5.3.
    [[nodiscard]] int end_descriptor();

    /// The wait status, once the program has ended; what it left running in its group is killed
    /// then. Does not block.
    std::optional<int> reap();

    /// Kills what still runs, and closes everything. Blocks while the kernel takes the program
    /// down.
    void end() noexcept;

private:
    pid_t pid_ = -1; ///< -1: none runs
    unique_fd output_;
    unique_fd end_;
};

/// How a wait status reads in a sentence: "ended with status 3", "was ended by signal 9 (Killed)".
std::string text_of_status(int status);

} // namespace crossover

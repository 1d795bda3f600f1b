#pragma once

#include "base/unique_fd.hpp"
#include "bench/programs/supervisor.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace crossover::bench {

/// A program that runs, and the lines that go to and fro. Whatever the program does, no call waits
/// beyond its time, and when the object is gone so is every process that the program has started.
///
/// Errors: error(program_failed), one sentence that names the program, what it was to do, what it
/// did and what to do about it; the program's last words on standard error stand in it. Not
/// thread-safe.
class program_process {
public:
    /// Starts the program at `path`. Throws error(bad_input) when it cannot be executed.
    explicit program_process(std::string path);
    program_process(const program_process&) = delete;
    program_process& operator=(const program_process&) = delete;
    ~program_process();

    /// Sends a line (its end is added), and returns the program's answer, one line without its end.
    /// `asked` names what was sent, for errors. `expired` is asked every `patience_ns` and says
    /// why the program is not waited for any longer; empty: it is.
    std::string ask(const std::string& line, const std::string& asked, std::int64_t patience_ns,
                    const std::function<std::string()>& expired);

    /// The same, with one patience.
    std::string ask(const std::string& line, const std::string& asked, std::int64_t patience_ns);

    /// When the last answer had arrived, on the steady clock.
    [[nodiscard]] std::int64_t answered_ns() const noexcept { return answered_ns_; }

    /// Tells the program to quit and waits until it and all that it has started have ended. Throws
    /// when it does not, ends badly, or leaves processes behind; they are ended all the same.
    void quit();

    /// The same without a word: closes the program's standard input.
    void hang_up();

    /// Ends all its processes now.
    void end() noexcept;

    /// Throws the error of this program: "PATH WHAT in its answer to ASKED; ADVICE".
    [[noreturn]] void fail(const std::string& what) const;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] pid_t supervisor() const noexcept { return supervisor_; }

private:
    void write_line(const std::string& line, std::int64_t until_ns);
    bool take_input(int wait_ms);
    void read_output();
    void read_errors();
    void read_notes();
    [[nodiscard]] std::optional<std::string> take_line();
    void require_alive();
    [[nodiscard]] std::string last_words() const;
    void see_it_end(std::int64_t until);
    [[nodiscard]] bool something_left(std::int64_t until_ns);

    std::string path_;
    pid_t owner_;
    pid_t supervisor_ = 0;
    pid_t pid_ = 0;
    unique_fd input_, output_, errors_, line_;
    std::string unread_; ///< of its output
    std::string complaints_; ///< the end of its standard error
    std::string asked_ = "starting";
    std::int64_t answered_ns_ = 0;
    std::int64_t error_bytes_ = 0; ///< since it was asked
    std::optional<int> ended_; ///< what waitpid says
    std::optional<int> left_; ///< the supervisor's last answer
};

} // namespace crossover::bench

#pragma once

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>

namespace crossover {

/// What the process tells its caller; the same numbers in the bench binary and in `crossover`.
enum class exit_code : int {
    success = 0,
    internal = 1,
    bad_input = 2,
    server_failed = 3,
    results_file = 4,
    invalid_measurement = 5,
    missing_dependency = 6,
    machine_limit = 7,
    /// A service has turned the contender away, for it asks for more than the service gives anyone:
    /// a measured result, not an error, so no process ends with it.
    refused = 9,
    /// A program has broken its contract: it crashed, fell silent, wrote what it was not asked for,
    /// or left processes behind (docs/PROGRAMS.md).
    program_failed = 10,
};

/// An error that a person can act on: one sentence with the value, what is allowed and what to do.
class error : public std::runtime_error {
public:
    error(exit_code code, const std::string& sentence)
        : std::runtime_error(sentence), code_(code) {}

    [[nodiscard]] exit_code code() const noexcept { return code_; }

private:
    exit_code code_;
};

/// What a person can do where the system refuses with this number because a limit is reached; null
/// for all other numbers. A literal: where memory was refused, none is to be had for saying so.
[[nodiscard]] inline const char* limit_advice(int number) noexcept {
    switch (number) {
    case EMFILE:
        return "lower --limit or raise the descriptor limit with ulimit -n";
    case ENFILE:
        return "lower --limit or raise the system's limit of open files, fs.file-max";
    case ENOMEM:
    case ENOBUFS:
        return "lower --tasks or --limit, or raise the memory limit (ulimit -v, or memory.max of "
               "the control group)";
    case EAGAIN:
        return "lower --limit or raise the limit of threads and processes (ulimit -u, or pids.max "
               "of the control group)";
    default:
        return nullptr;
    }
}

/// Throws for errno, saying what was attempted: error(machine_limit) where a limit is reached, else
/// std::system_error.
[[noreturn]] inline void throw_errno(int number, const std::string& attempted) {
    if (const char* const advice = limit_advice(number); advice != nullptr) {
        throw error(exit_code::machine_limit,
                    attempted + ": " + std::strerror(number) + "; " + advice);
    }
    throw std::system_error(number, std::generic_category(), attempted);
}

} // namespace crossover

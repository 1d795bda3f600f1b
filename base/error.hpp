#pragma once

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

/// Throws std::system_error for errno, saying what was attempted.
[[noreturn]] inline void throw_errno(int number, const std::string& attempted) {
    throw std::system_error(number, std::generic_category(), attempted);
}

} // namespace crossover

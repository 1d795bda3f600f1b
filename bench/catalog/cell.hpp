#pragma once

#include "strategies/runner.hpp"
#include "workloads/support/parameters.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace crossover::bench {

/// More tasks than this are refused: their outcomes alone would take gigabytes.
inline constexpr std::size_t max_tasks = 100'000'000;

/// One place on the map: a workload with its parameters, the number of tasks and the limit.
struct cell {
    std::string workload;
    batch_size size;
    /// All numbers, defaults included but of those that are left unsaid then.
    std::map<std::string, std::int64_t> parameters;
    std::map<std::string, std::string> chosen; ///< of those that are choices: the word
    std::map<std::string, std::string>
        words; ///< of those that are written and no default: the text

    /// Its parameters with their values as they are written, by name: the word of a choice, the
    /// number or the text of any other.
    [[nodiscard]] std::map<std::string, std::string> written() const;
};

/// Reads `tcp/tasks:1000/limit:64/wait_us:5000`. `limit` is the number of tasks when it is not
/// given. Throws error(bad_input) with the part that is wrong, what is allowed, and the nearest
/// known name.
cell parse_cell(std::string_view text);

/// What a workload is made of for this cell, in a run. Throws error(bad_input) as `parameters`.
parameters parameters_of(const cell& where, const run_settings& run);

/// Reads a whole number. Throws error(bad_input) naming `what` unless it lies in [min, max].
std::int64_t parse_count(std::string_view what, std::string_view text, std::int64_t min,
                         std::int64_t max);

} // namespace crossover::bench

#pragma once

#include "strategies/runner.hpp"

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
    std::map<std::string, std::int64_t> parameters; ///< all of them, defaults included
    std::map<std::string, std::string> chosen; ///< of those that are choices: the word

    /// The value of a parameter as it is written: the word of a choice, the number of any other.
    [[nodiscard]] std::string written(const std::string& name) const;
};

/// Reads `tcp/tasks:1000/limit:64/wait_us:5000`. `limit` is the number of tasks when it is not
/// given. Throws error(bad_input) with the part that is wrong, what is allowed, and the nearest
/// known name.
cell parse_cell(std::string_view text);

/// Reads a whole number. Throws error(bad_input) naming `what` unless it lies in [min, max].
std::int64_t parse_count(std::string_view what, std::string_view text, std::int64_t min,
                         std::int64_t max);

} // namespace crossover::bench

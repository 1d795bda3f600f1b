#pragma once

#include "bench/catalog/cell.hpp"
#include "workloads/support/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace crossover::bench {

/// How a contender is served (bench/serve/).
struct service_options {
    std::uint16_t port = 0; ///< 0: any that is free
    std::int64_t for_ns = 30'000'000'000; ///< then it ends
    std::optional<std::size_t> queue = {}; ///< requests that may stand in line; nothing: any number
};

/// What the command line asks for, Google Benchmark's own flags aside.
struct options {
    enum class action { run, help, list, plan, metrics, info, calibrate, check_program, serve };

    action what = action::run;
    std::vector<cell> cells;
    std::vector<std::string> contenders; ///< shell-style globs; empty: all
    std::vector<std::string> programs; ///< paths of contenders that are programs
    std::string checked_program; ///< whose promises are to be checked; empty: none
    std::string samples_out; ///< where measurements are appended; empty: nowhere
    run_settings settings; ///< rates and texts
    std::size_t batches =
        0; ///< measured batches in a sample; 0: until min_time_ns has been measured
    std::int64_t min_time_ns = 100'000'000;
    std::int64_t patience_ns = 10'000'000'000; ///< for which no task may end, beyond its wait,
                                               ///< where waits have no deadline
    double quota_cores =
        0; ///< what a quota of CPU time stands for, over its period; 0: there is none. Not a flag
    std::int64_t slo_ns = 0; ///< what a request may take: the generator may be late by 5 % of it;
                             ///< 0: by 5 % of the median latency
    bool observe_all = true; ///< else only what takes no batch more
    service_options service;
    std::size_t min_batches =
        1; ///< measured at least, however long one takes; batches decides where it is given
    std::int64_t min_batches_ns = std::numeric_limits<std::int64_t>::max(); ///< of batches that
                                                                            ///< take longer, one
};

/// Reads the flags. Throws error(bad_input) for an unknown flag, naming the nearest, and for a bad
/// value.
options parse_options(const std::vector<std::string>& arguments);

/// The text of --help.
const char* help_text();

} // namespace crossover::bench

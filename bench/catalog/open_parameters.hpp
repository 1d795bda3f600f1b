#pragma once

#include "workloads/support/parameters.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossover::bench {

/// How requests arrive in an open loop, written `poisson`, `constant` or `bursts(K)`.
class arrival_pattern {
public:
    /// Throws error(bad_input) with the text and what is allowed.
    explicit arrival_pattern(std::string_view text);

    /// When each of so many requests arrives, in nanoseconds from the batch's start, at `rate` a
    /// second on average: at random and one by one, one after another as a clock ticks, or K at
    /// once at random. The same for the same seed.
    [[nodiscard]] std::vector<std::int64_t> draw(std::size_t requests, double rate,
                                                 std::uint64_t seed) const;

private:
    std::size_t at_once_ = 1;
    bool at_random_ = true;
};

/// Before the first request, so that loops and workers sleep when it comes.
inline constexpr std::int64_t quiet_start_ns = 5'000'000;

/// What every workload takes beside its own parameters, so that its tasks are requests that arrive
/// whether or not those before them are done. A cell without a rate mentions none.
inline constexpr std::array open_parameters{
    parameter{"rate",
              unit::count,
              0,
              0,
              1'000'000,
              "requests that arrive in a second, whoever is busy; 0: all tasks are there at once",
              {},
              {},
              nullptr,
              true},
    written_parameter("arrivals", "poisson", "how they arrive: poisson, constant or bursts(K)",
                      [](std::string_view text) { static_cast<void>(arrival_pattern(text)); }),
    parameter{
        "queue",
        unit::count,
        -1,
        -1,
        1'000'000,
        "requests that may stand in line before the limit; one more is refused; -1: any number",
        {},
        {},
        nullptr,
        true}};

/// A workload's own parameters and those.
std::vector<parameter> with_open_parameters(std::span<const parameter> own);

/// Whether, and until when, the tasks of a cell arrive: 0 where all are there at once.
std::int64_t last_arrival_ns(const parameters& p, std::size_t tasks);

/// Whether the cell is one of requests that arrive.
bool is_open(const parameters& p);

/// How many of them may stand in line before the limit; nothing: any number.
std::optional<std::size_t> queue_of(const std::map<std::string, std::int64_t>& values);

} // namespace crossover::bench

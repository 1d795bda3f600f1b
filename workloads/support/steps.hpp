#pragma once

#include "workloads/support/parameters.hpp"
#include "workloads/support/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace crossover::workloads {

/// One step of a request: it waits for a server, sleeps, or computes.
struct request_step {
    enum class kind : std::uint8_t { tcp, sleep, cpu };
    kind what = kind::tcp;
    std::int64_t mean_us = 0;
    shape around{"constant"}; ///< how the times of the tasks are spread around that mean
    std::size_t calls = 1; ///< of tcp: made at once
    std::size_t needed = 1; ///< so many of their answers: where not all are, any will do

    /// Which of its calls are answered, chance decides.
    [[nodiscard]] bool is_race() const noexcept { return needed < calls; }
    [[nodiscard]] bool waits() const noexcept { return what != kind::cpu; }
};

inline constexpr std::size_t most_steps = 16;
inline constexpr std::size_t most_calls = 64; ///< of one step

/// Reads `tcp 2ms; cpu 100us; all(tcp 5ms lognormal(1) x 4); quorum(3, tcp 5ms x 4); first(tcp 5ms
/// x 2); sleep 1ms`: up to 16 steps, parted by semicolons. Throws error(bad_input) with the step
/// that is wrong, its place, and what is allowed.
std::vector<request_step> read_steps(std::string_view text);

/// The number by which a call of a step of a task goes to the server and is awaited.
constexpr std::uint64_t call_number(std::size_t task, std::size_t step, std::size_t call) noexcept {
    static_assert(most_steps == 16 && most_calls == 64);
    return (std::uint64_t{task} << 10) | (step << 6) | call;
}
constexpr std::size_t task_of(std::uint64_t number) noexcept {
    return number >> 10;
}
constexpr std::size_t step_of(std::uint64_t number) noexcept {
    return (number >> 6) % most_steps;
}
constexpr std::size_t call_of(std::uint64_t number) noexcept {
    return number % most_calls;
}

/// Steps, with the times that each takes in each task.
class drawn_steps {
public:
    explicit drawn_steps(const parameters& p);

    [[nodiscard]] const std::vector<request_step>& steps() const noexcept { return steps_; }

    /// Of one call of a step, or of what it sleeps or computes.
    [[nodiscard]] std::int64_t ns(std::size_t task, std::size_t step,
                                  std::size_t call = 0) const noexcept {
        return times_[step].ns(task * most_calls + call);
    }

    /// What all waits of a task take where each step's calls are made at once, of which it waits
    /// for as many as it needs; and what it computes. One call after another takes no less: the
    /// longest of some is no shorter than as many of the shortest.
    [[nodiscard]] std::int64_t wait_ns(std::size_t task) const noexcept;
    [[nodiscard]] std::int64_t cpu_ns(std::size_t task) const noexcept;

    /// The same of the average task: of several calls no more than the mean of each is known.
    [[nodiscard]] std::int64_t mean_wait_ns() const noexcept { return mean_wait_ns_; }
    [[nodiscard]] std::int64_t mean_cpu_ns() const noexcept { return mean_cpu_ns_; }

    [[nodiscard]] bool waits_differ() const noexcept { return waits_differ_; }
    [[nodiscard]] bool computing_differs() const noexcept { return computing_differs_; }

    /// Of the calls of one task: how many in all, how many must be answered, and the most that
    /// are made at once.
    [[nodiscard]] std::size_t calls() const noexcept { return calls_; }
    [[nodiscard]] std::size_t needed() const noexcept { return needed_; }
    [[nodiscard]] std::size_t most_at_once() const noexcept { return most_at_once_; }

private:
    [[nodiscard]] std::int64_t step_wait_ns(std::size_t task, std::size_t step) const noexcept;

    std::vector<request_step> steps_;
    std::vector<drawn_times> times_;
    std::int64_t mean_wait_ns_ = 0;
    std::int64_t mean_cpu_ns_ = 0;
    bool waits_differ_ = false;
    bool computing_differs_ = false;
    std::size_t calls_ = 0;
    std::size_t needed_ = 0;
    std::size_t most_at_once_ = 0;
};

} // namespace crossover::workloads

#pragma once

#include "workloads/support/sha256_rounds.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// A script that asks for a few things, once, and is done: each task waits a little and computes a
/// little. Threads, processes and loops are started for it alone, so what a sample counts is
/// set-up, the first batch and tear-down.
class simple_script : public workload_defaults {
public:
    static constexpr std::string_view name = "simple_script";
    static constexpr std::string_view summary =
        "a few short requests, once: set-up, run and tear-down are counted";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 1000, 0, max_duration_us, "how long each request waits"},
        parameter{"cpu_us", unit::us, 100, 0, max_duration_us,
                  "how long each then computes on an idle core"},
        wait_shape};
    static constexpr bool cold = true;
    using wait_type = wait::timer;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        auto all = timer_waits(p).cost_of(tasks);
        all.cpu_ns = p["cpu_us"] * 1000;
        return all;
    }

    explicit simple_script(const parameters& p)
        : waits_(timer_waits(p)), rounds_(sha256_rounds::lasting(p["cpu_us"], p)) {}

    [[nodiscard]] wait::timer wait(std::size_t i) const noexcept {
        return {std::chrono::nanoseconds(waits_.ns(i))};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                        std::uint64_t salt = 0) const {
        return rounds_.digest(i, salt) ^ answer;
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const {
        return rounds_.expected(i, salt);
    }
    [[nodiscard]] std::optional<told_values> told() const {
        return told_if_alike(waits_, {{"wait_ns", wait_ns()}, {"bytes", rounds_.bytes()}});
    }
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return waits_.mean_ns(); }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const noexcept {
        return waits_.own_ns(i);
    }

private:
    drawn_times waits_;
    sha256_rounds rounds_;
};

static_assert(workload<simple_script>);

} // namespace crossover::workloads

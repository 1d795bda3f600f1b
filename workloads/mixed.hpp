#pragma once

#include "workloads/support/sha256_rounds.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task waits, then computes: a fixed length of time, of which a given share is waiting.
class mixed : public workload_defaults {
public:
    static constexpr std::string_view name = "mixed";
    static constexpr std::string_view summary =
        "each task sleeps, then hashes; any share of waiting";
    static constexpr std::array parameter_list{
        parameter{"work_us", unit::us, 2000, 1, max_duration_us,
                  "how long one task takes on its own"},
        parameter{"wait_share_pct", unit::percent, 50, 0, 100, "share of that time spent waiting"},
        wait_shape};
    using wait_type = wait::timer;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        auto all = waits(p).cost_of(tasks);
        all.cpu_ns = p["work_us"] * (100 - p["wait_share_pct"]) / 100 * 1000;
        return all;
    }

    explicit mixed(const parameters& p)
        : waits_(waits(p)),
          rounds_(sha256_rounds::lasting(p["work_us"] * (100 - p["wait_share_pct"]) / 100, p)) {}

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
    static drawn_times waits(const parameters& p) {
        return waits_of(p, p["work_us"] * p["wait_share_pct"] * 10, 1); // us * percent = 10 ns
    }

    drawn_times waits_;
    sha256_rounds rounds_;
};

static_assert(workload<mixed>);

} // namespace crossover::workloads

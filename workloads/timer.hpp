#pragma once

#include "base/digest.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task sleeps for a time and does nothing else: the article's `await
/// asyncio.sleep(0.2)`.
class timer : public workload_defaults {
public:
    static constexpr std::string_view name = "timer";
    static constexpr std::string_view summary = "each task sleeps for a given time";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 200'000, 0, max_duration_us, "how long each task sleeps"},
        wait_shape};
    using wait_type = wait::timer;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        return timer_waits(p).cost_of(tasks);
    }

    explicit timer(const parameters& p) : waits_(timer_waits(p)) {}

    [[nodiscard]] wait::timer wait(std::size_t i) const noexcept {
        return {std::chrono::nanoseconds(waits_.ns(i))};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return mix(i ^ answer ^ salt);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept {
        return mix(i ^ salt);
    }
    [[nodiscard]] std::optional<told_values> told() const {
        return told_if_alike(waits_, {{"wait_ns", wait_ns()}});
    }
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return waits_.mean_ns(); }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const noexcept {
        return waits_.own_ns(i);
    }

private:
    drawn_times waits_;
};

static_assert(workload<timer>);

} // namespace crossover::workloads

#pragma once

#include "base/digest.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task sleeps for the same time and does nothing else: the article's `await
/// asyncio.sleep(0.2)`.
class timer : public workload_defaults {
public:
    static constexpr std::string_view name = "timer";
    static constexpr std::string_view summary = "each task sleeps for a given time";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 200'000, 0, max_duration_us, "how long each task sleeps"}};
    using wait_type = wait::timer;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t /*tasks*/) {
        return {.wait_ns = p["wait_us"] * 1000};
    }

    explicit timer(const parameters& p) : duration_(p["wait_us"]) {}

    [[nodiscard]] wait::timer wait(std::size_t /*i*/) const noexcept { return {duration_}; }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return mix(i ^ answer ^ salt);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept {
        return mix(i ^ salt);
    }
    [[nodiscard]] told_values told() const { return {{"wait_ns", wait_ns()}}; }
    [[nodiscard]] std::int64_t wait_ns() const noexcept {
        return std::chrono::nanoseconds(duration_).count();
    }

private:
    std::chrono::microseconds duration_;
};

static_assert(workload<timer>);

} // namespace crossover::workloads

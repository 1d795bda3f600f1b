#pragma once

#include "base/digest.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task makes a library call that can only block, as drivers without an asynchronous
/// interface do. No loop can await it: `gather` cannot run it, `blocking_gather` stands still for
/// it, `offload` hands it to threads.
class sync_only : public workload_defaults {
public:
    static constexpr std::string_view name = "sync_only";
    static constexpr std::string_view summary =
        "each task makes a call that can only block, and cannot be awaited";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 5000, 0, max_duration_us, "how long each call blocks"},
        wait_shape};
    using wait_type = wait::sync_only;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        return timer_waits(p).cost_of(tasks);
    }

    explicit sync_only(const parameters& p) : waits_(timer_waits(p)) {}

    [[nodiscard]] wait::sync_only wait(std::size_t i) const noexcept {
        return {std::chrono::nanoseconds(waits_.ns(i))};
    }
    [[nodiscard]] static wait::sync_only::endpoint endpoint() noexcept { return {}; }
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

static_assert(workload<sync_only>);

} // namespace crossover::workloads

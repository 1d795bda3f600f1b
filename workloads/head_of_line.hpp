#pragma once

#include "base/clock.hpp"
#include "base/shared_memory.hpp"
#include "workloads/support/sha256_rounds.hpp"
#include "workloads/workload.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

namespace crossover::workloads {

/// Small requests that arrive one after another, every few of them followed by one that burns CPU:
/// what the small ones wait for the burning ones. Task i arrives i periods after the batch began,
/// waits for its input, and then computes.
///
/// Requests arrive whether or not those before them are done, so what a burning task holds up shows
/// in the latency of every small one that arrives meanwhile. With a period of 0 all arrive at once.
class head_of_line : public workload_defaults {
public:
    static constexpr std::string_view name = "head_of_line";
    static constexpr std::string_view summary =
        "small requests arrive beside some that burn CPU: how long do the small ones take?";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 2000, 0, max_duration_us,
                  "how long each request waits for its input"},
        parameter{"light_us", unit::us, 20, 0, max_duration_us,
                  "how long a small one computes on an idle core"},
        parameter{"burn_us", unit::us, 5000, 0, max_duration_us,
                  "how long a burning one computes on an idle core"},
        parameter{"heavy_pct", unit::percent, 5, 0, 100, "share of requests that burn CPU"},
        parameter{"period_us", unit::us, 750, 0, max_duration_us,
                  "time from one arrival to the next"}};
    using wait_type = wait::timer;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        const auto heavy_pct = static_cast<std::size_t>(p["heavy_pct"]);
        const double light = static_cast<double>(p["light_us"]) * 1000;
        const double heavy = heavy_pct > 0 ? static_cast<double>(p["burn_us"]) * 1000 : light;
        const double mean = light + (heavy - light) * static_cast<double>(heavy_pct) / 100;
        task_cost all{.wait_ns = p["wait_us"] * 1000, .cpu_ns = std::llround(mean)};
        if (tasks > 0) {
            all.last_arrival_ns = static_cast<std::int64_t>(tasks - 1) * p["period_us"] * 1000;
        }
        if (tasks > 0 && mean > 0) {
            const auto heavies = heavy_within(tasks, heavy_pct);
            const double share = static_cast<double>(heavies) / static_cast<double>(tasks);
            all.mean_share = (light + (heavy - light) * share) / mean;
            all.largest_share =
                std::max(heavies > 0 ? heavy : 0.0, heavies < tasks ? light : 0.0) / mean;
        }
        return all;
    }

    explicit head_of_line(const parameters& p)
        : wait_(p["wait_us"]),
          period_(p["period_us"]),
          heavy_pct_(static_cast<std::size_t>(p["heavy_pct"])),
          light_(sha256_rounds::lasting(p["light_us"], p)),
          heavy_(sha256_rounds::lasting(heavy_pct_ > 0 ? p["burn_us"] : 0, p)) {}

    /// Until the request arrives, and then for its input; one that is begun late waits for its
    /// input all the same.
    [[nodiscard]] wait::timer wait(std::size_t i) const noexcept {
        const auto start_ns = start_ns_->load(std::memory_order_relaxed);
        const std::chrono::nanoseconds early(start_ns + arrival_ns(i) - now_ns());
        return {std::max(early, std::chrono::nanoseconds(0)) + wait_};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                        std::uint64_t salt = 0) const {
        return rounds(i).digest(i, salt) ^ answer;
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const {
        return rounds(i).expected(i, salt);
    }
    [[nodiscard]] std::int64_t wait_ns() const noexcept {
        return std::chrono::nanoseconds(wait_).count();
    }

    [[nodiscard]] told_values told() const {
        return {{"wait_ns", wait_ns()},
                {"period_ns", arrival_ns(1)},
                {"heavy_pct", static_cast<std::int64_t>(heavy_pct_)},
                {"light_bytes", light_.bytes()},
                {"heavy_bytes", heavy_.bytes()}};
    }

    /// When task i arrives, in nanoseconds from the batch's start.
    [[nodiscard]] std::int64_t arrival_ns(std::size_t i) const noexcept {
        return static_cast<std::int64_t>(i) * std::chrono::nanoseconds(period_).count();
    }
    /// The batch begins at this time of the steady clock. Not while a task runs.
    void start_at(std::int64_t start_ns) const noexcept {
        start_ns_->store(start_ns, std::memory_order_relaxed);
    }

    /// The burning tasks are spread as evenly as whole numbers allow, as Bresenham spreads the
    /// steps of a line.
    [[nodiscard]] bool is_heavy(std::size_t i) const noexcept {
        return heavy_within(i + 1, heavy_pct_) != heavy_within(i, heavy_pct_);
    }
    [[nodiscard]] bool is_probe(std::size_t i) const noexcept { return !is_heavy(i); }

    /// What task i computes, as a share of the average task.
    [[nodiscard]] double cost_share(std::size_t i) const noexcept {
        const auto share = static_cast<double>(heavy_pct_) / 100;
        const auto light = static_cast<double>(light_.bytes());
        const double mean = light + (static_cast<double>(heavy_.bytes()) - light) * share;
        return mean > 0 ? static_cast<double>(rounds(i).bytes()) / mean : 1;
    }

private:
    /// How many of the first `tasks` burn.
    static std::size_t heavy_within(std::size_t tasks, std::size_t heavy_pct) noexcept {
        return tasks / 100 * heavy_pct + tasks % 100 * heavy_pct / 100;
    }

    [[nodiscard]] const sha256_rounds& rounds(std::size_t i) const noexcept {
        return is_heavy(i) ? heavy_ : light_;
    }

    std::chrono::microseconds wait_;
    std::chrono::microseconds period_;
    std::size_t heavy_pct_;
    sha256_rounds light_;
    sha256_rounds heavy_;
    shared_memory<std::atomic<std::int64_t>>
        start_ns_; ///< with worker processes; 0: all have arrived long ago
};

static_assert(workload<head_of_line>);

} // namespace crossover::workloads

#pragma once

#include "base/digest.hpp"
#include "workloads/servers/server_process.hpp"
#include "workloads/servers/tcp_server_report.hpp"
#include "workloads/support/retrying_call.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task calls a service that takes only so many requests at once, and refuses or slows beyond
/// that. A client that is refused waits a little and tries again: what a limit on the tasks in
/// flight is for.
class limited_api : public workload_defaults {
public:
    static constexpr std::string_view name = "limited_api";
    static constexpr std::string_view summary =
        "each task calls a service with a capacity, which refuses or slows beyond it";
    static constexpr std::array<std::string_view, 2> overloads{"refuse", "slow"};
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 5000, 1, max_duration_us,
                  "how long a request holds its place in the service"},
        parameter{"capacity", unit::count, 16, 1, servers::max_server_capacity,
                  "how many requests the service takes at once"},
        parameter{"over", unit::choice, 0, 0, overloads.size() - 1,
                  "what it does with more: refuse them, or let them wait, which makes it slower",
                  overloads},
        parameter{"bytes", unit::bytes, 64, wait::tcp_min_bytes, wait::tcp_max_bytes,
                  "size of a request and of an answer"},
        parameter{"backoff_us", unit::us, 1000, 1, 60'000'000,
                  "the longest pause after a first refusal; it doubles, up to 64 times as long"},
        parameter{"attempts", unit::count, 100, 1, 1'000'000, "calls of one task before it fails"},
        wait_shape};
    using wait_type = wait::dialogue;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        return server_waits(p).cost_of(tasks);
    }

    [[nodiscard]] static workload_needs needs(const parameters& p) {
        return {.slot_bytes = static_cast<std::size_t>(2 * p["bytes"])};
    }

    explicit limited_api(const parameters& p);

    [[nodiscard]] static wait::dialogue wait(std::size_t i) noexcept { return {.index = i}; }
    [[nodiscard]] wait::dialogue::endpoint endpoint() const noexcept { return {.source = &calls_}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, answer);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept;
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return waits_.mean_ns(); }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const noexcept {
        return waits_.own_ns(i);
    }
    [[nodiscard]] std::optional<told_values> told() const;

    [[nodiscard]] server_report server() { return servers::report(server_.stats()); }
    void reset_server() { server_.reset(); }
    [[nodiscard]] server_exchange exchange(std::size_t /*tasks*/) const noexcept {
        return {
            .request_bytes = bytes_, .reply_bytes = bytes_, .refusal_bytes = wait::tcp_min_bytes};
    }

private:
    drawn_times waits_;
    std::uint32_t bytes_;
    retry_policy retry_;
    servers::server_process server_;
    retrying_calls calls_;
};

static_assert(workload<limited_api>);

} // namespace crossover::workloads

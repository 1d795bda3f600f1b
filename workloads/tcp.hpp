#pragma once

#include "base/digest.hpp"
#include "workloads/servers/server_process.hpp"
#include "workloads/servers/tcp_server_report.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task sends one request to a real server process over TCP and gets one reply after a delay.
class tcp : public workload_defaults {
public:
    static constexpr std::string_view name = "tcp";
    static constexpr std::string_view summary =
        "each task sends a request to a server process and gets its reply after a delay";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 5000, 0, max_duration_us,
                  "how long the server holds a reply back"},
        parameter{"bytes", unit::bytes, 64, wait::tcp_min_bytes, wait::tcp_max_bytes,
                  "size of a request and of a reply"},
        wait_shape};
    using wait_type = wait::tcp;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        return server_waits(p).cost_of(tasks);
    }

    [[nodiscard]] static workload_needs needs(const parameters& p) {
        return {.slot_bytes = static_cast<std::size_t>(2 * p["bytes"])};
    }

    explicit tcp(const parameters& p)
        : waits_(server_waits(p)),
          bytes_(static_cast<std::uint32_t>(p["bytes"])),
          server_(secret) {}

    [[nodiscard]] wait::tcp wait(std::size_t i) const noexcept {
        return {.index = i, .delay_us = waits_.us(i)};
    }
    [[nodiscard]] wait::tcp::endpoint endpoint() const noexcept {
        return {.port = server_.port(), .bytes = bytes_};
    }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, answer);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, mix(i ^ secret));
    }
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return waits_.mean_ns(); }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const noexcept {
        return waits_.own_ns(i);
    }

    [[nodiscard]] std::optional<told_values> told() const {
        return told_if_alike(waits_, {{"wait_ns", wait_ns()},
                                      {"delay_us", wait_ns() / 1000},
                                      {"bytes", std::int64_t{bytes_}},
                                      {"host", "127.0.0.1"},
                                      {"port", std::int64_t{server_.port()}}});
    }
    [[nodiscard]] pid_t waited_for() const noexcept { return server_.pid(); }
    [[nodiscard]] server_report server() { return servers::report(server_.stats()); }
    [[nodiscard]] server_exchange exchange(std::size_t /*tasks*/) const noexcept {
        return {.request_bytes = bytes_, .reply_bytes = bytes_};
    }
    void reset_server() { server_.reset(); }

private:
    /// Known to the server alone, so that an answer cannot be made up on this side.
    static constexpr std::uint64_t secret = 0x63726f73736f7665ULL;

    drawn_times waits_;
    std::uint32_t bytes_;
    servers::server_process server_;
};

static_assert(workload<tcp>);

} // namespace crossover::workloads

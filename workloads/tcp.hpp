#pragma once

#include "base/digest.hpp"
#include "workloads/peers/peer_process.hpp"
#include "workloads/peers/tcp_peer_report.hpp"
#include "workloads/workload.hpp"

#include <array>

namespace crossover::workloads {

/// Every task sends one request to a real peer process over TCP and gets one reply after a delay.
class tcp {
public:
    static constexpr std::string_view name = "tcp";
    static constexpr std::string_view summary =
        "each task sends a request to a peer process and gets its reply after a delay";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 5000, 0, max_duration_us, "how long the peer holds a reply back"},
        parameter{"bytes", unit::bytes, 64, wait::tcp_min_bytes, wait::tcp_max_bytes,
                  "size of a request and of a reply"}};
    using wait_type = wait::tcp;

    explicit tcp(const parameters& p)
        : delay_us_(static_cast<std::uint32_t>(p["wait_us"])),
          bytes_(static_cast<std::uint32_t>(p["bytes"])),
          peer_(secret) {}

    [[nodiscard]] wait::tcp wait(std::size_t i) const noexcept { return {.index = i, .delay_us = delay_us_}; }
    [[nodiscard]] wait::tcp::endpoint endpoint() const noexcept { return {.port = peer_.port(), .bytes = bytes_}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer) noexcept {
        return combine(i, answer);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return combine(i, mix(i ^ secret)); }
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return std::int64_t{delay_us_} * 1000; }

    [[nodiscard]] pid_t waited_for() const noexcept { return peer_.pid(); }
    [[nodiscard]] peer_report peer() { return peers::report(peer_.stats()); }
    [[nodiscard]] peer_exchange exchange(std::size_t /*tasks*/) const noexcept {
        return {.request_bytes = bytes_, .reply_bytes = bytes_};
    }
    void reset_peer() { peer_.reset(); }

private:
    /// Known to the peer alone, so that an answer cannot be made up on this side.
    static constexpr std::uint64_t secret = 0x63726f73736f7665ULL;

    std::uint32_t delay_us_;
    std::uint32_t bytes_;
    peers::tcp_peer peer_;
};

static_assert(workload<tcp>);
static_assert(accounts_for_peer<tcp> && waits_for_process<tcp>);

} // namespace crossover::workloads

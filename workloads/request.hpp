#pragma once

#include "base/digest.hpp"
#include "workloads/servers/server_process.hpp"
#include "workloads/servers/tcp_server_report.hpp"
#include "workloads/support/request_call.hpp"
#include "workloads/support/sha256_rounds.hpp"
#include "workloads/support/steps.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

namespace crossover::workloads {

/// Every task is a request as a service handles one: steps that wait for a server, sleep or
/// compute, one after another, which the cell spells out.
///
/// A coroutine awaits as often as the request waits, a thread or a process blocks as often, and
/// `offload` sends each computing step away. Calls of one step that are made at once (`all(...)`)
/// are so on an event loop; a thread, which can only block, makes them one after another, and of
/// `first(...)` and `quorum(...)` no more than are needed.
class request : public workload_defaults {
public:
    static constexpr std::string_view name = "request";
    static constexpr std::string_view summary =
        "each task takes several steps: calls of a server, sleeps and computing, as data";
    static constexpr std::array parameter_list{
        written_parameter("steps", "tcp 2ms; cpu 100us",
                          "up to 16 of: tcp TIME, sleep TIME, cpu TIME, each with a shape behind, "
                          "all(tcp TIME x K), first(...) and quorum(M, ...), parted by semicolons",
                          [](std::string_view text) { static_cast<void>(read_steps(text)); }),
        parameter{"bytes", unit::bytes, 64, wait::tcp_min_bytes, 16'384,
                  "size of a call and of its answer"}};
    using wait_type = wait::dialogue;

    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks);
    [[nodiscard]] static workload_needs needs(const parameters& p);

    explicit request(const parameters& p);

    // As a whole: of its first wait, and of all that it computes.
    [[nodiscard]] static wait::dialogue wait(std::size_t i) noexcept {
        return {.index = call_number(i, 0, 0)};
    }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                        std::uint64_t salt = 0) const;
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const;

    // Step by step (strategies/batch.hpp).
    [[nodiscard]] std::size_t steps() const noexcept { return drawn_.steps().size(); }
    /// The salt, and where waits are drawn, how long this task's take.
    [[nodiscard]] std::uint64_t before_steps(std::size_t i, std::uint64_t salt = 0) const noexcept {
        return drawn_.waits_differ() ? combine(salt, static_cast<std::uint64_t>(drawn_.wait_ns(i)))
                                     : salt;
    }
    [[nodiscard]] bool waits_in(std::size_t step) const noexcept {
        return drawn_.steps()[step].waits();
    }
    [[nodiscard]] static wait::dialogue wait_step(std::size_t i, std::size_t step) noexcept {
        return {.index = call_number(i, step, 0)};
    }
    [[nodiscard]] std::uint64_t compute_step(std::size_t i, std::size_t step, std::uint64_t carried,
                                             std::uint64_t salt = 0) const;

    [[nodiscard]] wait::dialogue::endpoint endpoint() const noexcept { return {.source = &calls_}; }
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return drawn_.mean_wait_ns(); }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const noexcept {
        return drawn_.waits_differ() ? std::make_optional(drawn_.wait_ns(i)) : std::nullopt;
    }
    [[nodiscard]] double cost_share(std::size_t i) const noexcept;

    [[nodiscard]] server_report server() { return servers::report(server_.stats()); }
    void reset_server() { server_.reset(); }
    [[nodiscard]] server_exchange exchange(std::size_t /*tasks*/) const noexcept {
        return {.request_bytes = bytes_,
                .reply_bytes = bytes_,
                .withdrawal_bytes = wait::tcp_min_bytes,
                .answers = drawn_.needed(),
                .more_calls = drawn_.calls() - drawn_.needed(),
                .at_once = drawn_.most_at_once()};
    }

private:
    /// Known to the server alone, so that an answer cannot be made up on this side.
    static constexpr std::uint64_t secret = 0x7265717565737421ULL;

    [[nodiscard]] std::int64_t bytes_hashed(std::size_t i, std::size_t step) const;
    [[nodiscard]] std::uint64_t expected_hash(std::size_t i, std::size_t step,
                                              std::uint64_t salt) const;
    [[nodiscard]] std::uint64_t expected_answer(std::size_t i, std::size_t step) const;

    drawn_steps drawn_;
    std::uint32_t bytes_;
    double bytes_per_us_; ///< that one idle core hashes
    std::deque<sha256_rounds> alike_; ///< of each step: what tasks hash where all do the same
    servers::server_process server_;
    request_calls calls_;
};

static_assert(workload<request>);

} // namespace crossover::workloads

#pragma once

#include "workloads/parameters.hpp"
#include "workloads/wait.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

namespace crossover {

/// What a task waits for and what it computes. A workload knows nothing of threads, loops or processes.
///
/// - `W(const parameters&)` prepares everything that is not to be timed (buffers, a peer).
/// - `wait(i)` says what task i waits for; `compute(i, answer)` is what it does then, with the wait's answer,
///   and yields its digest. Both are const and may be called from many threads and processes at once.
/// - `expected(i)` is the digest that task i must yield, obtained apart from the measured path.
/// - `wait_ns()` is the shortest time in nanoseconds that the wait of one task can take.
template <class W>
concept workload =
    std::constructible_from<W, const parameters&> && requires(const W& w, std::size_t i, std::uint64_t answer) {
        { W::name } -> std::convertible_to<std::string_view>;
        { W::summary } -> std::convertible_to<std::string_view>;
        { std::span<const parameter>(W::parameter_list) };
        typename W::wait_type;
        { w.endpoint() } -> std::same_as<typename W::wait_type::endpoint>;
        { w.wait(i) } -> std::same_as<typename W::wait_type>;
        { w.compute(i, answer) } -> std::same_as<std::uint64_t>;
        { w.expected(i) } -> std::same_as<std::uint64_t>;
        { w.wait_ns() } -> std::same_as<std::int64_t>;
    };

/// The wait of a workload that only computes: derive from it and write `compute` and `expected`.
struct compute_only {
    using wait_type = wait::none;
    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }
};

/// What the other side of a workload's I/O saw since the last reset.
struct peer_report {
    std::uint64_t requests = 0; ///< those that were refused among them
    std::uint64_t refused = 0; ///< for want of capacity: wasted calls
    std::uint64_t peak_concurrency = 0; ///< most requests accepted and not yet answered at once
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t in_flight_ns = 0; ///< the integral of the requests in flight over time
    std::int64_t cpu_ns = 0; ///< user and system time of the peer process
};

/// The bytes of one exchange with the peer.
struct peer_exchange {
    std::uint64_t request_bytes = 0;
    std::uint64_t reply_bytes = 0;
    std::uint64_t refusal_bytes = 0;
};

/// A workload with a peer process behind it can tell what the peer saw since the last `reset_peer()`.
template <class W>
concept has_peer = requires(W& w) {
    { w.peer() } -> std::same_as<peer_report>;
    w.reset_peer();
};

/// A workload each of whose tasks needs exactly one answer of its peer, which counts all of its report exactly: then what the peer
/// saw is held against what the contender claims.
template <class W>
concept accounts_for_peer = has_peer<W> && requires(const W& w) {
    { w.exchange() } -> std::same_as<peer_exchange>;
};

/// A workload whose tasks share something is told when a batch begins, and judges afterwards what the batch has left. `end_batch` throws
/// error(invalid_measurement) when the batch went wrong, and `unfit` when the contender cannot do such work at all. Both are called while
/// no task is running, outside the timed part.
template <class W>
concept judges_batches = requires(W& w, std::size_t tasks) {
    w.begin_batch();
    w.end_batch(tasks);
};

/// The contender is skipped on this workload, for this reason.
struct unfit : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A workload whose tasks take an argument and give a result of so many bytes, each of the same size: `pack` writes the argument of task i, `transform` makes
/// the result of it, `unpack` yields the digest; `compute` does all three. A pool that shares no memory runs the first and the last in the
/// caller, and ships the bytes.
template <class W>
concept ships_payload = requires(const W& w, std::size_t i, std::span<std::byte> to, std::span<const std::byte> from) {
    { w.argument_bytes() } -> std::same_as<std::size_t>;
    { w.result_bytes() } -> std::same_as<std::size_t>;
    w.pack(i, to);
    w.transform(i, from, to);
    { w.unpack(i, from) } -> std::same_as<std::uint64_t>;
};

/// A workload whose work is sized in time names a computation and measures its speed on an idle core.
template <class W>
concept calibrated = requires {
    { W::calibrate() } -> std::same_as<double>; // units of work per microsecond
};

/// A workload that takes texts declares them: `static constexpr std::array text_list{text_setting{...}}`.
template <class W>
concept takes_texts = requires {
    { std::span<const text_setting>(W::text_list) };
};

/// A workload whose tasks compute for unlike lengths of time says what task i costs, as a share of the average task.
template <class W>
concept uneven = requires(const W& w, std::size_t i) {
    { w.cost_share(i) } -> std::same_as<double>;
};

} // namespace crossover

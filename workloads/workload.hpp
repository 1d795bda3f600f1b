#pragma once

#include "workloads/support/parameters.hpp"
#include "workloads/support/shape.hpp"
#include "workloads/support/task_cost.hpp"
#include "workloads/wait.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <type_traits>
#include <utility>
#include <variant>

namespace crossover {

/// What a task waits for and what it computes. A workload knows nothing of threads, loops or
/// processes.
///
/// - `W(const parameters&)` prepares everything that is not to be timed (buffers, a server).
/// - `wait(i)` says what task i waits for; `compute(i, answer)` is what it does then, with the
/// wait's answer,
///   and yields its digest. Both are const and may be called from many threads and processes at
///   once.
/// - `expected(i)` is the digest that task i must yield, obtained apart from the measured path.
///   Both may take the batch's salt as their last argument, 0 by default, into what they compute
///   (support/salted.hpp).
/// - `wait_ns()` is the shortest time in nanoseconds that the wait of one task can take; of the
///   average task where `own_wait_ns` says that they differ.
template <class W>
concept workload = std::constructible_from<W, const parameters&> &&
                   requires(const W& w, std::size_t i, std::uint64_t answer) {
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

/// What the other side of a workload's I/O saw since the last reset; 0 for what it does not tell.
struct server_report {
    std::uint64_t requests = 0; ///< those that were refused among them
    std::uint64_t refused = 0; ///< for want of capacity: wasted calls
    std::uint64_t withdrawn = 0; ///< taken back by their clients, who had answers enough
    std::uint64_t peak_concurrency = 0; ///< most requests accepted and not yet answered at once
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t in_flight_ns = 0; ///< the integral of the requests in flight over time
    std::int64_t cpu_ns = 0; ///< user and system time of the server process
    std::uint64_t threads = 1; ///< how many of its threads can compute at once
};

/// The bytes of one exchange with the server.
struct server_exchange {
    std::uint64_t request_bytes = 0;
    std::uint64_t reply_bytes = 0;
    std::uint64_t refusal_bytes = 0;
    std::uint64_t longer_bytes =
        0; ///< what the requests of a batch, where they differ in length, have beyond that
    std::uint64_t withdrawal_bytes = 0; ///< of the reply to a request that was taken back
    std::uint64_t answers = 1; ///< that each task needs
    std::uint64_t more_calls = 0; ///< that a task may make beside, and have answered or take back
    std::uint64_t at_once = 1; ///< requests that a task may have with the server at one time
};

/// The contender is skipped on this workload, for this reason.
struct unfit : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A workload whose tasks take an argument and give a result of so many bytes, each of the same
/// size: `pack` writes the argument of task i, `transform` makes the result of it, `unpack` yields
/// the digest; `compute` does all three. A pool that shares no memory runs the first and the last
/// in the caller, and ships the bytes.
template <class W>
concept ships_payload =
    requires(const W& w, std::size_t i, std::span<std::byte> to, std::span<const std::byte> from) {
        { w.argument_bytes() } -> std::same_as<std::size_t>;
        { w.result_bytes() } -> std::same_as<std::size_t>;
        w.pack(i, to);
        w.transform(i, from, to);
        { w.unpack(i, from) } -> std::same_as<std::uint64_t>;
    };

/// What a task really does, by name, for a program that does the same in any language: sizes after
/// calibration, waits in nanoseconds, where the server listens (docs/PROGRAMS.md).
using told_values = std::map<std::string, std::variant<std::int64_t, std::string>>;

/// What programs are told of tasks that all wait alike; nothing where each waits for a time of its
/// own, which the contract has no word for.
inline std::optional<told_values> told_if_alike(const workloads::drawn_times& waits,
                                                told_values told) {
    return waits.all_alike() ? std::make_optional(std::move(told)) : std::nullopt;
}

/// What a workload may say beyond what it must, with answers that change nothing. A workload
/// derives from it, publicly, and declares anew what it answers otherwise: a call is resolved by
/// its type, nothing is virtual. One that derives from nothing says no more than it must.
struct workload_defaults {
    /// What the tasks of a cell cost at the least, and what they take of descriptors, processes and
    /// memory beyond their wait's own: from the parameters alone, before anything is made. Without
    /// an answer there is no known least time.
    [[nodiscard]] static task_cost cost(const parameters& /*p*/, std::size_t /*tasks*/) {
        return {};
    }
    [[nodiscard]] static workload_needs needs(const parameters& /*p*/) { return {}; }

    /// Throws error(bad_input) for what cannot run, before anything does.
    static void check(const parameters& /*p*/) {}

    /// How fast one idle core does what the workload sizes in time, in units of work per
    /// microsecond; 0: there is nothing to calibrate.
    [[nodiscard]] static double calibrate() { return 0; }

    /// A workload that runs once and is done, as a script does: its makespan counts set-up, the
    /// first batch of a fresh process, and tear-down.
    static constexpr bool cold = false;

    /// Whether the latency of task i, a probe, is the figure that matters. A bool; this type says
    /// that no task is one.
    [[nodiscard]] static std::false_type is_probe(std::size_t /*i*/) noexcept { return {}; }

    /// What task i computes, as a share of the average task, where tasks do so for unlike lengths
    /// of time. A double; this type says that all are alike.
    struct even {
        constexpr operator double() const noexcept { return 1; } // NOLINT: it is one
    };
    [[nodiscard]] static even cost_share(std::size_t /*i*/) noexcept { return {}; }

    /// How long task i waits where each does so for a time of its own; nothing: all wait for
    /// `wait_ns()`, which else is their mean. An optional; this type says that all always do.
    struct alike {
        constexpr operator std::optional<std::int64_t>() const noexcept { // NOLINT: it is one
            return std::nullopt;
        }
    };
    [[nodiscard]] static alike own_wait_ns(std::size_t /*i*/) noexcept { return {}; }

    /// When task i is there, in nanoseconds from the batch's start, never before task i - 1; its
    /// wait says so too. `start_at` tells when the batch begins, on the steady clock; it is called
    /// as part of the batch, before any task.
    [[nodiscard]] static std::int64_t arrival_ns(std::size_t /*i*/) noexcept { return 0; }
    static void start_at(std::int64_t /*start_ns*/) noexcept {}

    /// What the server saw since the last `reset_server()`; nothing: there is none.
    [[nodiscard]] static std::optional<server_report> server() { return std::nullopt; }
    static void reset_server() {}
    /// Where each task needs a known number of answers of the server, which counts all of its
    /// report exactly: what the exchange is in a batch of so many tasks. It is held against what
    /// the contender claims; asked for only while `server()` reports.
    [[nodiscard]] static std::optional<server_exchange> exchange(std::size_t /*tasks*/) {
        return std::nullopt;
    }
    /// The process that all waits wait for, where they have no deadline of their own; 0: there is
    /// none. When no task ends for too long it is killed, which breaks every connection to it, so
    /// that the waits fail at once, wherever they are.
    [[nodiscard]] static pid_t waited_for() noexcept { return 0; }

    /// Tasks that share something: told when a batch begins, and when it has ended, to judge what
    /// it has left. `end_batch` throws error(invalid_measurement) when the batch went wrong, and
    /// `unfit` when the contender cannot do such work at all. Both are called while no task is
    /// running, outside the timed part.
    static void begin_batch() {}
    static void end_batch(std::size_t /*tasks*/) {}

    /// What its tasks do, as `told_values`, so that programs can run them; this type says that they
    /// cannot.
    [[nodiscard]] static std::nullopt_t told() noexcept { return std::nullopt; }

    /// What a wrong digest most likely means, where digests depend on what is not the suite's own.
    [[nodiscard]] static std::string why_wrong() { return {}; }
};

/// The wait of a workload that only computes: derive from it and write `compute` and `expected`.
struct compute_only : workload_defaults {
    using wait_type = wait::none;
    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }
};

/// A workload that derives from nothing, with the answers that it does not give.
template <workload W>
struct with_defaults : W, workload_defaults {
    using W::W;
};

/// W with every answer.
template <workload W>
using complete = std::conditional_t<std::derived_from<W, workload_defaults>, W, with_defaults<W>>;

/// All that may be asked of a complete workload. False for a workload that derives from nothing and
/// says more than it must: whose answer counts would be ambiguous.
template <class W>
concept answers_all = requires(W& w, const parameters& p, std::size_t i, std::int64_t start_ns) {
    { W::cost(p, i) } -> std::same_as<task_cost>;
    { W::needs(p) } -> std::same_as<workload_needs>;
    W::check(p);
    { W::calibrate() } -> std::same_as<double>;
    { W::cold } -> std::convertible_to<bool>;
    { w.is_probe(i) } -> std::convertible_to<bool>;
    { w.cost_share(i) } -> std::convertible_to<double>;
    { w.own_wait_ns(i) } -> std::convertible_to<std::optional<std::int64_t>>;
    { w.arrival_ns(i) } -> std::same_as<std::int64_t>;
    w.start_at(start_ns);
    { w.server() } -> std::convertible_to<std::optional<server_report>>;
    w.reset_server();
    { w.exchange(i) } -> std::convertible_to<std::optional<server_exchange>>;
    { w.waited_for() } -> std::same_as<pid_t>;
    w.begin_batch();
    w.end_batch(i);
    { w.told() } -> std::convertible_to<std::optional<told_values>>;
    { w.why_wrong() } -> std::convertible_to<std::string>;
};

/// The same of W as it was written; true for what is no workload, which is another mistake.
template <class W>
inline constexpr bool answers_all_or_none = true;
template <workload W>
inline constexpr bool answers_all_or_none<W> = answers_all<complete<W>>;

/// Whether it has probes, whether its tasks compute and wait for unlike lengths of time, and
/// whether programs can run them.
template <class W>
inline constexpr bool has_probes =
    !std::same_as<decltype(std::declval<W&>().is_probe(0)), std::false_type>;
template <class W>
inline constexpr bool is_uneven =
    !std::same_as<decltype(std::declval<W&>().cost_share(0)), workload_defaults::even>;
template <class W>
inline constexpr bool waits_apart =
    !std::same_as<decltype(std::declval<W&>().own_wait_ns(0)), workload_defaults::alike>;
template <class W>
inline constexpr bool tells_programs =
    !std::same_as<decltype(std::declval<W&>().told()), std::nullopt_t>;

} // namespace crossover

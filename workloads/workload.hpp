#pragma once

#include "workloads/support/parameters.hpp"
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
/// - `wait_ns()` is the shortest time in nanoseconds that the wait of one task can take.
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

/// The wait of a workload that only computes: derive from it and write `compute` and `expected`.
struct compute_only {
    using wait_type = wait::none;
    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }
};

/// What the other side of a workload's I/O saw since the last reset; 0 for what it does not tell.
struct server_report {
    std::uint64_t requests = 0; ///< those that were refused among them
    std::uint64_t refused = 0; ///< for want of capacity: wasted calls
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
};

/// A workload with a server process behind it can tell what the server saw since the last
/// `reset_server()`.
template <class W>
concept has_server = requires(W& w) {
    {
        w.server()
    } -> std::convertible_to<std::optional<server_report>>; // nothing: this one has none
    w.reset_server();
};

/// A workload each of whose tasks needs exactly one answer of its server, which counts all of its
/// report exactly: then what the server saw is held against what the contender claims. `exchange`
/// is of a batch of so many tasks; it is asked for only while `server()` reports.
template <class W>
concept accounts_for_server = has_server<W> && requires(const W& w, std::size_t tasks) {
    { w.exchange(tasks) } -> std::same_as<server_exchange>;
};

/// A workload whose waits have no deadline of their own names the process that all of them wait
/// for: when no task ends for too long it is killed, which breaks every connection to it, so that
/// the waits fail at once, wherever they are.
template <class W>
concept waits_for_process = requires(const W& w) {
    { w.waited_for() } -> std::same_as<pid_t>;
};

/// A workload whose tasks share something is told when a batch begins, and judges afterwards what
/// the batch has left. `end_batch` throws error(invalid_measurement) when the batch went wrong, and
/// `unfit` when the contender cannot do such work at all. Both are called while no task is running,
/// outside the timed part.
template <class W>
concept judges_batches = requires(W& w, std::size_t tasks) {
    w.begin_batch();
    w.end_batch(tasks);
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

/// A workload whose work is sized in time names a computation and measures its speed on an idle
/// core.
template <class W>
concept calibrated = requires {
    { W::calibrate() } -> std::same_as<double>; // units of work per microsecond
};

/// A workload that takes texts declares them: `static constexpr std::array
/// text_list{text_setting{...}}`.
template <class W>
concept takes_texts = requires {
    { std::span<const text_setting>(W::text_list) };
};

/// A workload whose digests depend on what is not the suite's own says what a wrong one most likely
/// means; empty: nothing in particular.
template <class W>
concept explains_wrong_digests = requires(const W& w) {
    { w.why_wrong() } -> std::convertible_to<std::string>;
};

/// What a task really does, by name, for a program that does the same in any language: sizes after
/// calibration, waits in nanoseconds, where the server listens (docs/PROGRAMS.md).
using told_values = std::map<std::string, std::variant<std::int64_t, std::string>>;

/// A workload that programs can run tells them what its tasks do.
template <class W>
concept tells_programs = requires(const W& w) {
    { w.told() } -> std::same_as<told_values>;
};

/// A workload whose tasks are not there at the batch's start: task i arrives `arrival_ns(i)`
/// nanoseconds after it, never before task i - 1, and its wait says so. `start_at` tells when the
/// batch begins, on the steady clock; it is called as part of the batch, before any task.
template <class W>
concept arrives = requires(const W& w, std::size_t i, std::int64_t start_ns) {
    { w.arrival_ns(i) } -> std::same_as<std::int64_t>;
    w.start_at(start_ns);
};

/// A workload in which the latency of some tasks is the figure that matters: those are its probes.
template <class W>
concept probes = requires(const W& w, std::size_t i) {
    { w.is_probe(i) } -> std::same_as<bool>;
};

/// A workload that runs once and is done, as a script does (`static constexpr bool cold = true`):
/// its makespan counts set-up, the first batch of a fresh process, and tear-down.
template <class W>
concept cold_start = requires { requires W::cold; };

/// A workload that can be asked for what cannot run says so before anything does: `check` throws
/// error(bad_input).
template <class W>
concept checks_what_is_asked = requires(const parameters& p) { W::check(p); };

/// A workload whose tasks compute for unlike lengths of time says what task i costs, as a share of
/// the average task.
template <class W>
concept uneven = requires(const W& w, std::size_t i) {
    { w.cost_share(i) } -> std::same_as<double>;
};

} // namespace crossover

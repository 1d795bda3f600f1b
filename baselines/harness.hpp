#pragma once

#include "strategies/runner.hpp"
#include "workloads/servers/server_process.hpp"
#include "workloads/support/sha256_rounds.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Baselines: each library used directly, and raw code that shows the limit, measured as
/// `crossover_bench` measures its contenders. They know neither strategies nor engines. (A
/// workload's tcp_server is another thing: the other side of its I/O.)
namespace crossover::baselines {

/// What a baseline is asked to do: a cell as the bench names it,
/// `tcp/tasks:1000/limit:64/wait_us:5000/bytes:64`.
struct request {
    std::string workload; ///< noop, timer, tcp or sha256
    std::size_t tasks = 0;
    std::size_t limit =
        0; ///< threads, processes or connections; the number of tasks when the cell does not say
    std::int64_t wait_ns = 0; ///< what each task waits for
    std::int64_t bytes = 0; ///< what each task hashes; size of a request and of a reply
    std::size_t batches = 0; ///< measured ones; 0: until `min_time_ns` has been measured
    std::int64_t min_time_ns = 100'000'000;
    std::string samples_out; ///< empty: standard output
};

/// Reads the flags --cell, --batches, --min_time_ms and --samples_out. Throws error(bad_input) for
/// anything else.
request parse_request(int argc, char** argv);

/// What the tasks of one cell do. Thread-safe for different indices, in forked children too.
class work {
public:
    explicit work(const request& r);

    const std::size_t tasks;
    const std::size_t limit; ///< at most `tasks`, at least 1
    const std::int64_t wait_ns;
    const std::size_t bytes;

    /// The tcp server's port on 127.0.0.1. Precondition: a tcp cell.
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }

    /// What task i yields, once its wait is over; `answer` is the tcp server's, 0 for other waits.
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer = 0) const;
    [[nodiscard]] std::uint64_t expected(std::size_t i) const;

    /// The least that a batch can take, waits alone: ceil(tasks / limit) * wait.
    [[nodiscard]] std::int64_t shortest_ns() const noexcept;

    /// The other side of tcp; null for other cells.
    [[nodiscard]] crossover::servers::server_process* server() const noexcept {
        return server_.get();
    }

private:
    std::optional<workloads::sha256_rounds> rounds_;
    std::unique_ptr<crossover::servers::server_process> server_;
};

using maker = std::function<std::unique_ptr<runner>(const work&)>;

/// The whole of a baseline: reads the flags, sets up, warms up, measures batches, checks every
/// digest, and writes one line of JSON in the terms of the bench's samples. Returns the exit code.
/// Never throws.
int run_baseline(std::string_view name, int argc, char** argv, const maker& make) noexcept;

/// The same for a runner that is made from the work.
template <class Runner>
int run_baseline(std::string_view name, int argc, char** argv) noexcept {
    return run_baseline(name, argc, argv,
                        [](const work& w) { return std::make_unique<Runner>(w); });
}

} // namespace crossover::baselines

#pragma once

#include "base/unique_fd.hpp"
#include "bench/sample/outcomes.hpp"
#include "bench/serve/http_clients.hpp"
#include "strategies/arrivals.hpp"
#include "strategies/failure_slot.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace crossover::bench {

/// What became of what clients sent.
struct front_counts {
    std::size_t arrived = 0; ///< requests that were let go
    std::size_t answered = 0; ///< of those: their task has its digest
    std::size_t refused = 0; ///< found the queue full, or were turned away by the service behind
    std::size_t failed = 0; ///< their task failed
    std::size_t cut_off = 0; ///< had no answer when the time was over, nor soon after
    std::size_t too_late = 0; ///< came after the end of time or tasks; none of them
};

/// Requests of any HTTP client of this machine, as the arrivals of a batch: GET of any path on
/// 127.0.0.1 is one task, answered when that has ended: 200, 503 where it was refused, 502 where it
/// failed.
///
/// Belongs to the thread that calls next(), which is one at a time.
class http_front final : public arrival_source {
public:
    /// The other side: whose tasks clients ask for. All of it outlives the front.
    struct parts {
        arrival_plan& plan;
        std::span<std::int64_t> after_ns; ///< the plan's, to be filled in
        const outcomes& left;
        std::span<const failure_slot> failures; ///< of the batch; empty: it fails fast
        const unique_fd& wakes; ///< the eventfd of the plan's log
        std::stop_source& stop; ///< asked when tasks do not end although the time is over
    };

    /// Listens, so that clients may connect. Port 0 lets the kernel choose one. Throws
    /// std::system_error when the port cannot be had.
    http_front(const parts& of, std::uint16_t port);

    [[nodiscard]] std::uint16_t port() const { return clients_.port(); }

    /// From now on requests are taken, until this time of the steady clock, or until SIGINT or
    /// SIGTERM comes, which are held. Those that were taken are answered for `grace_ns` longer.
    void open(std::int64_t until_ns) noexcept { until_ns_ = until_ns; }

    /// What goes wrong ends the batch, and rethrow() tells of it.
    bool next(std::size_t i, const std::function<bool()>& over) noexcept override;

    /// After the batch: throws what next() met.
    void rethrow() const;

    [[nodiscard]] const front_counts& counts() const noexcept { return counts_; }
    [[nodiscard]] const client_counts& clients() const noexcept { return clients_.counts(); }

    static constexpr std::int64_t grace_ns = 5'000'000'000;

private:
    bool wait_for(std::size_t i, const std::function<bool()>& over);
    bool take(std::size_t i);
    void close_doors(std::size_t i);
    bool has_ended();
    void give_up();
    void answer_ended();
    void answer_task(std::size_t i);
    void answer_refused(std::size_t i);
    void wait();

    parts of_;
    http_clients clients_;
    std::int64_t until_ns_ = 0;
    bool closing_ = false; ///< nothing is taken any more
    std::size_t seen_ended_ = 0; ///< so many of the plan's log
    std::vector<client_id> asked_by_; ///< by task
    front_counts counts_;
    std::exception_ptr trouble_;
};

} // namespace crossover::bench

#pragma once

#include <atomic>
#include <cstdint>
#include <list>

namespace crossover::servers {

/// What the server has done in a stretch of time.
struct counts {
    std::uint64_t requests = 0; ///< complete ones, those that were refused among them
    std::uint64_t refused = 0;
    std::uint64_t withdrawn = 0; ///< taken back by their clients, in time
    std::uint64_t bytes_in = 0; ///< of requests: what takes one back may come too late to count
    std::uint64_t bytes_out = 0;
    /// The integral of the requests in flight over time: the sum of the times that they have been
    /// there. A request is there from the reading of the clock after it was received to the last
    /// one before its reply was sent: never longer than its client waited.
    std::uint64_t in_flight_ns = 0;
};

/// What one thread of the server counts from its start on. One writer, so that adding is no atomic
/// operation; read by any thread.
class alignas(64) tally {
public:
    void request() noexcept { add(requests_, 1); }
    void refused() noexcept { add(refused_, 1); }
    void withdrawn() noexcept { add(withdrawn_, 1); }
    void received(std::uint64_t bytes) noexcept { add(bytes_in_, bytes); }
    void received_no_request(std::uint64_t bytes) noexcept { add(bytes_in_, -bytes); }
    void sent(std::uint64_t bytes) noexcept { add(bytes_out_, bytes); }

    /// Of moments: each request adds the end of its stay and takes off the beginning. Sums may wrap
    /// round; what is read off does not.
    void came(std::int64_t at_ns) noexcept { add(stays_ns_, -static_cast<std::uint64_t>(at_ns)); }
    void went(std::uint64_t count, std::int64_t at_ns) noexcept {
        add(stays_ns_, count * static_cast<std::uint64_t>(at_ns));
    }

    void add_to(counts& all) const noexcept {
        all.requests += requests_.load(std::memory_order_relaxed);
        all.refused += refused_.load(std::memory_order_relaxed);
        all.withdrawn += withdrawn_.load(std::memory_order_relaxed);
        all.bytes_in += bytes_in_.load(std::memory_order_relaxed);
        all.bytes_out += bytes_out_.load(std::memory_order_relaxed);
        all.in_flight_ns += stays_ns_.load(std::memory_order_relaxed);
    }

private:
    static void add(std::atomic<std::uint64_t>& to, std::uint64_t value) noexcept {
        to.store(to.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
    }

    std::atomic<std::uint64_t> requests_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::atomic<std::uint64_t> withdrawn_{0};
    std::atomic<std::uint64_t> bytes_in_{0};
    std::atomic<std::uint64_t> bytes_out_{0};
    std::atomic<std::uint64_t> stays_ns_{0};
};

/// What the server counts, over all its threads. Exact once the server is idle, and always with one
/// thread. Thread-safe but for `add_thread`, `reset` and `since_reset`, which belong to one thread.
class counters {
public:
    /// A place for the counts of one more thread; lives as long as this object. To be called before
    /// any thread serves.
    tally& add_thread() { return tallies_.emplace_back(); }

    /// A request was accepted.
    void came() noexcept {
        const auto now = in_flight_.fetch_add(1, std::memory_order_relaxed) + 1;
        auto seen = peak_.load(std::memory_order_relaxed);
        while (now > seen && !peak_.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
        }
    }

    /// So many requests were answered, or their connection has gone.
    void went(std::uint64_t count) noexcept {
        in_flight_.fetch_sub(count, std::memory_order_relaxed);
    }

    /// Starts counting anew; requests still in flight stay in flight, and their time counts from
    /// now on.
    void reset(std::int64_t now_ns) noexcept {
        at_reset_ = total(now_ns);
        peak_.store(in_flight_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    }

    [[nodiscard]] counts since_reset(std::int64_t now_ns) const noexcept {
        const counts now = total(now_ns);
        return {.requests = now.requests - at_reset_.requests,
                .refused = now.refused - at_reset_.refused,
                .withdrawn = now.withdrawn - at_reset_.withdrawn,
                .bytes_in = now.bytes_in - at_reset_.bytes_in,
                .bytes_out = now.bytes_out - at_reset_.bytes_out,
                .in_flight_ns = now.in_flight_ns - at_reset_.in_flight_ns};
    }

    /// The most requests that were accepted and not yet answered at one time. Those that were
    /// refused were never accepted.
    [[nodiscard]] std::uint64_t peak() const noexcept {
        return peak_.load(std::memory_order_relaxed);
    }

private:
    [[nodiscard]] counts total(std::int64_t now_ns) const noexcept {
        counts all;
        for (const auto& one : tallies_) {
            one.add_to(all);
        }
        // Whoever is still there has stayed until now.
        all.in_flight_ns +=
            in_flight_.load(std::memory_order_relaxed) * static_cast<std::uint64_t>(now_ns);
        return all;
    }

    std::list<tally> tallies_;
    counts at_reset_{};
    std::atomic<std::uint64_t> in_flight_{0};
    std::atomic<std::uint64_t> peak_{0};
};

} // namespace crossover::servers

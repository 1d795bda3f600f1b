#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// How many tasks a worker is handed in one message, from how long its last ones took: one system
/// call and one wake-up for many short tasks, and nothing that waits behind a long one.
class pace {
public:
    /// A message wakes the parent, who takes a core from a worker: 30 us altogether on two virtual
    /// cores. That is a sixtieth of this.
    static constexpr std::int64_t batch_message_ns = 2'000'000;
    /// Somebody waits for the first of the answers, and gets it with the last.
    static constexpr std::int64_t posted_message_ns = 200'000;

    /// How many tasks a message carries at most, when it shall take a worker no longer than
    /// `message_ns`.
    [[nodiscard]] std::size_t chunk(std::int64_t message_ns) const noexcept {
        return std::clamp<std::size_t>(static_cast<std::size_t>(message_ns / each_ns_), 1, known_);
    }

    /// Whether the worker may have a message waiting while it is busy with another, so that it need
    /// not stand idle for a round trip.
    [[nodiscard]] bool ahead() const noexcept { return each_ns_ < round_trip_matters_ns; }

    /// `tasks` tasks have taken `busy_ns` altogether.
    void learn(std::size_t tasks, std::int64_t busy_ns) noexcept {
        const auto n = std::max<std::size_t>(tasks, 1);
        each_ns_ = std::max<std::int64_t>(busy_ns / static_cast<std::int64_t>(n), 1);
        // One short task says little about the next; a message that was small for want of tasks
        // says nothing against larger ones.
        known_ = ahead() ? std::clamp(2 * n, known_, most) : 1;
    }

private:
    /// A round trip of 10 us is half a percent of this.
    static constexpr std::int64_t round_trip_matters_ns = 2'000'000;
    /// Beyond this a no-op does not become cheaper: a message of 8 KiB fills the buffers that the
    /// kernel has at hand.
    static constexpr std::size_t most = 512;

    std::int64_t each_ns_ = round_trip_matters_ns;
    std::size_t known_ = 1;
};

} // namespace crossover::engines
